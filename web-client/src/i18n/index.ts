import type { Family } from '../kinds';
import { isKnownKind, type KindSlug } from '../kinds';
import { en, type Messages } from './en';
import { kindsEn } from './kinds_en';

export type { Messages } from './en';

/** Languages with a complete set of words: the six of the United Nations. A pseudo-language for tests is not offered to people. */
export const languages = ['ar', 'en', 'es', 'fr', 'ru', 'zh'] as const;
export type Language = (typeof languages)[number];
export type LanguageOrPseudo = Language | 'qps';

/** One language, loaded: words, kinds and number formats. */
export interface Locale {
  readonly language: LanguageOrPseudo;
  readonly direction: 'ltr' | 'rtl';
  readonly messages: Messages;
  readonly kinds: Readonly<Record<KindSlug, string>>;
}

export const english: Locale = { language: 'en', direction: 'ltr', messages: en, kinds: kindsEn };

const names: Readonly<Record<Language, string>> = { ar: 'العربية', en: 'English', es: 'Español', fr: 'Français', ru: 'Русский', zh: '中文' };
export const languageName = (language: Language): string => names[language];

export const isLanguage = (text: string): text is Language => (languages as readonly string[]).includes(text);

/** The first language of the list that we speak, else English. */
export function pickLanguage(wanted: readonly string[]): Language {
  return wanted.map((tag) => tag.toLowerCase().split('-')[0] ?? '').find(isLanguage) ?? 'en';
}

/** English is in the main bundle; any other language is fetched when it is chosen. */
export async function loadLocale(language: LanguageOrPseudo): Promise<Locale> {
  switch (language) {
    case 'en':
      return english;
    case 'ar': {
      const [{ ar }, { kindsAr }] = await Promise.all([import('./ar'), import('./kinds_ar')]);
      return { language, direction: 'rtl', messages: ar, kinds: kindsAr };
    }
    case 'es': {
      const [{ es }, { kindsEs }] = await Promise.all([import('./es'), import('./kinds_es')]);
      return { language, direction: 'ltr', messages: es, kinds: kindsEs };
    }
    case 'fr': {
      const [{ fr }, { kindsFr }] = await Promise.all([import('./fr'), import('./kinds_fr')]);
      return { language, direction: 'ltr', messages: fr, kinds: kindsFr };
    }
    case 'ru': {
      const [{ ru }, { kindsRu }] = await Promise.all([import('./ru'), import('./kinds_ru')]);
      return { language, direction: 'ltr', messages: ru, kinds: kindsRu };
    }
    case 'zh': {
      const [{ zh }, { kindsZh }] = await Promise.all([import('./zh'), import('./kinds_zh')]);
      return { language, direction: 'ltr', messages: zh, kinds: kindsZh };
    }
    case 'qps': {
      const { pseudoLocale } = await import('./pseudo');
      return pseudoLocale(english);
    }
  }
}

/** A kind in words; an unknown slug is shown as it is, without underscores. */
export function kindName(locale: Locale, slug: string): string {
  if (isKnownKind(slug)) return locale.kinds[slug];
  const words = slug.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export const familyName = (locale: Locale, family: Family): string => locale.messages[`family_${family}`];

/**
 * The tag that Intl takes. English is written as in most of the world: day before month. Arabic has the digits of the
 * phone numbers and hours beside it.
 */
const intlTag = ({ language }: Locale): string => (language === 'qps' || language === 'en' ? 'en-GB' : language === 'ar' ? 'ar-u-nu-latn' : language);

export const wholeNumber = (locale: Locale, value: number): string => value.toLocaleString(intlTag(locale));

/** Metres below one kilometre (to 10 m above 100 m), kilometres with one decimal below ten. */
export function distance(locale: Locale, metres: number): string {
  if (metres < 995) return locale.messages.metres(metres < 100 ? Math.round(metres) : Math.round(metres / 10) * 10);
  const digits = metres < 9950 ? 1 : 0;
  return locale.messages.kilometres((metres / 1000).toLocaleString(intlTag(locale), { minimumFractionDigits: digits, maximumFractionDigits: digits }));
}

/** A time on the way: whole minutes, at least one; from an hour on in hours and minutes. */
export function duration({ messages: t }: Locale, seconds: number): string {
  const minutes = Math.max(1, Math.round(seconds / 60));
  return minutes < 60 ? t.travel_minutes(minutes) : t.travel_hours(Math.floor(minutes / 60), minutes % 60);
}

/** A share as whole per cent; what is neither nothing nor all is not rounded to it. */
export function percent(locale: Locale, share: number): string {
  const whole = share <= 0 ? 0 : share >= 1 ? 1 : Math.min(0.99, Math.max(0.01, Math.round(share * 100) / 100));
  return whole.toLocaleString(intlTag(locale), { style: 'percent' });
}

/** A date as people write it; what is not a date is left alone. */
export function date(locale: Locale, text: string): string {
  const day = /^(\d{4})-(\d{2})-(\d{2})/.exec(text);
  if (day === null) return text;
  const value = new Date(Date.UTC(Number(day[1]), Number(day[2]) - 1, Number(day[3])));
  return Number.isNaN(value.getTime()) ? text : value.toLocaleDateString(intlTag(locale), { timeZone: 'UTC', day: 'numeric', month: 'long', year: 'numeric' });
}

/** A language's own name in the viewer's language: `es` → Spanish. */
export function languageInWords(locale: Locale, tag: string): string {
  try {
    return new Intl.DisplayNames([intlTag(locale)], { type: 'language' }).of(tag) ?? tag;
  } catch {
    return tag; // not a language tag at all
  }
}

/** Days of the week, Monday first, short: Mon, Tue, … */
export function weekdays(locale: Locale): readonly string[] {
  const format = new Intl.DateTimeFormat(intlTag(locale), { weekday: 'short', timeZone: 'UTC' });
  return Array.from({ length: 7 }, (_, i) => format.format(new Date(Date.UTC(2024, 0, 1 + i)))); // 2024-01-01 was a Monday
}

/** A day's full name: Saturday. \param text begins with a date */
export function longWeekday(locale: Locale, text: string): string {
  return new Intl.DateTimeFormat(intlTag(locale), { weekday: 'long', timeZone: 'UTC' }).format(new Date(`${text.slice(0, 10)}T00:00:00Z`));
}

/** A moment of the city's clock, or a day: `Sat 28 Nov, 10:30`; what is neither is left alone. */
export function momentInWords(locale: Locale, text: string): string {
  const day = new Date(`${text.slice(0, 10)}T00:00:00Z`);
  if (Number.isNaN(day.getTime())) return text;
  const words = new Intl.DateTimeFormat(intlTag(locale), { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' }).format(day);
  const between = { ar: '، ', zh: ' ' }[locale.language as string] ?? ', ';
  return text.length < 16 ? words : `${words}${between}${text.slice(11, 16)}`;
}

export const collator = (locale: Locale): Intl.Collator => new Intl.Collator(intlTag(locale), { sensitivity: 'base', numeric: true });

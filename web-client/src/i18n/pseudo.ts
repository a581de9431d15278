import type { KindSlug } from '../kinds';
import type { Messages } from './en';
import type { Locale } from './index';

const accents: Readonly<Record<string, string>> = { a: 'å', e: 'é', i: 'ï', o: 'ø', u: 'ü', c: 'ç', n: 'ñ', A: 'Å', E: 'É', I: 'Ï', O: 'Ø', U: 'Ü' };

/** Forty per cent longer, accented, in brackets: shows cut-off text and text that is not translated. */
const stretch = (text: string): string => {
  const accented = text.replaceAll(/[a-z]/gi, (letter) => accents[letter] ?? letter);
  return `⟦${accented}${'~'.repeat(Math.ceil(text.length * 0.4))}⟧`;
};

/** A language for tests: long words, written from right to left. Offered to nobody, reached by `lang=qps`. */
export function pseudoLocale(base: Locale): Locale {
  const messages = Object.fromEntries(
    Object.entries(base.messages).map(([key, value]) => [
      key,
      typeof value === 'string' ? stretch(value) : (...args: never[]) => stretch((value as (...all: never[]) => string)(...args)),
    ]),
  ) as unknown as Messages;
  const kinds = Object.fromEntries(Object.entries(base.kinds).map(([slug, name]) => [slug, stretch(name)])) as Record<KindSlug, string>;
  return { language: 'qps', direction: 'rtl', messages, kinds };
}

import { isFamily } from '../kinds';
import { date, familyName, kindName, languageInWords, momentInWords, type Locale, type Messages } from '../i18n';
import { conditionsOf, levelSets, subjects, type Condition, type FilterName, type Filters } from '../state/filter_set';
import type { State } from '../state/state';
import { isolate } from './parts';

type Words = Readonly<Record<string, string | undefined>>;

/** A word of the dictionary by a key that is made of data; nothing when there is none. */
function wordOf(t: Messages, key: string): string | undefined {
  const word: unknown = Object.hasOwn(t, key) ? t[key as keyof Messages] : undefined;
  return typeof word === 'string' ? word : undefined;
}

/** The words for a group as a label: `For job seekers`; a city's own group is shown by its slug. */
export function groupLabel({ messages: t }: Locale, group: string): string {
  const words: Words = { 'job-seekers': t.for_job_seekers, 'migrant-families': t.for_migrant_families, 'special-educational-needs': t.for_special_educational_needs };
  return words[group] ?? group.replaceAll(/[-_]/g, ' ');
}

function groupAsked({ messages: t }: Locale, group: string): string {
  const words: Words = { 'job-seekers': t.asked_job_seekers, 'migrant-families': t.asked_migrant_families, 'special-educational-needs': t.asked_special_educational_needs };
  return words[group] ?? group.replaceAll(/[-_]/g, ' ');
}

const slugWords = (t: Messages, prefix: 'need' | 'modality', slug: string): string => wordOf(t, `${prefix}_${slug.replaceAll('-', '_')}`) ?? slug.replaceAll('-', ' ');
export const needLabel = ({ messages }: Locale, need: string): string => slugWords(messages, 'need', need);
export const modalityLabel = ({ messages }: Locale, modality: string): string => slugWords(messages, 'modality', modality);

/** A subject in our plain words, else in the server's, else by its code; a word is itself. */
export function topicLabel({ messages: t }: Locale, topic: string, names: State['topicNames']): string {
  const own = subjects.find((code) => code === topic);
  if (own !== undefined) return t[`topic_${own}`];
  return names[topic] ?? (/^\d+$/.test(topic) ? t.chip_topic(topic) : topic);
}

export function levelLabel({ messages: t }: Locale, levels: string): string {
  const set = (Object.keys(levelSets) as (keyof typeof levelSets)[]).find((name) => levelSets[name].join(',') === levels);
  return set === undefined ? t.chip_level(levels) : t[`level_${set}`];
}

/** A moment or a span of the city's clock: `Sat 28 Nov, 09:00–12:00`. */
function whenInWords(locale: Locale, when: string): string {
  const [from = '', to] = when.split('/');
  if (to === undefined) return momentInWords(locale, from);
  const isOneDay = from.slice(0, 10) === to.slice(0, 10);
  return `${momentInWords(locale, from)}–${isOneDay ? to.slice(11, 16) : momentInWords(locale, to)}`;
}

/** What a chip says. */
export function conditionLabel(locale: Locale, { name, value }: Condition, names: State['topicNames']): string {
  const { messages: t } = locale;
  switch (name) {
    case 'kind':
      return isFamily(value) ? familyName(locale, value) : kindName(locale, value);
    case 'pillar':
      return wordOf(t, `pillar_${value}`) ?? value;
    case 'isced':
      return levelLabel(locale, value);
    case 'topic':
      return topicLabel(locale, value, names);
    case 'audience':
      return groupLabel(locale, value);
    case 'age':
      return t.chip_age(value);
    case 'language':
      return languageInWords(locale, value);
    case 'fee':
      return t.fee_free;
    case 'wheelchair':
      return t.labelled(t.filter_wheelchair, value === 'limited' ? t.filter_wheelchair_limited : t.filter_wheelchair_yes);
    case 'needs':
      return needLabel(locale, value);
    case 'modality':
      return modalityLabel(locale, value);
    case 'open_at':
      return value === 'now' ? t.filter_open_now : t.chip_open_at(momentInWords(locale, value));
    case 'when':
      return t.chip_when(whenInWords(locale, value));
    case 'recognition':
      return t.filter_recognition;
    case 'checked_since':
      return t.chip_checked(date(locale, value));
    case 'q':
      return t.chip_text(isolate(value));
    case 'source':
      return t.chip_source(value === 'osm' ? 'OpenStreetMap' : isolate(value));
  }
}

/** Conditions that are given up together, in words; a long list of kinds by what they are. */
export function conditionsLabel(locale: Locale, conditions: readonly Condition[], names: State['topicNames']): string {
  const isLong = conditions.length > 2 && conditions.every(({ name }) => name === 'kind');
  return isLong ? locale.messages.filter_kind : conditions.map((condition) => conditionLabel(locale, condition, names)).join(', ');
}

function question(locale: Locale, { name, value }: Condition, names: State['topicNames']): string | undefined {
  const { messages: t } = locale;
  switch (name) {
    case 'audience':
      return t.ask_audience(groupAsked(locale, value));
    case 'age':
      return t.ask_age(value);
    case 'fee':
      return t.ask_fee;
    case 'wheelchair':
      return t.ask_wheelchair;
    case 'open_at':
      return t.ask_open_at(value === 'now' ? t.ask_now : momentInWords(locale, value));
    case 'when':
      return t.ask_when;
    case 'topic':
      return t.ask_topic(topicLabel(locale, value, names));
    case 'language':
      return t.ask_language(languageInWords(locale, value));
    case 'recognition':
      return t.ask_recognition;
    case 'checked_since':
      return t.ask_checked;
    case 'needs':
      return t.ask_has(needLabel(locale, value));
    case 'modality':
      return t.ask_has(modalityLabel(locale, value));
    case 'isced':
      return t.ask_level;
    default:
      return undefined; // kinds, pillars, words and sources are nothing to ask a person about
  }
}

/**
 * What to ask a place of which something asked for is not known: the API's names of conditions as questions.
 * `Ask: Is it free? Can a wheelchair get in?`
 */
export function whatToAsk(locale: Locale, filters: Filters, unknown: readonly string[], names: State['topicNames']): string | undefined {
  const asked = new Set<string>(unknown);
  const questions = conditionsOf(filters).filter(({ name }) => asked.has(name satisfies FilterName)).flatMap((condition) => question(locale, condition, names) ?? []);
  return questions.length === 0 ? undefined : locale.messages.results_ask([...new Set(questions)].join(' '));
}

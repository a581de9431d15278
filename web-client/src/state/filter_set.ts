import { families, kindRow, type Family } from '../kinds';

export type WheelchairFilter = 'any' | 'yes' | 'limited';

/** The three groups of the guidelines, in the words of the API; a city may have more. */
export const groups = ['job-seekers', 'migrant-families', 'special-educational-needs'] as const;
export const needs = ['step-free', 'accessible-toilet', 'hearing-loop', 'sign-language', 'quiet'] as const;
export const modalities = ['evening', 'weekend', 'childcare', 'remote', 'at-home', 'drop-in', 'no-registration', 'no-papers'] as const;
/** Fields of ISCED-F 2013 that have plain words of ours; every other field is reached by the search. */
export const subjects = ['002', '0231', '061', '003', '021', '05', '09', '07', '04', '10', '08', '01'] as const;
/** ISCED levels that a citizen tells apart. */
export const levelSets = { early: ['0'], primary: ['1'], secondary: ['2', '3'], vocational: ['4', '5'], university: ['6', '7', '8'] } as const;
export const pillars = ['1', '2', '3', '4', '5', '6'] as const;

/** Every condition on what is shown. A list is empty, and a text or number undefined, when nothing is asked. */
export interface Filters {
  /** A family stands for all its kinds. */
  readonly families: readonly Family[];
  readonly kinds: readonly string[];
  readonly pillars: readonly string[];
  readonly levels: readonly string[];
  /** ISCED-F codes, or words that the server knows. */
  readonly topics: readonly string[];
  readonly audiences: readonly string[];
  readonly age: number | undefined;
  readonly languages: readonly string[];
  readonly free: boolean;
  readonly wheelchair: WheelchairFilter;
  readonly needs: readonly string[];
  readonly modalities: readonly string[];
  /** `now`, or the city's clock: `2026-11-28T10:30`. */
  readonly openAt: string | undefined;
  /** A span of the city's time in which a session takes place: `2026-11-28T09:00/2026-11-28T12:00`. */
  readonly when: string | undefined;
  readonly recognition: boolean;
  readonly sources: readonly string[];
  readonly checkedSince: string | undefined;
  readonly text: string | undefined;
  /** Also what may fit: widens, does not narrow. */
  readonly maybe: boolean;
}

export const noFilters: Filters = {
  families: [], kinds: [], pillars: [], levels: [], topics: [], audiences: [], age: undefined, languages: [], free: false, wheelchair: 'any', needs: [], modalities: [],
  openAt: undefined, when: undefined, recognition: false, sources: [], checkedSince: undefined, text: undefined, maybe: false,
};

/** Lists of the filters and what the API and links call them. */
export const listNames = { pillars: 'pillar', levels: 'isced', topics: 'topic', audiences: 'audience', languages: 'language', needs: 'needs', modalities: 'modality', sources: 'source' } as const;
export type ListField = keyof typeof listNames;
export const listFields = Object.keys(listNames) as readonly ListField[];
const listField = Object.fromEntries(Object.entries(listNames).map(([field, name]) => [name, field])) as Readonly<Record<(typeof listNames)[ListField], ListField>>;

export type FilterName = 'kind' | (typeof listNames)[ListField] | 'age' | 'fee' | 'wheelchair' | 'open_at' | 'when' | 'recognition' | 'checked_since' | 'q';

/** One thing that is asked for, as a chip shows it. */
export interface Condition {
  readonly name: FilterName;
  readonly value: string;
}

/** One condition for each chip; levels that are one set are one condition. In the order of the panel. */
export function conditionsOf(filters: Filters): readonly Condition[] {
  const list = (name: FilterName, values: readonly string[]): Condition[] => values.map((value) => ({ name, value }));
  const one = (name: FilterName, value: string | number | undefined): Condition[] => (value === undefined ? [] : [{ name, value: String(value) }]);
  return [
    ...list('audience', filters.audiences),
    ...one('age', filters.age),
    ...one('open_at', filters.openAt),
    ...one('when', filters.when),
    ...list('topic', filters.topics),
    ...(filters.free ? one('fee', 'free') : []),
    ...list('language', filters.languages),
    ...one('wheelchair', filters.wheelchair === 'any' ? undefined : filters.wheelchair),
    ...list('needs', filters.needs),
    ...list('modality', filters.modalities),
    ...list('isced', levelChips(filters.levels)),
    ...list('kind', [...filters.families, ...filters.kinds]),
    ...list('pillar', filters.pillars),
    ...(filters.recognition ? one('recognition', 'yes') : []),
    ...one('checked_since', filters.checkedSince),
    ...one('q', filters.text),
    ...list('source', filters.sources),
  ];
}

/** `2,3` when the whole set is asked for, else each level alone. */
function levelChips(levels: readonly string[]): readonly string[] {
  const whole = Object.values(levelSets).filter((set) => set.every((level) => levels.includes(level)));
  const covered = new Set<string>(whole.flat());
  return [...whole.map((set) => set.join(',')), ...levels.filter((level) => !covered.has(level))];
}

/** How many conditions narrow the list (`maybe` widens it). */
export const filterCount = (filters: Filters): number => conditionsOf(filters).length;

/** The filters with one condition less. */
export function without(filters: Filters, { name, value }: Condition): Filters {
  switch (name) {
    case 'kind':
      return { ...filters, families: filters.families.filter((family) => family !== value), kinds: filters.kinds.filter((kind) => kind !== value) };
    case 'fee':
      return { ...filters, free: false };
    case 'wheelchair':
      return { ...filters, wheelchair: 'any' };
    case 'recognition':
      return { ...filters, recognition: false };
    case 'age':
      return { ...filters, age: undefined };
    case 'open_at':
      return { ...filters, openAt: undefined };
    case 'when':
      return { ...filters, when: undefined };
    case 'checked_since':
      return { ...filters, checkedSince: undefined };
    case 'q':
      return { ...filters, text: undefined };
    default: {
      const field = listField[name];
      const gone = value.split(',');
      return { ...filters, [field]: filters[field].filter((item) => !gone.includes(item)) };
    }
  }
}

/** One value of a list on or off; several, separated by commas, together. */
export function toggle(filters: Filters, field: ListField, value: string): Filters {
  const values = value.split(',');
  const others = filters[field].filter((item) => !values.includes(item));
  return { ...filters, [field]: values.every((item) => filters[field].includes(item)) ? others : [...others, ...values] };
}

export const isFamilyOf = (family: Family, slug: string): boolean => kindRow(slug).family === family;
export const allFamilies = families;

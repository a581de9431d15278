import type { FilterParameters } from '../api/client';
import { kindRow, kindsOfFamily, type Family } from '../kinds';
import { conditionsOf, listFields, listNames, without as withoutCondition, type Condition, type FilterName, type Filters } from './filter_set';

/** The kinds that are asked for; of a family, those the city has (all that we know when it does not say). */
export function wantedKinds(filters: Filters, cityKinds: Readonly<Record<string, number>> | undefined): readonly string[] {
  const ofFamilies = filters.families.flatMap((family) => (cityKinds === undefined ? kindsOfFamily(family) : kindsInCity(family, cityKinds)));
  return [...new Set([...ofFamilies, ...filters.kinds])].sort();
}

/** Slugs of a family that the city has, most frequent first. Kinds unknown to us are in the family they are drawn as. */
export function kindsInCity(family: Family, cityKinds: Readonly<Record<string, number>>): readonly string[] {
  return Object.entries(cityKinds)
    .filter(([slug, count]) => count > 0 && kindRow(slug).family === family)
    .sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]))
    .map(([slug]) => slug);
}

/** In the words of the API. A family that the city has nothing of asks for a kind that nothing is. */
export function toParameters(filters: Filters, cityKinds: Readonly<Record<string, number>> | undefined): FilterParameters {
  const kinds = wantedKinds(filters, cityKinds);
  const emptyFamily = filters.families[0];
  const asked = kinds.length > 0 ? kinds : emptyFamily === undefined ? [] : kindsOfFamily(emptyFamily).slice(0, 1);
  const lists = listFields.map((field) => [listNames[field], [...filters[field]].sort().join(',')] as const).filter(([, list]) => list !== '');
  const one = (name: string, value: string | number | undefined): FilterParameters => (value === undefined ? {} : { [name]: String(value) });
  return {
    ...(asked.length > 0 ? { kind: asked.join(',') } : {}),
    ...Object.fromEntries(lists),
    ...one('age', filters.age),
    ...(filters.wheelchair === 'any' ? {} : { wheelchair: filters.wheelchair === 'yes' ? 'yes' : 'yes,limited' }),
    ...(filters.free ? { fee: 'free' } : {}),
    ...one('open_at', filters.openAt),
    ...one('when', filters.when),
    ...(filters.recognition ? { recognition: 'yes' } : {}),
    ...one('checked_since', filters.checkedSince),
    ...one('q', filters.text),
    ...(filters.maybe ? { maybe: 'yes' } : {}),
  };
}

/** Conditions that silence cannot be about: everybody has a kind and a source, and words are there or not. */
const alwaysKnown: ReadonlySet<FilterName> = new Set<FilterName>(['kind', 'source', 'q']);

/** Only the other conditions have "may fit". */
export const canBeUnknown = (filters: Filters): boolean => conditionsOf(filters).some(({ name }) => !alwaysKnown.has(name));

/** Of these, all that are asked for must hold, so that each can be given up alone; of others any one is enough. */
const eachAlone: ReadonlySet<FilterName> = new Set<FilterName>(['needs', 'modality']);

/** Each way of giving up one question, in the order of the panel. */
export function relaxations(filters: Filters): readonly { readonly dropped: readonly Condition[]; readonly filters: Filters }[] {
  const questions = new Map<string, Condition[]>();
  for (const condition of conditionsOf(filters)) {
    const key = eachAlone.has(condition.name) ? `${condition.name} ${condition.value}` : condition.name;
    questions.set(key, [...(questions.get(key) ?? []), condition]);
  }
  return [...questions.values()].map((dropped) => ({ dropped, filters: dropped.reduce(withoutCondition, filters) }));
}

const without = <T>(items: readonly T[], item: T): readonly T[] => items.filter((other) => other !== item);

/** A family takes the place of its kinds; taking it away leaves none of them. */
export function toggleFamily(filters: Filters, family: Family): Filters {
  const kinds = filters.kinds.filter((slug) => kindRow(slug).family !== family);
  return filters.families.includes(family) ? { ...filters, kinds, families: without(filters.families, family) } : { ...filters, kinds, families: [...filters.families, family] };
}

/** A kind on or off; taking one out of a whole family leaves the others of it. */
export function toggleKind(filters: Filters, slug: string, cityKinds: Readonly<Record<string, number>> | undefined): Filters {
  const { family } = kindRow(slug);
  if (filters.families.includes(family)) {
    const all = cityKinds === undefined ? kindsOfFamily(family) : kindsInCity(family, cityKinds);
    return { ...filters, families: without(filters.families, family), kinds: [...filters.kinds, ...without(all, slug)] };
  }
  return { ...filters, kinds: filters.kinds.includes(slug) ? without(filters.kinds, slug) : [...filters.kinds, slug] };
}

export const isKindWanted = (filters: Filters, slug: string): boolean => filters.kinds.includes(slug) || filters.families.includes(kindRow(slug).family);


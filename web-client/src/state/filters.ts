import type { FilterParameters } from '../api/client';
import { kindRow, kindsOfFamily, type Family } from '../kinds';
import type { FilterName, Filters } from './state';

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
  return {
    ...(asked.length > 0 ? { kind: asked.join(',') } : {}),
    ...(filters.wheelchair === 'any' ? {} : { wheelchair: filters.wheelchair === 'yes' ? 'yes' : 'yes,limited' }),
    ...(filters.free ? { fee: 'free' } : {}),
    ...(filters.maybe ? { maybe: 'yes' } : {}),
  };
}

/** Conditions that silence about can be: only these have "may fit". */
export const canBeUnknown = (filters: Filters): boolean => filters.wheelchair !== 'any' || filters.free;

/** Each way of dropping one condition. */
export function relaxations(filters: Filters): readonly { readonly what: FilterName; readonly filters: Filters }[] {
  return [
    ...(filters.free ? [{ what: 'free' as const, filters: { ...filters, free: false } }] : []),
    ...(filters.wheelchair === 'any' ? [] : [{ what: 'wheelchair' as const, filters: { ...filters, wheelchair: 'any' as const } }]),
    ...(filters.kinds.length + filters.families.length > 0 ? [{ what: 'kind' as const, filters: { ...filters, kinds: [], families: [] } }] : []),
  ];
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


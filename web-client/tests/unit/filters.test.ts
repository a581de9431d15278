import { expect, test } from 'vitest';
import { conditionsOf, without } from '../../src/state/filter_set';
import { canBeUnknown, isKindWanted, kindsInCity, relaxations, toggleFamily, toggleKind, toParameters } from '../../src/state/filters';
import { noFilters, type Filters } from '../../src/state/state';

const city = { school: 12, university: 3, library: 5, museum: 2, some_new_kind: 1 };
const filters = (changes: Partial<Filters>): Filters => ({ ...noFilters, ...changes });

test('no filter asks for nothing', () => {
  expect(toParameters(noFilters, city)).toEqual({});
});

test('a family asks for the kinds of it that the city has', () => {
  expect(toParameters(filters({ families: ['formal'] }), city)).toEqual({ kind: 'school,university' });
});

test('a kind that the page has never heard of is reached through the family it is drawn as', () => {
  expect(kindsInCity('culture', city)).toEqual(['library', 'museum', 'some_new_kind']);
});

test('a family that the city has nothing of finds nothing, not everything', () => {
  expect(toParameters(filters({ families: ['work'] }), city)).toHaveProperty('kind');
});

test('accessible or with help includes both, in the words of the API', () => {
  expect(toParameters(filters({ wheelchair: 'limited', free: true, maybe: true }), city)).toEqual({ wheelchair: 'yes,limited', fee: 'free', maybe: 'yes' });
});

test('taking one kind out of a whole family leaves the others of it', () => {
  const some = toggleKind(filters({ families: ['culture'] }), 'museum', city);
  expect(some.families).toEqual([]);
  expect([...some.kinds].sort()).toEqual(['library', 'some_new_kind']);
  expect(isKindWanted(some, 'library')).toBe(true);
  expect(isKindWanted(some, 'museum')).toBe(false);
});

test('a family takes the place of its kinds, and leaves none behind', () => {
  const whole = toggleFamily(filters({ kinds: ['library', 'school'] }), 'culture');
  expect(whole).toMatchObject({ families: ['culture'], kinds: ['school'] });
  expect(toggleFamily(whole, 'culture')).toMatchObject({ families: [], kinds: ['school'] });
});

test('every filter is asked for in the words of the API', () => {
  const all = filters({
    audiences: ['migrant-families', 'job-seekers'], pillars: ['6', '2'], levels: ['2', '3'], topics: ['0231'], age: 7, languages: ['ar'], needs: ['quiet'], modalities: ['evening', 'childcare'],
    openAt: 'now', when: '2026-11-28T09:00/2026-11-28T12:00', recognition: true, sources: ['osm'], checkedSince: '2026-01-01', text: 'pottery',
  });
  expect(toParameters(all, city)).toEqual({
    audience: 'job-seekers,migrant-families', pillar: '2,6', isced: '2,3', topic: '0231', age: '7', language: 'ar', needs: 'quiet', modality: 'childcare,evening',
    open_at: 'now', when: '2026-11-28T09:00/2026-11-28T12:00', recognition: 'yes', source: 'osm', checked_since: '2026-01-01', q: 'pottery',
  });
});

test('each chip gives up exactly its own condition, and the last leaves none', () => {
  const all = filters({ audiences: ['job-seekers', 'refugees'], levels: ['2', '3', '6'], needs: ['quiet'], age: 7, free: true, wheelchair: 'limited', families: ['culture'], kinds: ['school'], openAt: 'now', text: 'x', recognition: true });
  expect(conditionsOf(all)).toHaveLength(13);
  expect(conditionsOf(all).filter(({ name }) => name === 'isced').map(({ value }) => value)).toEqual(['2,3', '6']);
  for (const condition of conditionsOf(all)) expect(conditionsOf(without(all, condition))).toEqual(conditionsOf(all).filter((other) => other !== condition && JSON.stringify(other) !== JSON.stringify(condition)));
  expect(conditionsOf(all).reduce(without, all)).toEqual(noFilters);
});

test('each question can be given up alone: all values of an “or”, one need of an “and”', () => {
  const all = filters({ audiences: ['job-seekers', 'migrant-families'], free: true, wheelchair: 'yes', needs: ['quiet', 'step-free'], kinds: ['library'], families: ['formal'], maybe: true });
  expect(relaxations(all).map(({ dropped }) => dropped.map(({ name, value }) => `${name}=${value}`).join())).toEqual(['audience=job-seekers,audience=migrant-families', 'fee=free', 'wheelchair=yes', 'needs=quiet', 'needs=step-free', 'kind=formal,kind=library']);
  expect(relaxations(all)[1]?.filters).toEqual({ ...all, free: false });
  expect(relaxations(all)[3]?.filters.needs).toEqual(['step-free']);
  expect(relaxations(noFilters)).toEqual([]);
});

test('only what a place can be silent about may fit', () => {
  expect(canBeUnknown(filters({ kinds: ['library'], text: 'x', sources: ['osm'], maybe: true }))).toBe(false);
  for (const one of [{ free: true }, { openAt: 'now' }, { audiences: ['job-seekers'] }, { needs: ['quiet'] }, { age: 7 }]) expect(canBeUnknown(filters(one))).toBe(true);
});

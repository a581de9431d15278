import { expect, test } from 'vitest';
import { isKindWanted, kindsInCity, relaxations, toggleFamily, toggleKind, toParameters } from '../../src/state/filters';
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

test('each condition can be dropped alone', () => {
  const all = filters({ free: true, wheelchair: 'yes', kinds: ['library'], maybe: true });
  expect(relaxations(all).map(({ what }) => what)).toEqual(['free', 'wheelchair', 'kind']);
  expect(relaxations(all)[0]?.filters).toEqual({ ...all, free: false });
  expect(relaxations(noFilters)).toEqual([]);
});

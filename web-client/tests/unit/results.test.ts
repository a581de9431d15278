import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ApiClient } from '../../src/api/client';
import { followResults, untilNextChange } from '../../src/effects/results';
import { initialState, noFilters, type Filters, type Results, type State } from '../../src/state/state';
import { Store } from '../../src/state/store';
import { fixtureBounds, fixturePlaces } from '../support/fixture_city';
import { startMockServer, type MockServer } from '../support/mock_server';

let server: MockServer;
let client: ApiClient;
let ready: State;

beforeAll(async () => {
  server = await startMockServer('/nowhere');
  client = new ApiClient(server.url, 'en');
  ready = { ...initialState, map: 'ready', city: { status: 'ready', value: await client.city() } };
});
afterAll(() => server.close());
beforeEach(() => { server.broken.clear(); });

const wide = fixtureBounds;
const empty = [-56.3, -35.2, -56.29, -35.19] as const;
const free: Filters = { ...noFilters, free: true };

/** The list that a state leads to. */
function listOf(start: Partial<State>): Promise<Results> {
  const store = new Store({ ...ready, ...start });
  return new Promise((resolve, reject) => {
    store.subscribe((state) => {
      if (state.results.status === 'ready') resolve(state.results.value);
      if (state.results.status === 'failed') reject(new Error(state.results.why));
    });
    followResults(store, () => client);
    store.dispatch({ type: 'sheet-moved', sheet: 'half' }); // any action sets it going
  });
}

test('without a point the list is what the map shows, most central first, with the exact count', async () => {
  const results = await listOf({ box: wide });
  expect(results).toMatchObject({ scope: 'view', matched: fixturePlaces.length });
  expect(results.places).toHaveLength(30);
  const [west, south, east, north] = wide;
  const fromCentre = (p: { lon: number; lat: number }): number => Math.hypot((p.lon - (west + east) / 2) * Math.cos(-0.609), p.lat - (south + north) / 2);
  const byHand = fixturePlaces.map(fromCentre).sort((a, b) => a - b).slice(0, 30);
  results.places.forEach((place, i) => { expect(fromCentre(place.point)).toBeCloseTo(byHand[i] ?? 0, 4); });
  expect(results.places.every((place) => place.distance === undefined)).toBe(true);
});

test('with a point the list is the nearest first, with distances', async () => {
  const results = await listOf({ box: wide, origin: { point: { lon: -56.2, lat: -34.906 }, from: 'map' } });
  expect(results.scope).toBe('nearest');
  const distances = results.places.map((place) => place.distance ?? Number.NaN);
  expect(distances).toEqual([...distances].sort((a, b) => a - b));
});

test('without a map the list is of the whole city', async () => {
  expect(await listOf({ map: 'no-webgl' })).toMatchObject({ scope: 'city', matched: fixturePlaces.length });
});

test('a filter that many places say nothing about offers those that may fit', async () => {
  const results = await listOf({ box: wide, filters: free });
  const isFree = fixturePlaces.filter(({ properties }) => properties['fee'] === 'free').length;
  const isUnknown = fixturePlaces.filter(({ properties }) => properties['fee'] === undefined).length;
  expect(results).toMatchObject({ matched: isFree, moreMaybe: isUnknown });
  expect(await listOf({ box: wide, filters: { ...free, maybe: true } })).toMatchObject({ fits: isFree, maybe: isUnknown, matched: isFree + isUnknown, moreMaybe: 0 });
});

test('an empty list says what would help, and by how much', async () => {
  const filters: Filters = { ...free, wheelchair: 'yes', kinds: ['library'] };
  const results = await listOf({ box: empty, filters });
  const inCity = fixturePlaces.filter(({ properties: p }) => p['fee'] === 'free' && p['wheelchair'] === 'yes' && (p['kinds'] as string[]).includes('library')).length;
  expect(results.matched).toBe(0);
  expect(results.remedies).toEqual([{ kind: 'widen', count: inCity }]);
});

test('an empty list near a point says which filter to drop, with the number of places', async () => {
  const filters: Filters = { ...noFilters, free: true, kinds: ['prison'] };
  const results = await listOf({ box: wide, origin: { point: { lon: -56.2, lat: -34.9 }, from: 'map' }, filters });
  const isFree = fixturePlaces.filter(({ properties }) => properties['fee'] === 'free').length;
  expect(results.remedies).toEqual([{ kind: 'relax', dropped: [{ name: 'kind', value: 'prison' }], filters: { ...filters, kinds: [] }, count: isFree, isCity: false }]);
});

test('an empty list comes with the nearest place for advice; who looks for work is sent to a job centre first', async () => {
  const near = { box: wide, origin: { point: { lon: -56.2, lat: -34.9 }, from: 'map' as const } };
  const nothing: Filters = { ...noFilters, kinds: ['prison'] };
  const plain = await listOf({ ...near, filters: nothing });
  expect(['townhall', 'employment_agency']).toContain(plain.guidance?.kind);
  expect(plain.guidance?.distance).toBeGreaterThan(0);
  expect((await listOf({ ...near, filters: { ...nothing, audiences: ['job-seekers'] } })).guidance?.kind).toBe('employment_agency');
  expect((await listOf(near)).guidance).toBeUndefined();
});

test('where nothing near helps, the ways out are of the whole city', async () => {
  const results = await listOf({ box: empty, filters: { ...noFilters, kinds: ['prison'], free: true } });
  const isFree = fixturePlaces.filter(({ properties }) => properties['fee'] === 'free').length;
  expect(results.remedies).toMatchObject([{ kind: 'relax', dropped: [{ name: 'kind', value: 'prison' }], count: isFree, isCity: true }]);
});

test('the one place that fits is shown, however many nearer ones may fit', async () => {
  const point = { lon: -56.2, lat: -34.906 };
  const results = await listOf({ box: wide, origin: { point, from: 'map' }, filters: { ...free, wheelchair: 'yes', maybe: true } });
  const fitting = fixturePlaces.filter(({ properties: p }) => p['fee'] === 'free' && p['wheelchair'] === 'yes').map(({ id }) => id).sort();
  expect(results.places.filter(({ fits }) => fits === 'yes').map(({ id }) => id).sort()).toEqual(fitting);
  expect(results.fits).toBe(fitting.length);
});

test('the list is asked for again when the first of its places opens or closes', () => {
  const now = Date.parse('2026-11-28T10:00:00-03:00');
  expect(untilNextChange([{ openUntil: '2026-11-28T12:00:00-03:00' }, { opensAt: '2026-11-28T11:00:00-03:00' }, {}], now)).toBe(3_600_000);
  expect(untilNextChange([{ openUntil: '2026-11-28T10:00:01-03:00' }], now)).toBe(30_000);
  expect(untilNextChange([{ opensAt: '2026-11-30T10:00:00-03:00' }, { openUntil: '2026-11-28T09:00:00-03:00' }], now)).toBeUndefined();
});

test('an answer that was overtaken is never shown', async () => {
  const store = new Store({ ...ready, box: wide });
  const shown: number[] = [];
  store.subscribe((state, before) => { if (state.results !== before.results && state.results.status === 'ready') shown.push(state.results.value.matched); });
  followResults(store, () => client);
  store.dispatch({ type: 'filters-changed', filters: { ...noFilters, kinds: ['library'] } });
  await new Promise((resolve) => setTimeout(resolve, 5));
  store.dispatch({ type: 'filters-changed', filters: { ...noFilters, kinds: ['museum'] } });
  await new Promise((resolve) => setTimeout(resolve, 800));
  expect(shown.at(-1)).toBe(fixturePlaces.filter(({ properties }) => properties['kind'] === 'museum').length);
});

test('a server that fails is told apart from a network that is not there', async () => {
  server.broken.add('/api/within');
  await expect(listOf({ box: wide })).rejects.toThrow('server');
  const gone = new ApiClient('http://127.0.0.1:9', 'en');
  await expect(gone.search('x', undefined)).rejects.toMatchObject({ kind: 'offline' });
  await expect(client.place('osm:n999999')).rejects.toMatchObject({ kind: 'not-found' });
});

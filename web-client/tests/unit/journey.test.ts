/** Lists, ways and areas as they follow the state, against the mock server. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ApiClient } from '../../src/api/client';
import { followReach } from '../../src/effects/reach';
import { followResults } from '../../src/effects/results';
import { followWay } from '../../src/effects/way';
import { initialState, noFilters, type Results, type State } from '../../src/state/state';
import { Store } from '../../src/state/store';
import { onFoot } from '../../src/state/travel';
import { fixtureBounds, fixturePlaces } from '../support/fixture_city';
import { startMockServer, type MockServer } from '../support/mock_server';

let server: MockServer;
let client: ApiClient;
let ready: State;
const origin = { point: { lon: -56.2, lat: -34.906 }, from: 'map' as const };

beforeAll(async () => {
  server = await startMockServer('/nowhere');
  client = new ApiClient(server.url, 'en');
  ready = { ...initialState, map: 'ready', city: { status: 'ready', value: await client.city() }, box: fixtureBounds };
});
afterAll(() => server.close());
beforeEach(() => { server.streetless = false; server.broken.clear(); });

function until<T>(store: Store, pick: (state: State) => T | undefined): Promise<T> {
  return new Promise((resolve) => {
    const look = (state: State): void => { const found = pick(state); if (found !== undefined) resolve(found); };
    store.subscribe(look);
    look(store.state);
  });
}

function listOf(start: Partial<State>): Promise<Results> {
  const store = new Store({ ...ready, ...start });
  followResults(store, () => client);
  store.dispatch({ type: 'sheet-moved', sheet: 'half' }); // any action sets it going
  return until(store, ({ results }) => (results.status === 'ready' ? results.value : undefined));
}

test('a list by minutes is in the order of the minutes, with the places that no way leads to counted apart', async () => {
  const results = await listOf({ origin, filters: { ...noFilters, kinds: ['museum'] } });
  const museums = fixturePlaces.filter(({ properties }) => properties['kind'] === 'museum').length;
  expect(results).toMatchObject({ by: 'walk', matched: museums - 1, unreached: 1, noWay: undefined });
  const seconds = results.places.map(({ duration }) => duration ?? Number.NaN);
  expect(seconds).toEqual([...seconds].sort((a, b) => a - b));
});

test('a limit in minutes holds, and is given up with the number that it brings', async () => {
  const near = await listOf({ origin, travel: { ...onFoot, maxMinutes: 10 } });
  expect(near.places.every(({ duration }) => (duration ?? Infinity) <= 600)).toBe(true);
  expect(near.unreached).toBe(0);
  const far = await listOf({ origin: { point: { lon: -56.2249, lat: -34.9249 }, from: 'map' }, travel: { ...onFoot, maxMinutes: 1 } });
  expect(far.remedies[0]).toEqual({ kind: 'travel', gives: 'minutes', travel: onFoot, count: fixturePlaces.length - 1 });
});

test('where there are no minutes the list is by straight line and says why', async () => {
  server.streetless = true;
  expect(await listOf({ origin })).toMatchObject({ by: 'line', noWay: { kind: 'no-streets' }, matched: fixturePlaces.length });
  server.streetless = false;
  const outside = await listOf({ origin: { point: { lon: -56.3, lat: -35 }, from: 'map' } });
  expect(outside).toMatchObject({ by: 'line', noWay: { kind: 'far', distance: 4507 } });
  expect(outside.places[0]).not.toHaveProperty('duration');
  expect(await listOf({ origin, travel: { ...onFoot, by: 'line' } })).toMatchObject({ by: 'line', noWay: undefined });
});

async function cardOf(start: Partial<State>): Promise<Store> {
  const place = await client.place('osm:n1');
  const store = new Store({ ...ready, origin, selected: place.id, place: { status: 'loading' }, ...start });
  followWay(store, () => client);
  store.dispatch({ type: 'place-loaded', place });
  return store;
}

test('the way follows the open card; of wheelchairs the strict one is asked for as well, when it is wanted', async () => {
  const found = ({ way }: State): State['way'] | undefined => (way.status === 'ready' ? way : undefined);
  const walk = await until(await cardOf({}), found);
  expect(walk).toMatchObject({ value: { kind: 'found', value: { strict: undefined } } });
  const wheels = await until(await cardOf({ travel: { ...onFoot, by: 'wheelchair', avoidUnknown: true } }), found);
  expect(wheels).toMatchObject({ value: { kind: 'found', value: { way: { unknown: [[1, 2]] }, strict: { unknown: [] } } } });
});

test('an answer for a way that is no longer asked for is dropped, and closing the card forgets it', async () => {
  const store = await cardOf({});
  const seen: string[] = [];
  store.subscribe(({ way, travel }, before) => { if (way !== before.way && way.status === 'ready') seen.push(travel.by); });
  store.dispatch({ type: 'travel-changed', travel: { ...onFoot, by: 'bicycle' } });
  await until(store, ({ way }) => (way.status === 'ready' ? way : undefined));
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(seen).toEqual(['bicycle']);
  store.dispatch({ type: 'place-closed' });
  expect(store.state.way.status).toBe('idle');
});

test('a way that fails says so and can be asked for again; a server without streets is an answer', async () => {
  server.broken.add('/api/route');
  const place = await client.place('osm:n1');
  const store = new Store({ ...ready, origin, selected: place.id });
  const { retry } = followWay(store, () => client);
  store.dispatch({ type: 'place-loaded', place });
  expect(await until(store, ({ way }) => (way.status === 'failed' ? way.why : undefined))).toBe('server');
  server.broken.clear();
  server.streetless = true;
  retry();
  expect(await until(store, ({ way }) => (way.status === 'ready' ? way.value : undefined))).toEqual({ kind: 'none', why: { kind: 'no-streets' } });
});

test('areas of reach are asked for only while they are shown, and not as the crow flies', async () => {
  const store = new Store({ ...ready, origin });
  followReach(store, () => client);
  expect(store.state.reach.status).toBe('idle');
  store.dispatch({ type: 'reach-toggled' });
  const areas = await until(store, ({ reach }) => (reach.status === 'ready' && reach.value.kind === 'found' ? reach.value.value : undefined));
  expect(areas.map(({ minutes }) => minutes)).toEqual([15, 10, 5]);
  store.dispatch({ type: 'travel-changed', travel: { ...onFoot, by: 'line' } });
  expect(store.state.reach.status).toBe('idle');
});

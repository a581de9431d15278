import { describe, expect, test } from 'vitest';
import { decodeNoWay, decodeReach, decodeWay } from '../../src/api/decode_travel';
import { DecodeError } from '../../src/api/decode';
import type { Place } from '../../src/api/types';
import { duration, english, languages, loadLocale, percent } from '../../src/i18n';
import { extentOf, reachData, wayData } from '../../src/map/travel_layers';
import type { Action } from '../../src/state/actions';
import { reduce } from '../../src/state/reducer';
import { initialState, wayOf, type State } from '../../src/state/state';
import { onFoot, profileParameters, reachMinutes, travelParameters } from '../../src/state/travel';
import { twoTimes, whyAsTheCrowFlies, whyNoWay } from '../../src/ui/travel_words';
import { route, reach as mockReach } from '../support/mock_travel';

const from = { lon: -56.2, lat: -34.906 };
const to = { lon: -56.195, lat: -34.903 };
const place: Place = { id: 'osm:n1', kind: 'library', kinds: ['library'], point: to, unknown: [], languages: [], appointment: false, phones: [], emails: [], websites: [], offers: [], audiences: [], sources: [], week: [], needs: [] };
const play = (...actions: Action[]): State => actions.reduce(reduce, initialState);
const openCard: readonly Action[] = [{ type: 'origin-set', origin: { point: from, from: 'map' }, move: false }, { type: 'place-opened', id: place.id }, { type: 'place-loaded', place }];
const wheels = decodeWay(route(from, to, 'wheelchair', false));

describe('a way', () => {
  test('is read with its line, its numbers, its unknown stretches and its steps', () => {
    expect(wheels.line).toHaveLength(3);
    expect(wheels.unknown).toEqual([[1, 2]]);
    expect(wheels.steps.map(({ turn, from: first, to: last }) => [turn, first, last])).toEqual([['depart', 0, 1], ['left', 1, 2], ['arrive', 2, 2]]);
    expect(wheels.confirmedDuration).toBeGreaterThan(wheels.duration);
    const apart = { geometry: { type: 'LineString', coordinates: [[0, 0], [1, 1]] }, properties: { distance_m: 100, duration_s: 90, from_distance_m: 30, to_distance_m: 5 } };
    expect(decodeWay(apart).distance).toBe(135); // from door to door, as in lists
  });

  test('has no step and no stretch that points beside its line, and a turn that is new goes straight on', () => {
    const way = decodeWay({ geometry: { type: 'LineString', coordinates: [[0, 0], [1, 1]] }, properties: { distance_m: 1, duration_s: 2, unknown_share: 7, unknown: [[0, 5], [1, 0], 'x', [0, 1]], steps: [{ instruction: 'Fly', turn: 'up', from: 0, to: 1 }, { instruction: 'Dig', from: 0, to: 9 }, { from: 0, to: 1 }] } });
    expect(way.unknown).toEqual([[0, 1]]);
    expect(way.steps).toMatchObject([{ instruction: 'Fly', turn: 'straight' }]);
    expect(way.unknownShare).toBe(1);
  });

  test.each([['nothing', undefined], ['a point', { geometry: { type: 'Point', coordinates: [0, 0] }, properties: {} }], ['no time', { geometry: { type: 'LineString', coordinates: [[0, 0], [1, 1]] }, properties: { distance_m: 3 } }], ['a line of one point', { geometry: { type: 'LineString', coordinates: [[0, 0], ['a', 1]] }, properties: { distance_m: 1, duration_s: 1 } }]])('that is %s is refused', (_, value) => {
    expect(() => decodeWay(value)).toThrow(DecodeError);
  });
});

test('areas of reach come the largest first, and rings that are none are left out', () => {
  const areas = decodeReach(mockReach(from, [5, 15, 10], 'walk'));
  expect(areas.map(({ minutes }) => minutes)).toEqual([15, 10, 5]);
  expect(decodeReach({ features: [{ geometry: { type: 'MultiPolygon', coordinates: [[[[0, 0], [1, 1]]], 'x'] }, properties: { minutes: 5 } }, { properties: {} }] })).toEqual([{ minutes: 5, polygons: [] }]);
  expect(() => decodeReach({})).toThrow(DecodeError);
});

test('the server’s reasons for no way are told apart', () => {
  expect(decodeNoWay('-123.3,49.1: no street for people on foot within 300 m; the nearest is 12031 m away, at -123.263944,49.205561')).toEqual({ kind: 'far', distance: 12031 });
  expect(decodeNoWay('this city has no streets; import an OpenStreetMap extract of it')).toEqual({ kind: 'no-streets' });
  expect(decodeNoWay('7.1,43.1: the city has no street for bicycles; import an OpenStreetMap extract of it')).toEqual({ kind: 'no-streets' });
  expect(decodeNoWay('no way by wheelchair from 1,2 to 3,4: the nearest usable streets, 8 m and 9 m away, are not connected')).toEqual({ kind: 'apart', island: false });
  expect(decodeNoWay('no way by walk …, are not connected; the only street near the second belongs to a small network that leads nowhere')).toEqual({ kind: 'apart', island: true });
});

test('only what a mode understands is asked of the server', () => {
  const all = { pace: 'older', chair: 'powered', maxMinutes: 20, avoidUnknown: true } as const;
  expect(travelParameters({ ...all, by: 'line' })).toEqual({});
  expect(travelParameters({ ...all, by: 'walk' })).toEqual({ by: 'walk', pace: 'older', max_minutes: '20' });
  expect(travelParameters({ ...all, by: 'wheelchair' })).toEqual({ by: 'wheelchair', chair: 'powered', avoid_unknown: 'true', max_minutes: '20' });
  expect(profileParameters({ ...all, by: 'bicycle' })).toEqual({ by: 'bicycle' });
  expect(travelParameters(onFoot)).toEqual({ by: 'walk' });
});

test.each([[undefined, [5, 10, 15]], [1, [1]], [9, [9]], [10, [5, 10]], [15, [5, 10, 15]], [20, [7, 13, 20]], [120, [40, 80, 120]]])('with a limit of %s minutes the areas are of %s', (maxMinutes, expected) => {
  expect(reachMinutes({ ...onFoot, maxMinutes })).toEqual(expected);
});

describe('times in words', () => {
  test('are whole minutes, at least one, and hours from sixty on', () => {
    expect([0, 29, 89, 91, 3569, 3571, 5400, 7200].map((seconds) => duration(english, seconds))).toEqual(['1 min', '1 min', '1 min', '2 min', '59 min', '1 h', '1 h 30 min', '2 h']);
  });

  test.each(languages)('count in %s by its own rules', async (language) => {
    const locale = await loadLocale(language);
    const said = [60, 120, 300, 660, 3600, 3660].map((seconds) => duration(locale, seconds));
    expect(new Set(said).size).toBe(6);
    if (language === 'ar') expect(said).toEqual(['دقيقة واحدة', 'دقيقتان', '5 دقائق', '11 دقيقة', 'ساعة', 'ساعة ودقيقة واحدة']);
    if (language === 'ru') expect([1, 2, 5, 21].map(locale.messages.way_steps_count)).toEqual(['1 шаг', '2 шага', '5 шагов', '21 шаг']);
    for (const seconds of [60, 300]) expect(locale.messages.travel_by_walk(duration(locale, seconds))).toContain(duration(locale, seconds));
  });

  test('a share is never rounded to nothing or to all', () => {
    expect([0, 0.001, 0.354, 0.999, 1].map((share) => percent(english, share))).toEqual(['0%', '1%', '35%', '99%', '100%']);
  });

  const plain = (text: string | undefined): string | undefined => text?.replaceAll(/[\u2068\u2069]/g, '');
  test('a wheelchair has two, which are never one', () => {
    const { known, perhaps } = twoTimes(english, { duration: 480, confirmedDuration: 720 }, 0.35);
    expect([plain(known), plain(perhaps)]).toEqual(['12 min only on ways known to be fit', '8 min if unknown stretches are fit; 35% of it is unknown']);
  });

  test('a wheelchair has one where all of the way is known, and none is said where none is', () => {
    expect(twoTimes(english, { duration: 480, confirmedDuration: 480 }, 0)).toMatchObject({ known: '8 min by wheelchair, known to be fit all the way', perhaps: undefined });
    const unknown = twoTimes(english, { duration: 480 });
    expect([unknown.hasKnown, unknown.known, plain(unknown.perhaps)]).toEqual([false, 'No way is known to be fit from end to end', '8 min if unknown stretches are fit']);
    // The same minutes by another way: what is unknown of the quicker one is still said.
    expect(twoTimes(english, { duration: 480, confirmedDuration: 480 }, 0.2).perhaps).toBeDefined();
  });

  test.each(languages)('every reason for no minutes has its words in %s', async (language) => {
    const locale = await loadLocale(language);
    const reasons = [{ kind: 'no-streets' }, { kind: 'far', distance: 4507 }, { kind: 'apart', island: true }, { kind: 'apart', island: false }, { kind: 'busy' }] as const;
    expect(new Set(reasons.map((why) => whyNoWay(locale, why))).size).toBe(5);
    for (const why of reasons) expect(whyAsTheCrowFlies(locale, why)).not.toBe('');
    expect(whyNoWay(locale, { kind: 'far', distance: 4507 })).toContain('4');
  });
});

describe('the state of a journey', () => {
  test('the start of a way is chosen without closing the card that it leads to', () => {
    const picking = play({ type: 'place-opened', id: place.id }, { type: 'place-loaded', place }, { type: 'picking-changed', picking: true });
    const tapped = reduce(picking, { type: 'origin-set', origin: { point: from, from: 'map' }, move: false });
    expect(tapped).toMatchObject({ selected: place.id, picking: false, origin: { point: from } });
    const found = reduce(picking, { type: 'hit-chosen', hit: { id: 'osm:n9', type: 'place', label: 'Museo', point: from } });
    expect(found).toMatchObject({ selected: place.id, picking: false, origin: { point: from, label: 'Museo' } });
    expect(reduce(play({ type: 'place-opened', id: place.id }), { type: 'origin-set', origin: { point: from, from: 'map' }, move: false }).selected).toBeUndefined();
  });

  test('a way and its step go with the card; how one travels stays', () => {
    const shown = play(...openCard, { type: 'travel-changed', travel: { ...onFoot, by: 'bicycle' } }, { type: 'way-shown', shown: true }, { type: 'step-chosen', step: 2 });
    expect(shown).toMatchObject({ wayShown: true, step: 2 });
    expect(reduce(shown, { type: 'place-closed' })).toMatchObject({ wayShown: false, step: undefined, travel: { by: 'bicycle' } });
    expect(reduce(shown, { type: 'place-opened', id: 'osm:n2' }).wayShown).toBe(false);
  });

  test('the way that is shown is the strict one where that is asked for', () => {
    const strict = decodeWay(route(from, to, 'wheelchair', true));
    const state = play(...openCard, { type: 'way-loaded', way: { kind: 'found', value: { way: wheels, strict } } });
    expect(wayOf(state)).toBe(strict);
    expect(wayOf(play(...openCard, { type: 'way-loaded', way: { kind: 'none', why: { kind: 'busy' } } }))).toBeUndefined();
  });
});

describe('on the map', () => {
  const areas = decodeReach(mockReach(from, [5, 10, 15], 'walk'));
  const reached: readonly Action[] = [{ type: 'reach-toggled' }, { type: 'reach-loaded', reach: { kind: 'found', value: areas } }];

  test('areas have their minutes, largest first, and give way to a way', () => {
    const state = play(...openCard, ...reached);
    const { features } = reachData(state, english);
    expect(features.flatMap(({ properties }) => (properties?.['label'] as string | undefined) ?? [])).toEqual(['15 min', '10 min', '5 min']);
    expect(features.filter(({ geometry }) => geometry.type === 'MultiPolygon').map(({ properties }) => properties?.['rank'] as number)).toEqual([2, 1, 0]);
    const withWay = [{ type: 'way-loaded', way: { kind: 'found', value: { way: wheels, strict: undefined } } }, { type: 'way-shown', shown: true }] as const;
    expect(reachData(withWay.reduce(reduce, state), english).features).toEqual([]);
    expect(reachData(play(...openCard), english).features).toEqual([]);
  });

  test('a way has its unknown stretches as lines of their own and is joined to both points', () => {
    const state = play(...openCard, { type: 'way-loaded', way: { kind: 'found', value: { way: wheels, strict: undefined } } }, { type: 'way-shown', shown: true }, { type: 'step-chosen', step: 1 });
    const roles = wayData(state).features.map(({ properties }) => properties?.['role'] as string);
    expect(roles).toEqual(['apart', 'apart', 'way', 'unknown', 'step']);
    const box = extentOf(wayData(state));
    expect(box).toEqual([from.lon, from.lat, to.lon, to.lat]);
    expect(extentOf({ type: 'FeatureCollection', features: [] })).toBeUndefined();
    expect(wayData(reduce(state, { type: 'way-shown', shown: false })).features).toEqual([]);
  });
});

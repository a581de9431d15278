import { describe, expect, test } from 'vitest';
import type { Place, SearchHit } from '../../src/api/types';
import type { Action } from '../../src/state/actions';
import { reduce } from '../../src/state/reducer';
import { initialState, noFilters, type Filters, type State } from '../../src/state/state';
import { Store } from '../../src/state/store';
import { onFoot } from '../../src/state/travel';

const play = (...actions: Action[]): State => actions.reduce(reduce, initialState);
const place = (id: string): Place => ({ id, kind: 'library', kinds: ['library'], point: { lon: 1, lat: 2 }, unknown: [], languages: [], appointment: false, phones: [], emails: [], websites: [], offers: [], audiences: [], sources: [], week: [], needs: [] });
const free: Filters = { ...noFilters, free: true };

describe('the state', () => {
  test('keeps filters, point and list when a place is opened and closed again', () => {
    const before = play({ type: 'filters-changed', filters: free }, { type: 'origin-set', origin: { point: { lon: 1, lat: 2 }, from: 'map' }, move: false });
    const after = [{ type: 'place-opened', id: 'a' }, { type: 'place-loaded', place: place('a') }, { type: 'place-closed' }].reduce((state, action) => reduce(state, action as Action), before);
    expect(after.filters).toBe(before.filters);
    expect(after.origin).toBe(before.origin);
    expect(after.results).toBe(before.results);
    expect(after.selected).toBeUndefined();
  });

  test('takes the id of the answer when an old id was asked for', () => {
    const state = play({ type: 'place-opened', id: 'old' }, { type: 'place-loaded', place: place('new') });
    expect(state.selected).toBe('new');
  });

  test('shows the old list while the new one is loading', () => {
    const results = { places: [], matched: 0, fits: 0, maybe: 0, scope: 'view' as const, openAt: undefined, moreMaybe: 0, remedies: [], guidance: undefined, by: 'line' as const, noWay: undefined, unreached: 0 };
    expect(play({ type: 'results-loaded', results }, { type: 'results-loading' }).results).toEqual({ status: 'loading', previous: results });
  });

  test('makes a found street the point that distances are from, close enough to see it', () => {
    const hit: SearchHit = { id: 's1', type: 'street', label: 'Sarandí', point: { lon: -56.2, lat: -34.9 } };
    const state = play({ type: 'search-typed', text: 'sar' }, { type: 'hit-chosen', hit });
    expect(state.origin).toEqual({ point: hit.point, from: 'search', label: 'Sarandí' });
    expect(state.view).toEqual({ centre: hit.point, zoom: 16 });
    expect(state.search.open).toBe(false);
  });

  test('opens a found place and keeps the point there was', () => {
    const hit: SearchHit = { id: 'p1', type: 'place', label: 'Museo', point: { lon: -56.2, lat: -34.9 } };
    const state = play({ type: 'origin-set', origin: { point: { lon: 0, lat: 0 }, from: 'map' }, move: false }, { type: 'hit-chosen', hit });
    expect(state.selected).toBe('p1');
    expect(state.origin?.from).toBe('map');
  });

  test('raises the sheet once when filters have left nothing, not for an empty part of the map', () => {
    const none = { places: [], matched: 0, fits: 0, maybe: 0, scope: 'view' as const, openAt: undefined, moreMaybe: 0, remedies: [], guidance: undefined, by: 'line' as const, noWay: undefined, unreached: 0 };
    expect(play({ type: 'results-loaded', results: none }).sheet).toBe('peek');
    const filtered: Action[] = [{ type: 'filters-changed', filters: { ...noFilters, free: true } }, { type: 'results-loaded', results: none }];
    expect(play(...filtered).sheet).toBe('half');
    expect(play(...filtered, { type: 'sheet-moved', sheet: 'peek' }, { type: 'results-loading' }, { type: 'results-loaded', results: none }).sheet).toBe('peek');
  });

  test('raises the sheet for a card, but never lowers it', () => {
    expect(play({ type: 'place-opened', id: 'a' }).sheet).toBe('half');
    expect(play({ type: 'sheet-moved', sheet: 'full' }, { type: 'place-opened', id: 'a' }).sheet).toBe('full');
  });

  test('goes back to how it starts where a link says nothing', () => {
    const state = reduce(play({ type: 'filters-changed', filters: free }, { type: 'districts-toggled' }, { type: 'place-opened', id: 'a' }), { type: 'restored', shared: { filters: noFilters, districts: false, travel: onFoot, reachShown: false, wayShown: false } });
    expect(state.filters).toEqual(noFilters);
    expect(state.districts).toBe(false);
    expect(state.selected).toBeUndefined();
  });
});

describe('a suggestion that is no place and no street', () => {
  test('a subject becomes a filter, once, and is called what the suggestion called it', () => {
    const hit = { id: '0714', type: 'topic' as const, label: 'Electronics and automation' };
    const state = play({ type: 'search-typed', text: 'elec' }, { type: 'hit-chosen', hit }, { type: 'hit-chosen', hit });
    expect(state.filters.topics).toEqual(['0714']);
    expect(state.topicNames).toEqual({ '0714': 'Electronics and automation' });
    expect(state.search).toEqual(initialState.search);
  });

  test('an offer opens the place where it is given', () => {
    expect(play({ type: 'hit-chosen', hit: { id: 'o1', type: 'offer', label: 'Pottery', place: 'osm:n7' } }).selected).toBe('osm:n7');
  });

  test('names of subjects are forgotten with the language that they are in', () => {
    const state = play({ type: 'topics-named', names: { '0714': 'Electronics' } }, { type: 'language-chosen', language: 'fr' });
    expect(state.topicNames).toEqual({});
  });
});

describe('the store', () => {
  test('shows every listener every state once, in order, even when a listener acts', () => {
    const store = new Store(initialState);
    const seen: string[] = [];
    store.subscribe((state, before) => {
      if (state.districts && !before.districts) store.dispatch({ type: 'sheet-moved', sheet: 'full' });
    });
    store.subscribe((state) => seen.push(`${state.districts} ${state.sheet}`));
    store.dispatch({ type: 'districts-toggled' });
    expect(seen).toEqual(['true peek', 'true full']);
  });

  test('does not call anybody when nothing changed', () => {
    const store = new Store(initialState);
    let calls = 0;
    store.subscribe(() => { calls += 1; });
    store.dispatch({ type: 'highlighted', id: undefined });
    expect(calls).toBe(0);
  });
});

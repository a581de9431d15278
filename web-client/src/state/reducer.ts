import type { SearchHit } from '../api/types';
import type { Action } from './actions';
import { filterCount, firstLimit, initialState, lastLimit, latest, type Loadable, type Results, type State, type View } from './state';

const streetZoom = 16;
const districtZoom = 14;

const loading = <T>(before: Loadable<T>): Loadable<T> => {
  const previous = latest(before);
  return previous === undefined ? { status: 'loading' } : { status: 'loading', previous };
};

const closeSearch = (state: State, text = state.search.text): State['search'] => ({ ...state.search, text, open: false, active: -1 });

/** Close enough to see the point's surroundings, never farther out than now. */
const viewAt = (state: State, point: View['centre'], zoom: number): View => ({ centre: point, zoom: Math.max(zoom, state.view?.zoom ?? 0) });

/** Filters have just left nothing: the ways out should be in sight. Who then lowers the sheet is not asked again. */
const isNowEmpty = (state: State, results: Results): boolean => results.matched === 0 && filterCount(state.filters) > 0 && latest(state.results)?.matched !== 0;

/** What belongs to one open card and goes with it. */
const noWay: Pick<State, 'wayShown' | 'step' | 'picking'> = { wayShown: false, step: undefined, picking: false };

/** A point to measure from. While the start of a way is chosen, the card of where it leads stays open. */
function setOrigin(state: State, { origin, move }: Extract<Action, { type: 'origin-set' }>): State {
  const isStart = state.picking && state.selected !== undefined;
  return {
    ...state,
    step: undefined,
    picking: false,
    origin,
    limit: firstLimit,
    locate: origin.from === 'device' ? state.locate : 'idle',
    ...(move && !isStart ? { view: viewAt(state, origin.point, 15) } : {}),
    ...(isStart ? { search: closeSearch(state) } : { wayShown: false, selected: undefined, place: { status: 'idle' } }),
    sheet: state.sheet === 'peek' ? 'half' : state.sheet,
  };
}

/** The next state. Pure: all asking and drawing is done by those who look at the state. */
export function reduce(state: State, action: Action): State {
  switch (action.type) {
    case 'restored':
      return {
        ...state,
        ...initialFrom(state),
        ...action.shared,
        place: action.shared.selected === undefined ? { status: 'idle' } : action.shared.selected === state.selected ? state.place : { status: 'loading' },
        sheet: action.shared.selected !== undefined ? 'half' : state.sheet,
      };
    case 'language-chosen':
      return { ...state, language: action.language, topicNames: action.language === state.language ? state.topicNames : {} };
    case 'theme-chosen':
      return { ...state, theme: action.theme };
    case 'city-loading':
      return { ...state, city: loading(state.city) };
    case 'city-loaded':
      return { ...state, city: { status: 'ready', value: action.city } };
    case 'city-failed':
      return { ...state, city: { status: 'failed', why: action.why } };
    case 'map-changed':
      return { ...state, map: action.map };
    case 'view-moved':
      return { ...state, view: action.view, box: action.box };
    case 'view-wanted':
      return { ...state, view: action.view };
    case 'city-wanted':
      return { ...state, ...noWay, view: undefined, origin: undefined, limit: firstLimit };
    case 'origin-set':
      return setOrigin(state, action);
    case 'origin-removed':
      return { ...state, ...noWay, origin: undefined, limit: firstLimit, locate: 'idle', search: { ...closeSearch(state, ''), hits: { status: 'idle' } } };
    case 'filters-changed':
      return { ...state, filters: action.filters, limit: firstLimit };
    case 'filters-toggled':
      return { ...state, filtersOpen: action.open, sheet: action.open ? 'full' : state.sheet === 'full' ? 'half' : state.sheet };
    case 'topics-named':
      return { ...state, topicNames: { ...state.topicNames, ...action.names } };
    case 'districts-toggled':
      return { ...state, districts: !state.districts };
    case 'more-wanted':
      return { ...state, limit: lastLimit };
    case 'results-loading':
      return { ...state, results: loading(state.results) };
    case 'results-loaded':
      return { ...state, results: { status: 'ready', value: action.results }, sheet: state.sheet === 'peek' && isNowEmpty(state, action.results) ? 'half' : state.sheet };
    case 'results-failed':
      return { ...state, results: { status: 'failed', why: action.why } };
    case 'place-opened':
      return {
        ...state,
        ...noWay,
        selected: action.id,
        filtersOpen: false,
        place: { status: 'loading' },
        search: closeSearch(state),
        sheet: state.sheet === 'peek' ? 'half' : state.sheet,
      };
    case 'place-closed':
      return { ...state, ...noWay, selected: undefined, place: { status: 'idle' } };
    case 'place-loaded':
      return action.place.id === state.selected || state.place.status === 'loading' ? { ...state, selected: action.place.id, place: { status: 'ready', value: action.place }, sessions: [] } : state;
    case 'sessions-loaded':
      return action.place === state.selected ? { ...state, sessions: action.sessions } : state;
    case 'place-failed':
      return { ...state, place: { status: 'failed', why: action.why } };
    case 'highlighted':
      return state.highlighted === action.id ? state : { ...state, highlighted: action.id };
    case 'search-typed':
      return { ...state, search: { ...state.search, text: action.text, open: action.text.trim() !== '', active: -1 } };
    case 'search-loading':
      return { ...state, search: { ...state.search, hits: loading(state.search.hits) } };
    case 'search-loaded':
      return { ...state, search: { ...state.search, hits: { status: 'ready', value: action.hits }, active: -1 } };
    case 'search-failed':
      return { ...state, search: { ...state.search, hits: { status: 'failed', why: action.why } } };
    case 'search-moved':
      return { ...state, search: { ...state.search, open: true, active: action.active } };
    case 'search-closed':
      return { ...state, search: closeSearch(state) };
    case 'search-cleared':
      return { ...state, search: initialState.search };
    case 'hit-chosen':
      return chooseHit(state, action.hit);
    case 'travel-changed':
      return { ...state, travel: action.travel, limit: firstLimit, step: undefined };
    case 'travel-options-toggled':
      return { ...state, travelOptions: !state.travelOptions };
    case 'reach-toggled':
      return { ...state, reachShown: !state.reachShown };
    case 'reach-forgotten':
      return state.reach.status === 'idle' ? state : { ...state, reach: { status: 'idle' } };
    case 'reach-loading':
      return { ...state, reach: loading(state.reach) };
    case 'reach-loaded':
      return { ...state, reach: { status: 'ready', value: action.reach } };
    case 'reach-failed':
      return { ...state, reach: { status: 'failed', why: action.why } };
    case 'way-shown':
      return { ...state, wayShown: action.shown, step: undefined, sheet: action.shown && state.sheet !== 'half' ? 'half' : state.sheet };
    case 'way-forgotten':
      return state.way.status === 'idle' ? state : { ...state, way: { status: 'idle' }, step: undefined };
    case 'way-loading':
      return { ...state, way: { status: 'loading' }, step: undefined };
    case 'way-loaded':
      return { ...state, way: { status: 'ready', value: action.way } };
    case 'way-failed':
      return { ...state, way: { status: 'failed', why: action.why } };
    case 'step-chosen':
      return { ...state, step: action.step, sheet: state.sheet === 'full' ? 'half' : state.sheet };
    case 'picking-changed':
      return { ...state, picking: action.picking, locate: action.picking ? 'idle' : state.locate, sheet: action.picking && state.sheet === 'full' ? 'half' : state.sheet };
    case 'locate-changed':
      return { ...state, locate: action.locate };
    case 'sheet-moved':
      return { ...state, sheet: action.sheet };
    case 'online-changed':
      return { ...state, online: action.online };
    case 'toasted':
      return { ...state, toast: action.toast };
  }
}

/**
 * A place opens its card, and so does the place of an offer; a subject becomes a filter; a street, address or
 * district becomes the point that distances are measured from.
 */
function chooseHit(state: State, hit: Extract<Action, { type: 'hit-chosen' }>['hit']): State {
  if (hit.type === 'topic') return chooseTopic(state, hit);
  const closed = { ...state, search: closeSearch(state, hit.label), filtersOpen: false };
  const view = hit.point === undefined ? state.view : viewAt(state, hit.point, hit.type === 'district' ? districtZoom : streetZoom);
  const isStart = state.picking && state.selected !== undefined && hit.point !== undefined;
  const place = isStart ? undefined : hit.type === 'place' ? hit.id : hit.type === 'offer' ? hit.place : undefined;
  if (place !== undefined) return reduce({ ...closed, view }, { type: 'place-opened', id: place });
  if (hit.point === undefined) return closed;
  const point = hit.point;
  const moved = reduce(closed, { type: 'origin-set', move: false, origin: { point, from: 'search', label: hit.label } });
  return isStart ? moved : { ...moved, view };
}

function chooseTopic(state: State, hit: SearchHit): State {
  const topics = state.filters.topics.includes(hit.id) ? state.filters.topics : [...state.filters.topics, hit.id];
  return {
    ...reduce(state, { type: 'filters-changed', filters: { ...state.filters, topics } }),
    ...noWay,
    topicNames: { ...state.topicNames, [hit.id]: hit.label },
    search: initialState.search,
    filtersOpen: false,
    selected: undefined,
    place: { status: 'idle' },
    sheet: state.sheet === 'peek' ? 'half' : state.sheet,
  };
}

/** What a shared link does not mention goes back to how it starts. */
const initialFrom = (state: State): Pick<State, 'origin' | 'filters' | 'districts' | 'selected' | 'view' | 'picking' | 'step'> => ({
  origin: undefined,
  filters: initialState.filters,
  districts: false,
  selected: undefined,
  view: state.view,
  picking: false,
  step: undefined,
});

import type { Bbox, City, LonLat, NoWay, Place, PlaceSummary, ReachArea, SearchHit, Session, Way } from '../api/types';
import type { FailureKind } from '../api/client';
import { noFilters, type Condition, type Filters } from './filter_set';
import { onFoot, type Travel, type TravelMode } from './travel';

export interface View {
  readonly centre: LonLat;
  readonly zoom: number;
}

/** The point that distances are measured from. */
export interface Origin {
  readonly point: LonLat;
  readonly from: 'device' | 'map' | 'search';
  /** What a found street or address is called. */
  readonly label?: string;
}

export { filterCount, noFilters, type FilterName, type Filters, type WheelchairFilter } from './filter_set';

export type Loadable<T> =
  | { readonly status: 'idle' }
  | { readonly status: 'loading'; readonly previous?: T }
  | { readonly status: 'ready'; readonly value: T }
  | { readonly status: 'failed'; readonly why: FailureKind };

/** A way out of an empty list, with what it would bring. */
export type Remedy =
  | { readonly kind: 'widen'; readonly count: number }
  | { readonly kind: 'maybe'; readonly count: number }
  /** Gives up these conditions, which are one question; over the whole city when nothing near helps. */
  | { readonly kind: 'relax'; readonly filters: Filters; readonly dropped: readonly Condition[]; readonly count: number; readonly isCity: boolean }
  /** Gives up a limit of the journey: its minutes, or that all of the way is known to be fit. */
  | { readonly kind: 'travel'; readonly gives: 'minutes' | 'unknown'; readonly travel: Travel; readonly count: number }
  /** Gives up every condition, when giving up one is not enough. */
  | { readonly kind: 'clear'; readonly count: number; readonly isCity: boolean };

export interface Results {
  readonly places: readonly PlaceSummary[];
  readonly matched: number;
  readonly fits: number;
  readonly maybe: number;
  /** What the list is of: the nearest to a point, the map's view, or the city when there is no map. */
  readonly scope: 'nearest' | 'view' | 'city';
  /** The time that the places were asked to be open at: `now`, the city's clock, or none. */
  readonly openAt: string | undefined;
  /** Of an answer without `maybe`: how many more would come with it. */
  readonly moreMaybe: number;
  readonly remedies: readonly Remedy[];
  /** Of an empty list: where the nearest person is who can advise; nothing when the city has no such place. */
  readonly guidance: PlaceSummary | undefined;
  /** What the order and the distances are by: not what was asked for where there are no minutes. */
  readonly by: TravelMode;
  /** Why there are none. */
  readonly noWay: NoWay | undefined;
  /** Of a whole list by minutes: how many more match that no way leads to. */
  readonly unreached: number;
}

/** An answer about ways: that there is none is an answer, too. */
export type Found<T> = { readonly kind: 'found'; readonly value: T } | { readonly kind: 'none'; readonly why: NoWay };

/** The ways to the open place. */
export interface Ways {
  readonly way: Way;
  /** Of wheelchairs, when it is asked for: only on streets that are known to be fit. */
  readonly strict: Way | undefined;
}

export type LocateState = 'idle' | 'busy' | 'denied' | 'unavailable' | 'timeout' | 'insecure' | 'outside';
export type MapState = 'loading' | 'ready' | 'no-webgl' | 'failed';
export type SheetStop = 'peek' | 'half' | 'full';
export type ThemeChoice = 'auto' | 'light' | 'dark';
export type Toast = 'link-copied' | 'link-copied-rounded' | 'link-manual';

export interface SearchState {
  readonly text: string;
  readonly open: boolean;
  /** The suggestion under the arrow keys, −1 for none. */
  readonly active: number;
  readonly hits: Loadable<readonly SearchHit[]>;
}

/** Everything the page shows, immutable; the map is one view of it. */
export interface State {
  readonly language: string;
  readonly theme: ThemeChoice;
  readonly city: Loadable<City>;
  readonly view: View | undefined;
  /** The map's visible box, once there is one. */
  readonly box: Bbox | undefined;
  readonly map: MapState;
  readonly origin: Origin | undefined;
  readonly filters: Filters;
  readonly filtersOpen: boolean;
  /** What topics that are asked for are called, by code, in the viewer's language. */
  readonly topicNames: Readonly<Record<string, string>>;
  readonly districts: boolean;
  readonly limit: number;
  readonly results: Loadable<Results>;
  readonly selected: string | undefined;
  readonly place: Loadable<Place>;
  /** What takes place at the open place; empty until it is known. */
  readonly sessions: readonly Session[];
  /** Id of the list entry under the pointer or with the focus. */
  readonly highlighted: string | undefined;
  readonly search: SearchState;
  readonly travel: Travel;
  readonly travelOptions: boolean;
  /** Whether the map shows what is reached from the point. */
  readonly reachShown: boolean;
  readonly reach: Loadable<Found<readonly ReachArea[]>>;
  /** The way from the point to the open place; loaded for its minutes, drawn and told in steps when it is shown. */
  readonly way: Loadable<Found<Ways>>;
  readonly wayShown: boolean;
  /** The step that the map points at. */
  readonly step: number | undefined;
  /** The next point that is tapped or found is where the way to the open place starts. */
  readonly picking: boolean;
  readonly locate: LocateState;
  readonly sheet: SheetStop;
  readonly online: boolean;
  readonly toast: Toast | undefined;
}

export const firstLimit = 30;
export const lastLimit = 100; // the API's most for nearest

export const initialState: State = {
  language: 'en',
  theme: 'auto',
  city: { status: 'idle' },
  view: undefined,
  box: undefined,
  map: 'loading',
  origin: undefined,
  filters: noFilters,
  filtersOpen: false,
  topicNames: {},
  districts: false,
  limit: firstLimit,
  results: { status: 'idle' },
  selected: undefined,
  place: { status: 'idle' },
  sessions: [],
  highlighted: undefined,
  search: { text: '', open: false, active: -1, hits: { status: 'idle' } },
  travel: onFoot,
  travelOptions: false,
  reachShown: false,
  reach: { status: 'idle' },
  way: { status: 'idle' },
  wayShown: false,
  step: undefined,
  picking: false,
  locate: 'idle',
  sheet: 'peek',
  online: true,
  toast: undefined,
};

/** What is ready, or what was there before the loading that goes on. */
export const latest = <T>(loadable: Loadable<T>): T | undefined =>
  loadable.status === 'ready' ? loadable.value : loadable.status === 'loading' ? loadable.previous : undefined;

/** The way that is drawn and told: the strict one where it is asked for and there is one. */
export function wayOf({ way }: Pick<State, 'way'>): Way | undefined {
  const found = way.status === 'ready' && way.value.kind === 'found' ? way.value.value : undefined;
  return found?.strict ?? found?.way;
}

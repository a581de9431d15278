import type { FailureKind } from '../api/client';
import type { Bbox, City, Place, ReachArea, SearchHit, Session } from '../api/types';
import type { Filters, Found, LocateState, MapState, Origin, Results, SheetStop, ThemeChoice, Toast, View, Ways } from './state';
import type { Travel } from './travel';
import type { Shared } from './url';

/** Everything that can happen. */
export type Action =
  | { readonly type: 'restored'; readonly shared: Omit<Shared, 'language'> }
  | { readonly type: 'language-chosen'; readonly language: string }
  | { readonly type: 'theme-chosen'; readonly theme: ThemeChoice }
  | { readonly type: 'city-loading' }
  | { readonly type: 'city-loaded'; readonly city: City }
  | { readonly type: 'city-failed'; readonly why: FailureKind }
  | { readonly type: 'map-changed'; readonly map: MapState }
  | { readonly type: 'view-moved'; readonly view: View; readonly box: Bbox }
  | { readonly type: 'view-wanted'; readonly view: View }
  | { readonly type: 'city-wanted' }
  | { readonly type: 'origin-set'; readonly origin: Origin; readonly move: boolean }
  | { readonly type: 'origin-removed' }
  | { readonly type: 'filters-changed'; readonly filters: Filters }
  | { readonly type: 'filters-toggled'; readonly open: boolean }
  | { readonly type: 'topics-named'; readonly names: Readonly<Record<string, string>> }
  | { readonly type: 'districts-toggled' }
  | { readonly type: 'more-wanted' }
  | { readonly type: 'results-loading' }
  | { readonly type: 'results-loaded'; readonly results: Results }
  | { readonly type: 'results-failed'; readonly why: FailureKind }
  | { readonly type: 'place-opened'; readonly id: string }
  | { readonly type: 'place-closed' }
  | { readonly type: 'place-loaded'; readonly place: Place }
  | { readonly type: 'sessions-loaded'; readonly place: string; readonly sessions: readonly Session[] }
  | { readonly type: 'place-failed'; readonly why: FailureKind }
  | { readonly type: 'highlighted'; readonly id: string | undefined }
  | { readonly type: 'search-typed'; readonly text: string }
  | { readonly type: 'search-loading' }
  | { readonly type: 'search-loaded'; readonly hits: readonly SearchHit[] }
  | { readonly type: 'search-failed'; readonly why: FailureKind }
  | { readonly type: 'search-moved'; readonly active: number }
  | { readonly type: 'search-closed' }
  | { readonly type: 'search-cleared' }
  | { readonly type: 'hit-chosen'; readonly hit: SearchHit }
  | { readonly type: 'travel-changed'; readonly travel: Travel }
  | { readonly type: 'travel-options-toggled' }
  | { readonly type: 'reach-toggled' }
  | { readonly type: 'reach-forgotten' }
  | { readonly type: 'reach-loading' }
  | { readonly type: 'reach-loaded'; readonly reach: Found<readonly ReachArea[]> }
  | { readonly type: 'reach-failed'; readonly why: FailureKind }
  | { readonly type: 'way-shown'; readonly shown: boolean }
  | { readonly type: 'way-forgotten' }
  | { readonly type: 'way-loading' }
  | { readonly type: 'way-loaded'; readonly way: Found<Ways> }
  | { readonly type: 'way-failed'; readonly why: FailureKind }
  | { readonly type: 'step-chosen'; readonly step: number | undefined }
  | { readonly type: 'picking-changed'; readonly picking: boolean }
  | { readonly type: 'locate-changed'; readonly locate: LocateState }
  | { readonly type: 'sheet-moved'; readonly sheet: SheetStop }
  | { readonly type: 'online-changed'; readonly online: boolean }
  | { readonly type: 'toasted'; readonly toast: Toast | undefined };

export type Dispatch = (action: Action) => void;

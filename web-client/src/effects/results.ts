import { failureKind, type ApiClient, type FilterParameters } from '../api/client';
import type { Bbox, LonLat, PlacePage, PlaceSummary } from '../api/types';
import { canBeUnknown, relaxations, toParameters } from '../state/filters';
import { filterCount, lastLimit, latest, type Filters, type Remedy, type Results, type State, type View } from '../state/state';
import type { Store } from '../state/store';

const settle = 250; // ms after the last movement of the map before the list follows

interface Question {
  readonly scope: Results['scope'];
  readonly near: LonLat | undefined;
  readonly box: Bbox | undefined;
  readonly cityBox: Bbox | undefined;
  readonly filters: Filters;
  readonly parameters: (filters: Filters) => FilterParameters;
  readonly limit: number;
}

/** What the list should be of; nothing while that is not known yet. */
export function questionOf(state: State): Question | undefined {
  const city = latest(state.city);
  if (city === undefined) return undefined;
  const hasMap = state.map === 'ready' || state.map === 'loading';
  const scope = state.origin !== undefined ? 'nearest' : hasMap ? 'view' : 'city';
  const box = hasMap ? (state.box ?? guessBox(state.view) ?? city.bounds) : city.bounds;
  if (scope !== 'nearest' && box === undefined) return undefined;
  return {
    scope,
    near: state.origin?.point,
    box,
    cityBox: city.bounds,
    filters: state.filters,
    parameters: (filters) => toParameters(filters, city.kinds),
    limit: state.limit,
  };
}

/** About what the map will show, so that the list need not wait for it: a window around the view's middle. */
function guessBox(view: View | undefined): Bbox | undefined {
  if (view === undefined) return undefined;
  const { centre: { lon, lat }, zoom } = view;
  const degrees = 360 / (512 * 2 ** zoom); // of longitude for each pixel; a world is 512 px wide at zoom 0
  const [x, y] = [(window.innerWidth / 2) * degrees, (window.innerHeight / 2) * degrees * Math.cos((lat * Math.PI) / 180)];
  return [Math.max(-180, lon - x), Math.max(-90, lat - y), Math.min(180, lon + x), Math.min(90, lat + y)];
}

/** Equal for equal questions: the box only counts where the list depends on it. */
const keyOf = (state: State): string | undefined => {
  const question = questionOf(state);
  if (question === undefined) return undefined;
  return JSON.stringify([question.scope, question.near, question.scope === 'nearest' ? null : question.box, question.parameters(question.filters), question.limit, state.language]);
};

/** Keeps the list in step with point, filters and map. An answer that is no longer asked for is dropped. */
export function followResults(store: Store, client: () => ApiClient): { readonly retry: () => void } {
  let asked: string | undefined;
  let running: AbortController | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const ask = async (): Promise<void> => {
    const question = questionOf(store.state);
    if (question === undefined) return;
    running?.abort();
    const mine = new AbortController();
    running = mine;
    store.dispatch({ type: 'results-loading' });
    try {
      const results = await answer(client(), question, mine.signal);
      if (!mine.signal.aborted) store.dispatch({ type: 'results-loaded', results });
    } catch (error) {
      const why = failureKind(error);
      if (!mine.signal.aborted && why !== 'aborted') store.dispatch({ type: 'results-failed', why });
    }
  };

  store.subscribe((state, before) => {
    const key = keyOf(state);
    if (key === undefined || key === asked) return;
    const isMovement = asked !== undefined && state.origin === before.origin && state.filters === before.filters;
    asked = key;
    clearTimeout(timer);
    timer = setTimeout(() => void ask(), isMovement ? settle : 0);
  });
  return { retry: () => void ask() };
}

const squared = (a: LonLat, b: LonLat): number => ((a.lon - b.lon) * Math.cos((b.lat * Math.PI) / 180)) ** 2 + (a.lat - b.lat) ** 2;

const centreOf = ([west, south, east, north]: Bbox): LonLat => ({ lon: (west + east + (west > east ? 360 : 0)) / 2, lat: (south + north) / 2 });

const isInside = ({ lon, lat }: LonLat, [west, south, east, north]: Bbox): boolean =>
  lat >= south && lat <= north && (west <= east ? lon >= west && lon <= east : lon >= west || lon <= east);

/** Places of a box, the most central first: those are what somebody looks at. */
async function placesInBox(client: ApiClient, box: Bbox, question: Question, signal: AbortSignal): Promise<PlacePage> {
  const parameters = question.parameters(question.filters);
  const centre = centreOf(box);
  const page = await client.within(box, lastLimit, parameters, signal);
  let places: readonly PlaceSummary[] = page.places;
  if (page.matched > lastLimit) {
    const central = await client.nearest(centre, lastLimit, parameters, signal);
    // Without a point of the viewer's own, a distance would be from nowhere they know.
    places = central.places.filter((place) => isInside(place.point, box)).map(({ distance: _, ...place }) => place);
  }
  const sorted = [...places].sort((a, b) => squared(a.point, centre) - squared(b.point, centre));
  return { ...page, places: sorted.slice(0, question.limit) };
}

async function answer(client: ApiClient, question: Question, signal: AbortSignal): Promise<Results> {
  const { near, box, scope, cityBox, filters } = question;
  const page =
    near !== undefined
      ? await client.nearest(near, question.limit, question.parameters(filters), signal)
      : await placesInBox(client, box ?? [-180, -90, 180, 90], question, signal);
  const countBox = near !== undefined ? cityBox : box;
  const count = async (changed: Filters, where = countBox): Promise<PlacePage | undefined> =>
    where === undefined ? undefined : client.within(where, 1, question.parameters(changed), signal);

  let { matched, fits, maybe } = page;
  if (near !== undefined && page.places.length === question.limit && matched === page.places.length) {
    const all = await count(filters);
    if (all !== undefined) ({ matched, fits, maybe } = all);
  }
  const widened = !filters.maybe && canBeUnknown(filters) ? await count({ ...filters, maybe: true }) : undefined;
  const moreMaybe = widened?.maybe ?? 0;
  const remedies = matched > 0 ? [] : await findRemedies(question, moreMaybe, count);
  return { places: page.places, matched, fits, maybe, scope, moreMaybe, remedies };
}

type Count = (filters: Filters, where?: Bbox) => Promise<PlacePage | undefined>;

/** Ways out of an empty list, only those that bring something, the one that gives up least first. */
async function findRemedies({ filters, scope, cityBox }: Question, moreMaybe: number, count: Count): Promise<readonly Remedy[]> {
  const maybe: Remedy[] = moreMaybe > 0 ? [{ kind: 'maybe', count: moreMaybe }] : [];
  const inCity = scope === 'view' && cityBox !== undefined ? await count(filters, cityBox) : undefined;
  const widen: Remedy[] = inCity !== undefined && inCity.matched > 0 ? [{ kind: 'widen', count: inCity.matched }] : [];
  if (filterCount(filters) === 0) return widen;
  const relaxed = await Promise.all(
    relaxations(filters).map(async (relaxation): Promise<Remedy[]> => {
      const matched = (await count(relaxation.filters))?.matched ?? 0;
      return matched > 0 ? [{ kind: 'relax', ...relaxation, count: matched }] : [];
    }),
  );
  return [...maybe, ...widen, ...relaxed.flat()];
}

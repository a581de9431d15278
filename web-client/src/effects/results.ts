import { failureKind, noWayOf, type ApiClient, type FilterParameters } from '../api/client';
import type { Bbox, LonLat, NoWay, PlacePage, PlaceSummary } from '../api/types';
import { guidanceKinds } from '../kinds';
import { canBeUnknown, relaxations, toParameters } from '../state/filters';
import { filterCount, lastLimit, latest, noFilters, type Filters, type Remedy, type Results, type State, type View } from '../state/state';
import type { Store } from '../state/store';
import { profileParameters, travelParameters, type Travel } from '../state/travel';

const settle = 250; // ms after the last movement of the map before the list follows

interface Question {
  readonly scope: Results['scope'];
  readonly near: LonLat | undefined;
  readonly box: Bbox | undefined;
  readonly cityBox: Bbox | undefined;
  readonly filters: Filters;
  readonly parameters: (filters: Filters) => FilterParameters;
  /** What is nearest, by the minutes of whom. */
  readonly travel: Travel;
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
    travel: state.travel,
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
  return JSON.stringify([question.scope, question.near, question.scope === 'nearest' ? null : question.box, question.scope === 'nearest' ? travelParameters(question.travel) : null, question.parameters(question.filters), question.limit, state.language]);
};

const soonest = 30_000; // ms; a list full of changes still rests between two questions
const streetsSoon = 5000; // ms until a server that reads its streets is asked again
const latestChange = 12 * 3600_000; // ms; who looks again after half a day loads the page again

/** Milliseconds until the first place of a list opens or closes; nothing when that is far away. */
export function untilNextChange(places: readonly Pick<PlaceSummary, 'openUntil' | 'opensAt'>[], now: number): number | undefined {
  const changes = places.flatMap(({ openUntil, opensAt }) => [openUntil, opensAt]).flatMap((text) => (text === undefined ? [] : [Date.parse(text) - now])).filter((wait) => wait > 0);
  const first = Math.min(...changes);
  return first < latestChange ? Math.max(first, soonest) : undefined;
}

/** Keeps the list in step with point, filters and map. An answer that is no longer asked for is dropped. */
export function followResults(store: Store, client: () => ApiClient): { readonly retry: () => void } {
  let asked: string | undefined;
  let running: AbortController | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let refresh: ReturnType<typeof setTimeout> | undefined;

  const ask = async (): Promise<void> => {
    const question = questionOf(store.state);
    if (question === undefined) return;
    running?.abort();
    const mine = new AbortController();
    running = mine;
    store.dispatch({ type: 'results-loading' });
    clearTimeout(refresh);
    try {
      const results = await answerByAnyMeans(client(), question, mine.signal);
      if (mine.signal.aborted) return;
      store.dispatch({ type: 'results-loaded', results });
      const wait = results.noWay?.kind === 'busy' ? streetsSoon : untilNextChange(results.places, Date.now());
      if (wait !== undefined) refresh = setTimeout(() => void ask(), wait);
    } catch (error) {
      const why = failureKind(error);
      if (!mine.signal.aborted && why !== 'aborted') store.dispatch({ type: 'results-failed', why });
    }
  };

  store.subscribe((state, before) => {
    const key = keyOf(state);
    if (key === undefined || key === asked) return;
    const isMovement = asked !== undefined && state.origin === before.origin && state.filters === before.filters && state.travel === before.travel;
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
async function placesInBox(client: ApiClient, box: Bbox, question: Question, filters: Filters, signal: AbortSignal): Promise<PlacePage> {
  const parameters = question.parameters(filters);
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

/**
 * The places to show. With those that may fit, what fits is asked for by itself as well: else a hundred places that
 * nothing is known of could lie nearer than the one that fits, and hide it.
 */
async function pageOf(client: ApiClient, question: Question, signal: AbortSignal): Promise<PlacePage> {
  const { near, box, filters } = question;
  const ask = (asked: Filters): Promise<PlacePage> =>
    near !== undefined ? client.nearest(near, question.limit, { ...question.parameters(asked), ...travelParameters(question.travel) }, signal) : placesInBox(client, box ?? [-180, -90, 180, 90], question, asked, signal);
  if (!filters.maybe) return ask(filters);
  const [all, fitting] = await Promise.all([ask(filters), ask({ ...filters, maybe: false })]);
  return { ...all, places: [...fitting.places.map((place) => ({ ...place, fits: 'yes' as const })), ...all.places.filter(({ fits }) => fits === 'maybe')] };
}

/** By minutes as asked; where there are none, as the crow flies, with the reason. */
async function answerByAnyMeans(client: ApiClient, question: Question, signal: AbortSignal): Promise<Results> {
  if (question.scope !== 'nearest' || question.travel.by === 'line') return answer(client, { ...question, travel: asTheCrowFlies(question) }, signal);
  try {
    return await answer(client, question, signal);
  } catch (error) {
    const noWay = noWayOf(error);
    if (noWay === undefined) throw error;
    return answer(client, { ...question, travel: asTheCrowFlies(question) }, signal, noWay);
  }
}

const asTheCrowFlies = ({ travel }: Question): Travel => ({ ...travel, by: 'line' });

async function answer(client: ApiClient, question: Question, signal: AbortSignal, noWay?: NoWay): Promise<Results> {
  const { near, box, scope, filters, travel } = question;
  const page = await pageOf(client, question, signal);
  /** How many there are in a box, else in all when distances are from a point. */
  const count: Count = async (changed, where, how = travel) => {
    if (where === undefined && near !== undefined) return client.nearest(near, 1, { ...question.parameters(changed), ...travelParameters(how) }, signal);
    const inside = where ?? box;
    return inside === undefined ? undefined : client.within(inside, 1, question.parameters(changed), signal);
  };

  let { matched, fits, maybe } = page;
  if (near !== undefined && page.places.length >= question.limit && matched === page.places.length) {
    const all = await count(filters);
    if (all !== undefined) ({ matched, fits, maybe } = all);
  }
  const widened = !filters.maybe && canBeUnknown(filters) ? await count({ ...filters, maybe: true }) : undefined;
  const moreMaybe = widened?.maybe ?? 0;
  const isEmpty = matched === 0;
  const from = near ?? (box === undefined ? undefined : centreOf(box));
  const isWhole = travel.by !== 'line' && travel.maxMinutes === undefined && page.places.length >= matched;
  const [remedies, guidance, all] = await Promise.all([
    isEmpty ? findRemedies(question, moreMaybe, count) : [],
    isEmpty && from !== undefined ? nearestGuidance(client, from, filters, near === undefined ? {} : profileParameters(travel), signal) : undefined,
    isWhole ? count(filters, undefined, asTheCrowFlies(question)) : undefined,
  ]);
  const unreached = all === undefined ? 0 : Math.max(0, all.matched - matched);
  return { places: page.places, matched, fits, maybe, scope, openAt: filters.openAt, moreMaybe, remedies, guidance, by: travel.by, noWay, unreached };
}

/** Where the nearest person is who can advise; for who looks for work, first of all a job centre. */
async function nearestGuidance(client: ApiClient, from: LonLat, filters: Filters, profile: FilterParameters, signal: AbortSignal): Promise<PlaceSummary | undefined> {
  const ask = async (kinds: readonly string[]): Promise<PlaceSummary | undefined> => (await client.nearest(from, 1, { kind: kinds.join(','), ...profile }, signal)).places[0];
  const first = filters.audiences.includes('job-seekers') ? await ask(['employment_agency']) : undefined;
  return first ?? ask(guidanceKinds);
}

/** What a list that is empty because of the journey would have without its limits, each given up alone. */
async function longerJourneys(travel: Travel, filters: Filters, count: Count): Promise<readonly Remedy[]> {
  const ways: readonly { readonly gives: 'minutes' | 'unknown'; readonly travel: Travel }[] = [
    ...(travel.by !== 'line' && travel.maxMinutes !== undefined ? [{ gives: 'minutes' as const, travel: { ...travel, maxMinutes: undefined } }] : []),
    ...(travel.by === 'wheelchair' && travel.avoidUnknown ? [{ gives: 'unknown' as const, travel: { ...travel, avoidUnknown: false } }] : []),
  ];
  const found = await Promise.all(ways.map(async (way): Promise<Remedy> => ({ kind: 'travel', ...way, count: (await count(filters, undefined, way.travel))?.matched ?? 0 })));
  return found.filter((way) => way.count > 0);
}

type Count = (filters: Filters, where?: Bbox, how?: Travel) => Promise<PlacePage | undefined>;

const mostRelaxations = 5; // more is no help but a second filter panel

/**
 * Ways out of an empty list, only those that bring something: those that keep every filter first, then each question
 * given up alone, the one that leaves the shortest list first; over the whole city where nothing near helps; every
 * filter given up where one is not enough.
 */
async function findRemedies({ filters, scope, cityBox, travel }: Question, moreMaybe: number, count: Count): Promise<readonly Remedy[]> {
  const journeys = scope === 'nearest' ? await longerJourneys(travel, filters, count) : [];
  const maybe: Remedy[] = moreMaybe > 0 ? [{ kind: 'maybe', count: moreMaybe }] : [];
  const inCity = scope === 'view' && cityBox !== undefined ? await count(filters, cityBox) : undefined;
  const widen: Remedy[] = inCity !== undefined && inCity.matched > 0 ? [{ kind: 'widen', count: inCity.matched }] : [];
  if (filterCount(filters) === 0) return [...journeys, ...widen];
  const relaxed = async (where: Bbox | undefined): Promise<readonly Remedy[]> => {
    const isCity = where !== undefined;
    const ways = await Promise.all(
      relaxations(filters).map(async (way): Promise<(Remedy & { kind: 'relax' })[]> => {
        const matched = (await count(way.filters, where))?.matched ?? 0;
        return matched > 0 ? [{ kind: 'relax', ...way, count: matched, isCity }] : [];
      }),
    );
    return ways.flat().sort((a, b) => a.count - b.count).slice(0, mostRelaxations);
  };
  const near = await relaxed(undefined);
  const far = near.length > 0 || maybe.length > 0 || widen.length > 0 || scope !== 'view' || cityBox === undefined ? [] : await relaxed(cityBox);
  const found = [...maybe, ...journeys, ...widen, ...near, ...far];
  if (found.length > 0) return found;
  const all = (await count({ ...noFilters, maybe: filters.maybe }))?.matched ?? 0;
  if (all > 0) return [{ kind: 'clear', count: all, isCity: false }];
  const allInCity = scope === 'view' && cityBox !== undefined ? ((await count(noFilters, cityBox))?.matched ?? 0) : 0;
  return allInCity > 0 ? [{ kind: 'clear', count: allInCity, isCity: true }] : [];
}

import { decodeCity, decodeMatched, decodePlace, decodePlaces, decodeSearch, decodeSessions, decodeTileJson, isObject } from './decode';
import { decodeNoWay, decodeReach, decodeWay } from './decode_travel';
import type { Bbox, City, LonLat, NoWay, Place, PlacePage, ReachArea, SearchHit, Session, TileSet, Way } from './types';

export type FailureKind = 'offline' | 'server' | 'busy' | 'refused' | 'not-found' | 'aborted';

/** Why there is no answer, in the ways that people can do something about. */
export class RequestFailed extends Error {
  constructor(
    readonly kind: FailureKind,
    message: string,
  ) {
    super(message);
  }
}

export const failureKind = (error: unknown): FailureKind => (error instanceof RequestFailed ? error.kind : 'server');

/** Why a question about ways has no answer that more asking would bring; nothing for any other failure. */
export function noWayOf(error: unknown): NoWay | undefined {
  if (!(error instanceof RequestFailed)) return undefined;
  return error.kind === 'busy' ? { kind: 'busy' } : error.kind === 'not-found' ? decodeNoWay(error.message) : undefined;
}

/** `kind=library&fee=free`: one of each, in the words of the API. */
export type FilterParameters = Readonly<Record<string, string>>;

const seconds = 1000;
const timeout = 15 * seconds; // longer than the server's own deadline for a heavy request

/** Talks to the server that served the page. Every method can be aborted and fails with RequestFailed. */
export class ApiClient {
  /** \param base address of the server without a slash at the end; \param language asked for in names. */
  constructor(
    private readonly base: string,
    private readonly language: string,
  ) {}

  async city(signal?: AbortSignal): Promise<City> {
    const optional = <T>(answer: Promise<T>): Promise<T | undefined> => answer.catch(ignoreUnlessAborted);
    const [landing, collection, basemap, places, districts, anyDistrict] = await Promise.all([
      this.get('/api', {}, signal),
      optional(this.get('/api/collections/places', {}, signal)),
      optional(this.tileSet('basemap', signal)),
      optional(this.tileSet('places', signal)),
      optional(this.tileSet('districts', signal)),
      optional(this.get('/api/collections/districts/items', { limit: '1' }, signal)),
    ]);
    return decodeCity(landing, collection, {
      ...(basemap === undefined ? {} : { basemap }),
      ...(places === undefined ? {} : { places }),
      ...(districts === undefined || decodeMatched(anyDistrict) === 0 ? {} : { districts }),
    });
  }

  async nearest(from: LonLat, limit: number, filters: FilterParameters, signal?: AbortSignal): Promise<PlacePage> {
    return decodePlaces(await this.get('/api/nearest', { ...point(from), limit: String(limit), ...filters }, signal), this.language);
  }

  async within(bbox: Bbox, limit: number, filters: FilterParameters, signal?: AbortSignal): Promise<PlacePage> {
    const answer = await this.get('/api/within', { bbox: bbox.map((n) => n.toFixed(7)).join(','), limit: String(limit), ...filters }, signal);
    return decodePlaces(answer, this.language);
  }

  /** The way from one point to another. \param profile who travels, in the words of the API */
  async way(from: LonLat, to: LonLat, profile: FilterParameters, signal?: AbortSignal): Promise<Way> {
    const pair = ({ lon, lat }: LonLat): string => `${lon.toFixed(7)},${lat.toFixed(7)}`;
    return decodeWay(await this.get('/api/route', { from: pair(from), to: pair(to), ...profile }, signal));
  }

  /** What is reached from a point within each of these minutes. */
  async reach(from: LonLat, minutes: readonly number[], profile: FilterParameters, signal?: AbortSignal): Promise<readonly ReachArea[]> {
    return decodeReach(await this.get('/api/reach', { ...point(from), minutes: minutes.join(','), ...profile }, signal, false));
  }

  async place(id: string, signal?: AbortSignal): Promise<Place> {
    return decodePlace(await this.get(`/api/collections/places/items/${encodeURIComponent(id)}`, {}, signal), this.language);
  }

  /** What takes place at a place from now on: asked for by its point, since sessions have no filter for their place. */
  async sessions({ id, point: { lon, lat } }: Pick<Place, 'id' | 'point'>, signal?: AbortSignal): Promise<readonly Session[]> {
    const around = 0.000002; // degrees, 20 cm
    const bbox = [lon - around, lat - around, lon + around, lat + around].map((n) => n.toFixed(7)).join(',');
    const answer = await this.get('/api/collections/events/items', { bbox, datetime: `${new Date().toISOString().slice(0, 19)}Z/..`, limit: '50' }, signal);
    return decodeSessions(answer, id, this.language);
  }

  async search(q: string, near: LonLat | undefined, signal?: AbortSignal): Promise<readonly SearchHit[]> {
    return decodeSearch(await this.get('/api/search', { q, limit: '8', ...(near === undefined ? {} : point(near)) }, signal));
  }

  async tileSet(layer: string, signal?: AbortSignal): Promise<TileSet> {
    return decodeTileJson(await this.get(`/tiles/${layer}.json`, {}, signal));
  }

  private async get(path: string, parameters: FilterParameters, signal?: AbortSignal, hasNames = true): Promise<unknown> {
    // Documents about the city take no parameters, and an unknown parameter is refused.
    const isAnswer = Object.keys(parameters).length > 0 || path.includes('/items/');
    const query = new URLSearchParams({ ...parameters, ...(isAnswer && hasNames ? { lang: this.language } : {}) });
    const url = `${this.base}${path}${query.size > 0 ? `?${query}` : ''}`;
    const deadline = new AbortController();
    const timer = setTimeout(() => { deadline.abort(); }, timeout);
    const stop = (): void => { deadline.abort(); };
    signal?.addEventListener('abort', stop, { once: true });
    try {
      const response = await fetch(url, { signal: deadline.signal, headers: { accept: 'application/geo+json, application/json' } });
      if (response.status === 404 || response.status === 410) throw new RequestFailed('not-found', await problemDetail(response));
      if (response.status === 429 || response.status === 503) throw new RequestFailed('busy', await problemDetail(response));
      if (response.status === 400) throw new RequestFailed('refused', await problemDetail(response));
      if (!response.ok) throw new RequestFailed('server', `${response.status} ${await problemDetail(response)}`);
      return await response.json();
    } catch (error) {
      if (error instanceof RequestFailed) throw error;
      if (signal?.aborted === true) throw new RequestFailed('aborted', url);
      // fetch tells nothing of why it failed: no network, or a server that is not there, look alike.
      throw new RequestFailed(error instanceof SyntaxError ? 'server' : 'offline', String(error));
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
    }
  }
}

const point = ({ lon, lat }: LonLat): FilterParameters => ({ lon: lon.toFixed(7), lat: lat.toFixed(7) });

function ignoreUnlessAborted(error: unknown): undefined {
  if (failureKind(error) === 'aborted') throw error;
  return undefined;
}

/** The `detail` of an RFC 9457 problem document: for the console, and for why there is no way. */
async function problemDetail(response: Response): Promise<string> {
  const body: unknown = await response.json().catch(() => undefined);
  return isObject(body) && typeof body['detail'] === 'string' ? body['detail'] : response.statusText;
}

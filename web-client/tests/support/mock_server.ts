import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import path from 'node:path';
import { fixtureBounds, fixturePlaces, fixtureStreets, type FixturePlace } from './fixture_city';
import { noStreet, reach, route, streetMetres, travelProperties } from './mock_travel';
import { pointTile, type TilePoint } from './point_tile';

/** A server that speaks the contract's part that the page uses, over the fixture city. */
export interface MockServer {
  readonly url: string;
  readonly close: () => Promise<void>;
  /** Paths that answer 500 from now on, for tests of errors. */
  readonly broken: Set<string>;
  /** Whether the city is without streets from now on. */
  streetless: boolean;
}

type Fit = 'yes' | 'maybe' | 'no';

const earthRadius = 6371008.8; // IUGG R1: a sphere is enough for a mock
const radians = (degrees: number): number => (degrees * Math.PI) / 180;

function metres(a: { lon: number; lat: number }, b: { lon: number; lat: number }): number {
  const h = Math.sin(radians(b.lat - a.lat) / 2) ** 2 + Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * Math.sin(radians(b.lon - a.lon) / 2) ** 2;
  return 2 * earthRadius * Math.asin(Math.sqrt(h));
}

function condition(value: unknown, wanted: readonly string[] | undefined): Fit {
  if (wanted === undefined) return 'yes';
  if (value === undefined) return 'maybe';
  return wanted.includes(typeof value === 'string' ? value : '') ? 'yes' : 'no';
}

const listOf = (query: URLSearchParams, name: string): readonly string[] | undefined => query.get(name)?.split(',');

/** Whether any of the groups is served; a group that nothing is said of may be. */
function audienceCondition(place: FixturePlace, wanted: readonly string[] | undefined): Fit {
  const claims = (place.properties['audiences'] ?? {}) as Readonly<Record<string, { readonly value: string } | undefined>>;
  const fits = (wanted ?? []).map((group): Fit => (claims[group] === undefined ? 'maybe' : claims[group].value === 'serves' ? 'yes' : 'no'));
  return wanted === undefined || fits.includes('yes') ? 'yes' : fits.includes('maybe') ? 'maybe' : 'no';
}

/** Kleene's and over kind, audience, fee and wheelchair, with what is not known. */
function fitOf(place: FixturePlace, query: URLSearchParams): { fit: Fit; unknown: readonly string[] } {
  const kinds = place.properties['kinds'] as readonly string[];
  const wantedKinds = listOf(query, 'kind');
  if (wantedKinds?.some((kind) => kinds.includes(kind)) === false) return { fit: 'no', unknown: [] };
  const parts = [['audience', audienceCondition(place, listOf(query, 'audience'))], ['fee', condition(place.properties['fee'], listOf(query, 'fee'))], ['wheelchair', condition(place.properties['wheelchair'], listOf(query, 'wheelchair'))]] as const;
  const fit = parts.some(([, part]) => part === 'no') ? 'no' : parts.some(([, part]) => part === 'maybe') ? 'maybe' : 'yes';
  return { fit, unknown: parts.filter(([, part]) => part === 'maybe').map(([name]) => name) };
}

interface Match {
  readonly place: FixturePlace;
  readonly fit: Fit;
  readonly unknown: readonly string[];
}

function select(query: URLSearchParams): readonly Match[] {
  const allowsMaybe = query.get('maybe') === 'yes';
  return fixturePlaces.map((place) => ({ place, ...fitOf(place, query) })).filter(({ fit }) => fit === 'yes' || (allowsMaybe && fit === 'maybe'));
}

function feature({ place, fit, unknown }: Match, query: URLSearchParams, distance?: number): object {
  return {
    type: 'Feature', id: place.id, geometry: { type: 'Point', coordinates: [place.lon, place.lat] },
    properties: { id: place.id, ...place.properties, ...(query.get('maybe') === 'yes' ? { fits: fit, unknown } : {}), ...(distance === undefined ? {} : { distance_m: Math.round(distance * 100) / 100 }) },
  };
}

const collection = (features: readonly object[], all: readonly Match[], query: URLSearchParams): object => ({
  type: 'FeatureCollection', numberMatched: all.length, numberReturned: features.length, features,
  ...(query.get('maybe') === 'yes' ? { numberFits: all.filter(({ fit }) => fit === 'yes').length, numberMaybe: all.filter(({ fit }) => fit === 'maybe').length } : {}),
});

const pointOf = (query: URLSearchParams): { lon: number; lat: number } => ({ lon: Number(query.get('lon')), lat: Number(query.get('lat')) });

/** By minutes the list ends at `max_minutes`, and the museum across the water has no street. */
function nearest(query: URLSearchParams): object {
  const from = pointOf(query);
  const by = query.get('by') ?? 'line';
  const most = Number(query.get('max_minutes') ?? Infinity) * 60;
  const all = select(query).filter(({ place }) => by === 'line' || (place.id !== 'osm:n2' && travelProperties(from, place, by).duration_s <= most));
  const far = by === 'line' ? metres : streetMetres;
  const ranked = all.map((match) => ({ match, distance: far(from, match.place) })).sort((a, b) => a.distance - b.distance);
  const features = ranked.slice(0, Number(query.get('limit') ?? 10)).map(({ match, distance }) => {
    const plain = feature(match, query, distance) as { properties: object };
    return by === 'line' ? plain : { ...plain, properties: { ...plain.properties, ...travelProperties(from, match.place, by) } };
  });
  return collection(features, all, query);
}

/** Ways and areas of reach; a text is the detail of a 404. */
function travel(pathname: string, query: URLSearchParams, isStreetless: boolean): object | string | undefined {
  const by = query.get('by') ?? 'line';
  if (pathname === '/api/route') {
    const [from, to] = ['from', 'to'].map((name) => { const [lon = 0, lat = 0] = (query.get(name) ?? '').split(',').map(Number); return { lon, lat }; });
    if (from === undefined || to === undefined) return undefined;
    return noStreet(from, fixtureBounds, isStreetless) ?? noStreet(to, fixtureBounds, isStreetless) ?? route(from, to, by, query.get('avoid_unknown') === 'true');
  }
  if (pathname === '/api/reach') return noStreet(pointOf(query), fixtureBounds, isStreetless) ?? reach(pointOf(query), (query.get('minutes') ?? '').split(',').map(Number), by);
  return pathname === '/api/nearest' && by !== 'line' ? (noStreet(pointOf(query), fixtureBounds, isStreetless) ?? nearest(query)) : undefined;
}

function within(query: URLSearchParams): object {
  const [w = 0, s = 0, e = 0, n = 0] = (query.get('bbox') ?? '').split(',').map(Number);
  const all = select(query).filter(({ place: { lon, lat } }) => lon >= w && lon <= e && lat >= s && lat <= n);
  return collection(all.slice(0, Number(query.get('limit') ?? 10)).map((match) => feature(match, query)), all, query);
}

const fold = (text: string): string => text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();

function search(query: URLSearchParams): object {
  const q = fold(query.get('q') ?? '');
  const places = fixturePlaces.map((place) => ({ id: place.id, type: 'place', label: typeof place.properties['name'] === 'string' ? place.properties['name'] : '', lon: place.lon, lat: place.lat, kind: place.properties['kind'] }));
  const hits = [...places, ...fixtureStreets].filter(({ label }) => fold(label).includes(q) && label !== '').slice(0, Number(query.get('limit') ?? 10));
  return { type: 'FeatureCollection', features: hits.map(({ lon, lat, ...properties }) => ({ type: 'Feature', id: properties.id, geometry: { type: 'Point', coordinates: [lon, lat] }, properties })) };
}

const clusterZoom = 13; // below it, one cluster for each sixteenth of a tile

/** Places of a tile at 4096 units, clustered on a grid at low zooms. */
export function placesTile(z: number, x: number, y: number, query: URLSearchParams): Buffer {
  const cells = new Map<string, { match: Match; x: number; y: number }[]>();
  for (const match of select(query)) {
    const { lon, lat } = match.place;
    const px = ((lon + 180) / 360) * 2 ** z - x;
    const py = ((1 - Math.asinh(Math.tan(radians(lat))) / Math.PI) / 2) * 2 ** z - y;
    if (px < 0 || px >= 1 || py < 0 || py >= 1) continue;
    const key = z < clusterZoom ? `${Math.floor(px * 4)} ${Math.floor(py * 4)}` : match.place.id;
    cells.set(key, [...(cells.get(key) ?? []), { match, x: px * 4096, y: py * 4096 }]);
  }
  const points = [...cells.values()].map((members): TilePoint => {
    const [first] = members;
    if (members.length === 1 && first !== undefined) {
      const { name, kind } = first.match.place.properties;
      return { x: first.x, y: first.y, attributes: { id: first.match.place.id, kind: String(kind), ...(typeof name === 'string' ? { name } : {}), fits: first.match.fit } };
    }
    const mean = (axis: 'x' | 'y'): number => members.reduce((sum, member) => sum + member[axis], 0) / members.length;
    return { x: mean('x'), y: mean('y'), attributes: { cluster: true, point_count: members.length, expansion_zoom: clusterZoom } };
  });
  return points.length === 0 ? Buffer.alloc(0) : pointTile('places', points);
}

const kindCounts = (): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { properties } of fixturePlaces) for (const kind of properties['kinds'] as readonly string[]) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
};

function api(pathname: string, query: URLSearchParams, base: string): object | undefined {
  const tileJson = (layer: string): object => ({ tilejson: '3.0.0', tiles: [`${base}/tiles/${layer}/{z}/{x}/{y}.mvt?v=1`], minzoom: 0, maxzoom: layer === 'basemap' ? 14 : 16, bounds: fixtureBounds, attribution: '© OpenStreetMap contributors' });
  const item = /^\/api\/collections\/places\/items\/(.+)$/.exec(pathname)?.[1];
  if (item !== undefined) {
    const place = fixturePlaces.find(({ id }) => id === decodeURIComponent(item));
    return place === undefined ? undefined : feature({ place, fit: 'yes', unknown: [] }, new URLSearchParams());
  }
  switch (pathname) {
    case '/api':
      return { title: 'Montevideo: places to learn', city: { name: 'Montevideo' }, notice: { en: 'Districts, groups and some offers are illustrative.', fr: 'Les quartiers, les groupes et quelques offres sont illustratifs.' }, links: [] };
    case '/api/collections/places':
      return { id: 'places', extent: { spatial: { bbox: [fixtureBounds] } }, attribution: '© OpenStreetMap contributors; Intendencia de Montevideo', kinds: kindCounts(), links: [] };
    case '/api/collections/districts/items':
      return { type: 'FeatureCollection', numberMatched: 2, features: [] };
    case '/api/collections/events/items':
      return { type: 'FeatureCollection', numberMatched: 0, features: [] };
    case '/api/nearest':
      return nearest(query);
    case '/api/within':
      return within(query);
    case '/api/search':
      return search(query);
    case '/tiles/basemap.json':
    case '/tiles/places.json':
    case '/tiles/districts.json':
      return tileJson(/\/tiles\/(\w+)\.json/.exec(pathname)?.[1] ?? '');
    default:
      return undefined;
  }
}

const types: Readonly<Record<string, string>> = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.mjs': 'text/javascript', '.css': 'text/css', '.json': 'application/json', '.png': 'image/png', '.svg': 'image/svg+xml', '.woff2': 'font/woff2', '.txt': 'text/plain; charset=utf-8' };

/** The policy that the page must work under: nothing inline, nothing from elsewhere. */
export const contentPolicy = "default-src 'self'; script-src 'self'; style-src 'self'; worker-src 'self' blob:; img-src 'self' data: blob:; connect-src 'self'; font-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

function answer(request: IncomingMessage, response: ServerResponse, dist: string, base: string, { broken, streetless }: Pick<MockServer, 'broken' | 'streetless'>): void {
  const url = new URL(request.url ?? '/', base);
  if (broken.has(url.pathname)) {
    response.writeHead(500, { 'content-type': 'application/problem+json' }).end(JSON.stringify({ title: 'Broken on purpose', status: 500 }));
    return;
  }
  const tile = /^\/tiles\/(\w+)\/(\d+)\/(\d+)\/(\d+)\.mvt$/.exec(url.pathname);
  if (tile !== null) {
    const [, layer, z, x, y] = tile;
    const bytes = layer === 'places' ? placesTile(Number(z), Number(x), Number(y), url.searchParams) : Buffer.alloc(0);
    if (bytes.length === 0) response.writeHead(204).end();
    else response.writeHead(200, { 'content-type': 'application/vnd.mapbox-vector-tile' }).end(bytes);
    return;
  }
  const moving = travel(url.pathname, url.searchParams, streetless);
  if (typeof moving === 'string') {
    response.writeHead(404, { 'content-type': 'application/problem+json' }).end(JSON.stringify({ title: 'Not Found', status: 404, detail: moving }));
    return;
  }
  const body = moving ?? api(url.pathname, url.searchParams, base);
  if (body !== undefined) {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    return;
  }
  const file = path.join(dist, path.normalize(url.pathname === '/' ? '/index.html' : decodeURIComponent(url.pathname)));
  if (!file.startsWith(dist) || !existsSync(file) || !statSync(file).isFile()) {
    response.writeHead(404, { 'content-type': 'application/problem+json' }).end(JSON.stringify({ title: 'Not found', status: 404 }));
    return;
  }
  response.writeHead(200, { 'content-type': types[path.extname(file)] ?? 'application/octet-stream', 'content-security-policy': contentPolicy });
  createReadStream(file).pipe(response);
}

/** Serves a built client and the fixture city on a free loopback port. */
export async function startMockServer(dist: string): Promise<MockServer> {
  const mock: { -readonly [K in keyof MockServer]: MockServer[K] } = { url: '', close: () => Promise.resolve(), broken: new Set<string>(), streetless: false };
  const server: Server = createServer((request, response) => { answer(request, response, dist, mock.url, mock); });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  mock.url = `http://127.0.0.1:${address.port}`;
  mock.close = () => new Promise((resolve) => { server.close(() => { resolve(); }); server.closeAllConnections(); });
  return mock;
}

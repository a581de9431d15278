import type { Audience, Bbox, City, Fits, HoursDay, LonLat, Offer, Place, PlacePage, PlaceSummary, SearchHit, SearchType, Session, Source, TileSet } from './types';
import { searchTypes } from './types';

/** The answer is not what the contract says; the page shows its server-error text. */
export class DecodeError extends Error {}

type Json = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const object = (value: unknown): Json => (isObject(value) ? value : {});
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);

/** Control characters, and marks that turn the text after them around (UAX #9 embeddings, overrides, isolates). */
// eslint-disable-next-line no-control-regex -- finding them is the point
const invisible = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/g;

function text(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const visible = value.replaceAll(invisible, '').trim();
  return visible === '' ? undefined : visible;
}

const number = (value: unknown): number | undefined => (typeof value === 'number' && Number.isFinite(value) ? value : undefined);
const texts = (value: unknown): readonly string[] => list(value).flatMap((item) => text(item) ?? []);

/** Leaves out what is undefined: with exact optional properties, absent and undefined differ. */
type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };
function defined<T extends object>(fields: T): Partial<Defined<T>> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<Defined<T>>;
}

export function decodePoint(geometry: unknown): LonLat | undefined {
  const { type, coordinates } = object(geometry);
  const [lon, lat] = list(coordinates);
  if (type !== 'Point' || typeof lon !== 'number' || typeof lat !== 'number') return undefined;
  return Math.abs(lon) <= 180 && Math.abs(lat) <= 90 ? { lon, lat } : undefined;
}

export function decodeBbox(value: unknown): Bbox | undefined {
  const numbers = list(value);
  if (numbers.length !== 4 || !numbers.every((n): n is number => typeof n === 'number' && Number.isFinite(n))) return undefined;
  return numbers as unknown as Bbox;
}

/** Text in the viewer's language out of `{lang: text}`; English, then whatever there is, when it is missing. */
export function inLanguage(value: unknown, language: string): string | undefined {
  if (typeof value === 'string') return text(value);
  const byLanguage = object(value);
  return text(byLanguage[language]) ?? text(byLanguage['en']) ?? text(Object.values(byLanguage)[0]);
}

const decodeStreet = (value: unknown): string | undefined =>
  text([text(object(value)['street']), text(object(value)['housenumber'])].filter((part) => part !== undefined).join(' '));

function decodeAddress(value: unknown): string | undefined {
  const a = object(value);
  const street = decodeStreet(value) ?? '';
  const town = [text(a['postcode']), text(a['city']) ?? text(a['suburb'])].filter((part) => part !== undefined).join(' ');
  const joined = [street, town].filter((part) => part !== '').join(', ');
  return text(joined) ?? text(a['full']);
}

function decodeSummary(feature: unknown, language: string): PlaceSummary | undefined {
  const f = object(feature);
  const p = object(f['properties']);
  const id = text(f['id']) ?? text(p['id']);
  const point = decodePoint(f['geometry']);
  if (id === undefined || point === undefined) return undefined;
  const open = text(p['open']);
  const fits = text(p['fits']);
  return {
    id,
    kind: text(p['kind']) ?? texts(p['kinds'])[0] ?? 'place',
    point,
    unknown: texts(p['unknown']),
    appointment: p['appointment'] === true || p['appointment'] === 'yes',
    phones: contacts(object(p['contact']), 'phone', 'mobile'),
    languages: texts(p['languages']),
    offers: list(p['offers']).flatMap((offer) => decodeOffer(offer, language) ?? []),
    ...defined({
      name: text(object(p['names'])[language]) ?? text(p['name']),
      distance: number(p['distance_m']),
      duration: number(p['duration_s']),
      confirmedDuration: number(p['confirmed_duration_s']),
      fits: fits === 'yes' || fits === 'maybe' ? (fits satisfies Fits) : undefined,
      fee: text(p['fee']),
      wheelchair: text(p['wheelchair']),
      hours: text(p['opening_hours']),
      open: open === 'open' || open === 'closed' || open === 'unknown' ? open : undefined,
      openUntil: text(p['open_until']),
      opensAt: text(p['opens_at']),
      address: decodeAddress(p['address']),
      street: decodeStreet(p['address']),
      status: text(p['status']),
    }),
  };
}

/** A FeatureCollection of places. A feature without id or point is left out; another shape is an error. */
export function decodePlaces(value: unknown, language: string): PlacePage {
  const answer = object(value);
  if (answer['type'] !== 'FeatureCollection' || !Array.isArray(answer['features'])) throw new DecodeError('not a FeatureCollection');
  const places = list(answer['features']).flatMap((feature) => decodeSummary(feature, language) ?? []);
  const matched = number(answer['numberMatched']) ?? places.length;
  const maybe = number(answer['numberMaybe']) ?? places.filter((place) => place.fits === 'maybe').length;
  return { places, matched, maybe, fits: number(answer['numberFits']) ?? matched - maybe };
}

function decodeOffer(value: unknown, language: string): Offer | undefined {
  const o = object(value);
  const name = text(object(o['names'])[language]) ?? text(o['name']);
  if (name === undefined) return undefined;
  return {
    id: text(o['id']) ?? name,
    name,
    languages: texts(o['languages']),
    modalities: texts(o['modalities']),
    audiences: decodeAudiences(o['audiences']),
    recognition: o['recognition'] === 'yes',
    ...defined({
      description: inLanguage(o['description'], language),
      fee: text(o['fee']),
      price: text(o['price']),
      schedule: text(o['schedule']),
      ageMin: number(o['age_min']),
      ageMax: number(o['age_max']),
      booking: decodeUrl(o['booking']),
      url: decodeUrl(o['url']),
    }),
  };
}

function decodeAudience([group, claim]: [string, unknown]): Audience | undefined {
  const value = object(claim)['value'];
  return value === 'serves' || value === 'excludes' ? { group, serves: value === 'serves' } : undefined;
}

const decodeAudiences = (value: unknown): readonly Audience[] => Object.entries(object(value)).flatMap((entry) => decodeAudience(entry) ?? []);

/** A week that lacks a day's date or a span's times is no week: nothing is better than half a table. */
function decodeWeek(value: unknown): readonly HoursDay[] {
  const clock = /^\d{2}:\d{2}$/;
  const days = list(value).map((item) => {
    const day = object(item);
    const spans = list(day['spans']).flatMap((span) => {
      const { from, to, state } = object(span);
      const isTime = typeof from === 'string' && typeof to === 'string' && clock.test(from) && clock.test(to);
      return isTime && (state === 'open' || state === 'unknown' || state === 'appointment') ? [{ from, to, state } as const] : [];
    });
    return { date: text(day['date']) ?? '', spans };
  });
  return days.every(({ date }) => /^\d{4}-\d{2}-\d{2}$/.test(date)) ? days : [];
}

function decodeSource(value: unknown): Source | undefined {
  if (typeof value === 'string') return { source: value };
  const s = object(value);
  const source = text(s['source']);
  return source === undefined ? undefined : { source, ...defined({ licence: text(s['licence']), date: text(s['date']) }) };
}

/** Only web addresses: `javascript:` and the like never become a link. A bare host gets https. */
export function decodeUrl(value: unknown): string | undefined {
  const raw = text(value)?.trim();
  if (raw === undefined) return undefined;
  const withScheme = /^[a-z][a-z0-9+.-]*:/i.test(raw) ? raw : `https://${raw}`;
  try {
    const url = new URL(withScheme);
    return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : undefined;
  } catch {
    return undefined;
  }
}

/** Values of contact keys such as `phone`, `contact:phone`, `mobile`; several in one are split at `;`. */
function contacts(contact: Json, ...keys: string[]): readonly string[] {
  const values = keys.flatMap((key) => [contact[key], contact[`contact:${key}`]]).flatMap((value) => text(value)?.split(';') ?? []);
  return [...new Set(values.map((value) => value.trim()).filter((value) => value !== ''))];
}

/** One place. Throws when it has no id or point. */
export function decodePlace(value: unknown, language: string): Place {
  const summary = decodeSummary(value, language);
  if (summary === undefined) throw new DecodeError('a place without id or point');
  const p = object(object(value)['properties']);
  const contact = object(p['contact']);
  const alert = object(p['alert']);
  const alertText = inLanguage(alert['text'] ?? p['alert'], language);
  return {
    ...summary,
    kinds: texts(p['kinds']).length > 0 ? texts(p['kinds']) : [summary.kind],
    week: decodeWeek(p['opening_hours_week']),
    needs: Object.entries(object(p['needs'])).flatMap(([need, value]) => (value === 'yes' || value === 'no' ? [{ need, met: value === 'yes' }] : [])),
    emails: contacts(contact, 'email').filter((address) => /^[^\s@]+@[^\s@]+$/.test(address)),
    websites: contacts(contact, 'website', 'url').flatMap((site) => decodeUrl(site) ?? []),
    audiences: decodeAudiences(p['audiences']),
    sources: list(p['sources']).flatMap((source) => decodeSource(source) ?? []),
    ...defined({
      price: text(p['price']),
      recognition: p['recognition'] === 'yes' ? true : p['recognition'] === 'no' ? false : undefined,
      operator: text(p['operator']),
      description: inLanguage(p['description'], language),
      booking: decodeUrl(p['booking']),
      alert: alertText === undefined ? undefined : { text: alertText, ...defined({ until: text(alert['until']) }) },
      checked: text(p['checked']),
    }),
  };
}

/** Sessions at a place, earliest first; of one without a name or a start nothing can be said. */
export function decodeSessions(value: unknown, place: string, language: string): readonly Session[] {
  return list(object(value)['features'])
    .flatMap((feature): Session[] => {
      const p = object(object(feature)['properties']);
      const name = text(object(p['names'])[language]) ?? text(p['name']);
      const starts = text(p['starts']);
      const state = text(p['state']);
      if (name === undefined || starts === undefined || !/^\d{4}-\d{2}-\d{2}/.test(starts) || p['place'] !== place) return [];
      return [{ id: text(p['id']) ?? name, name, starts, state: state === 'cancelled' || state === 'moved' ? state : 'scheduled', repeats: text(p['rrule']) !== undefined, ...defined({ ends: text(p['ends']), previousStarts: text(p['previous_starts']) }) }];
    })
    .sort((a, b) => a.starts.localeCompare(b.starts));
}

export function decodeSearch(value: unknown): readonly SearchHit[] {
  const answer = object(value);
  if (!Array.isArray(answer['features'])) throw new DecodeError('not a FeatureCollection');
  return list(answer['features']).flatMap((feature): SearchHit[] => {
    const f = object(feature);
    const p = object(f['properties']);
    const id = text(p['id']) ?? text(f['id']);
    const label = text(p['label']);
    const type = searchTypes.find((known): known is SearchType => known === p['type']);
    if (id === undefined || label === undefined || type === undefined) return [];
    return [{ id, label, type, ...defined({ point: decodePoint(f['geometry']), distance: number(p['distance_m']), kind: text(p['kind']), place: text(p['place']), placeName: text(p['place_name']) }) }];
  });
}

/** How many features an answer is out of. */
export const decodeMatched = (value: unknown): number => number(object(value)['numberMatched']) ?? list(object(value)['features']).length;

export function decodeTileJson(value: unknown): TileSet {
  const t = object(value);
  const tiles = texts(t['tiles'])[0];
  if (tiles === undefined) throw new DecodeError('TileJSON without tiles');
  return {
    tiles,
    minzoom: number(t['minzoom']) ?? 0,
    maxzoom: number(t['maxzoom']) ?? 14,
    ...defined({ bounds: decodeBbox(t['bounds']), attribution: text(t['attribution']) }),
  };
}

/** Markup in an attribution becomes plain text. */
export const plainText = (markup: string): string =>
  markup.replaceAll(/<[^>]*>/g, '').replaceAll('&copy;', '©').replaceAll('&amp;', '&').replaceAll(/\s+/g, ' ').trim();

/** What `/api`, `/api/collections/places` and the TileJSON documents say of the city; what is missing is absent. */
export function decodeCity(landing: unknown, collection: unknown, tiles: City['tiles']): City {
  const root = object(landing);
  const places = object(collection);
  const spatial = object(object(places['extent'])['spatial']);
  const notice = root['notice'];
  const kinds = Object.entries(object(places['kinds'] ?? root['kinds'])).flatMap(([slug, count]) => (typeof count === 'number' ? [[slug, count] as const] : []));
  const attribution = [
    ...Object.values(tiles).map((set) => set.attribution),
    places['attribution'],
    root['attribution'],
    ...list(places['sources']).map((source) => object(source)['attribution']),
  ];
  return {
    notice: typeof notice === 'string' ? { en: notice } : Object.fromEntries(Object.entries(object(notice)).flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : []))),
    attribution: [...new Set(attribution.flatMap((value) => splitAttribution(text(value))))],
    tiles,
    ...defined({
      name: text(object(root['city'])['name']),
      bounds: decodeBbox(list(spatial['bbox'])[0]) ?? tiles.places?.bounds ?? tiles.basemap?.bounds,
      kinds: kinds.length > 0 ? Object.fromEntries(kinds) : undefined,
    }),
  };
}

/** One entry for each source of a joined attribution, so that what two layers owe is said once. */
const splitAttribution = (joined: string | undefined): readonly string[] =>
  joined === undefined ? [] : plainText(joined).split(/\s*[;|·]\s*/).filter((part) => part !== '');

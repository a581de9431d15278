import type { LonLat } from '../api/types';
import { isFamily } from '../kinds';
import { listFields, listNames, modalities, needs, noFilters, type Filters, type ListField, type WheelchairFilter } from './filter_set';
import type { Origin, State, View } from './state';
import { decodeTravel, encodeTravel, type Travel } from './travel';

/** What a link carries. `language` only when it was chosen. */
export interface Shared {
  readonly view?: View;
  readonly origin?: Origin;
  readonly filters: Filters;
  readonly selected?: string;
  readonly districts: boolean;
  readonly travel: Travel;
  readonly reachShown: boolean;
  readonly wayShown: boolean;
  readonly language?: string;
}

/** ~100 m: as near as a link tells where the person who copied it stood. */
const deviceDecimals = 3;
const pointDecimals = 6;

const shortest = (value: number, decimals: number): string => String(Number(value.toFixed(decimals)));
const encodePoint = ({ lon, lat }: LonLat, decimals: number): string => `${shortest(lat, decimals)},${shortest(lon, decimals)}`;

/**
 * The shareable part of the state as a fragment without `#`, e.g. `map=14.2/-34.9/-56.16&kind=library&fee=free`.
 *
 * It is a fragment, not a query, because fragments are not sent to the server: where somebody looks, or stands,
 * is in no log. Latitude comes first in `map` and `near`, as in other map links.
 */
export function encodeUrl(state: Pick<State, 'view' | 'origin' | 'filters' | 'selected' | 'districts' | 'travel' | 'reachShown' | 'wayShown'> & { readonly language?: string }): string {
  const { view, origin, filters, selected, districts, travel, reachShown, wayShown, language } = state;
  const parts: (readonly [string, string])[] = [];
  if (view !== undefined) parts.push(['map', `${shortest(view.zoom, 2)}/${shortest(view.centre.lat, 5)}/${shortest(view.centre.lon, 5)}`]);
  if (origin !== undefined) {
    parts.push(['near', encodePoint(origin.point, origin.from === 'device' ? deviceDecimals : pointDecimals)]);
    parts.push(['near_from', origin.from]);
    if (origin.label !== undefined) parts.push(['near_label', origin.label]);
  }
  parts.push(...encodeTravel(travel, origin !== undefined));
  if (reachShown) parts.push(['reach', 'yes']);
  parts.push(...encodeFilters(filters));
  if (districts) parts.push(['districts', 'yes']);
  if (selected !== undefined) parts.push(['place', selected]);
  if (wayShown) parts.push(['way', 'yes']);
  if (language !== undefined) parts.push(['lang', language]);
  return parts.map(([key, value]) => `${key}=${encodeURIComponent(value).replaceAll('%2C', ',').replaceAll('%2F', '/').replaceAll('%3A', ':')}`).join('&');
}

/** The filters in the API's words, but for families, which are among the kinds, and `limited`, which includes `yes`. */
function encodeFilters(filters: Filters): readonly [string, string][] {
  const kinds = [...filters.families, ...filters.kinds];
  const parts: [string, string | undefined][] = [
    ['kind', kinds.join(',')],
    ...listFields.map((field): [string, string] => [listNames[field], filters[field].join(',')]),
    ['age', filters.age === undefined ? undefined : String(filters.age)],
    ['wheelchair', filters.wheelchair === 'any' ? undefined : filters.wheelchair],
    ['fee', filters.free ? 'free' : undefined],
    ['open_at', filters.openAt],
    ['when', filters.when],
    ['recognition', filters.recognition ? 'yes' : undefined],
    ['checked_since', filters.checkedSince],
    ['q', filters.text],
    ['maybe', filters.maybe ? 'yes' : undefined],
  ];
  return parts.flatMap(([key, value]) => (value === undefined || value === '' ? [] : [[key, value] as [string, string]]));
}

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return ''; // a link cut in the middle of an escape
  }
};

function parseNumbers(text: string, separator: string, count: number): readonly number[] | undefined {
  const parts = text.split(separator);
  const numbers = parts.map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  return numbers.length === count && numbers.every(Number.isFinite) ? numbers : undefined;
}

function parsePoint(lat: number | undefined, lon: number | undefined): LonLat | undefined {
  return lat !== undefined && lon !== undefined && Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? { lon, lat } : undefined;
}

const isOriginFrom = (text: string | undefined): text is Origin['from'] => text === 'device' || text === 'map' || text === 'search';
const isWheelchair = (text: string | undefined): text is WheelchairFilter => text === 'yes' || text === 'limited';
const slug = /^[a-z0-9_-]{1,60}$/i;
const placeId = /^[A-Za-z0-9._:-]{1,200}$/;
const maxLabel = 120;
const maxText = 100;

const oneOf = (known: readonly string[]) => (text: string): boolean => known.includes(text);
const matches = (pattern: RegExp) => (text: string): boolean => pattern.test(text);

/** What a value of each list may look like; the server knows whether it means something. */
const listPatterns: Readonly<Record<ListField, (text: string) => boolean>> = {
  pillars: matches(/^[1-6]$/),
  levels: matches(/^[0-8]$/),
  topics: matches(/^[\p{L}\p{N}][\p{L}\p{M}\p{N} ’'-]{0,59}$/u),
  audiences: matches(slug),
  languages: matches(/^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i),
  needs: oneOf(needs),
  modalities: oneOf(modalities),
  sources: matches(slug),
};

const day = String.raw`\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])`;
const moment = `${day}T(?:[01]\\d|2[0-3]):[0-5]\\d`;
const openAtPattern = new RegExp(`^(?:now|${moment})$`);
const whenPattern = new RegExp(`^(?:${day}|${moment}/${moment})$`);
const dayPattern = new RegExp(`^${day}$`);

function decodeFilters(entries: ReadonlyMap<string, string>): Filters {
  const list = (name: string, fits: (text: string) => boolean): readonly string[] => [...new Set((entries.get(name) ?? '').split(',').filter(fits))];
  const text = (name: string, pattern: RegExp): string | undefined => {
    const value = entries.get(name);
    return value !== undefined && pattern.test(value) ? value : undefined;
  };
  const kinds = list('kind', matches(slug));
  const lists = Object.fromEntries(listFields.map((field) => [field, list(listNames[field], listPatterns[field])])) as Pick<Filters, ListField>;
  const age = text('age', /^\d{1,3}$/);
  const wheelchair = entries.get('wheelchair');
  const words = entries.get('q')?.slice(0, maxText).trim();
  return {
    ...noFilters,
    ...lists,
    families: kinds.filter(isFamily),
    kinds: kinds.filter((kind) => !isFamily(kind)),
    age: age !== undefined && Number(age) <= 120 ? Number(age) : undefined,
    wheelchair: isWheelchair(wheelchair) ? wheelchair : 'any',
    free: entries.get('fee') === 'free',
    openAt: text('open_at', openAtPattern),
    when: text('when', whenPattern),
    recognition: entries.get('recognition') === 'yes',
    checkedSince: text('checked_since', dayPattern),
    text: words === '' ? undefined : words,
    maybe: entries.get('maybe') === 'yes',
  };
}

/** The state of a link, in whatever way it is damaged: what cannot be read is left out. */
export function decodeUrl(fragment: string): Shared {
  const entries = new Map<string, string>();
  for (const part of fragment.replace(/^#/, '').split('&')) {
    const equals = part.indexOf('=');
    if (equals > 0) entries.set(part.slice(0, equals), decode(part.slice(equals + 1)));
  }
  const map = parseNumbers(entries.get('map') ?? '', '/', 3);
  const centre = parsePoint(map?.[1], map?.[2]);
  const near = parseNumbers(entries.get('near') ?? '', ',', 2);
  const point = parsePoint(near?.[0], near?.[1]);
  const from = entries.get('near_from');
  const label = entries.get('near_label')?.slice(0, maxLabel);
  const selected = entries.get('place');
  const language = entries.get('lang');
  return {
    ...(centre === undefined ? {} : { view: { centre, zoom: Math.min(20, Math.max(0, map?.[0] ?? 0)) } }),
    ...(point === undefined ? {} : { origin: { point, from: isOriginFrom(from) ? from : 'map', ...(label === undefined || label === '' ? {} : { label }) } }),
    filters: decodeFilters(entries),
    districts: entries.get('districts') === 'yes',
    travel: decodeTravel(entries),
    reachShown: entries.get('reach') === 'yes',
    wayShown: entries.get('way') === 'yes',
    ...(selected !== undefined && placeId.test(selected) ? { selected } : {}),
    ...(language !== undefined && /^[a-z]{2,3}$/.test(language) ? { language } : {}),
  };
}

import { describe, expect, test } from 'vitest';
import { decodeCity, decodePlace, decodePlaces, decodeSearch, decodeSessions, decodeUrl, DecodeError, plainText } from '../../src/api/decode';

const feature = (properties: object, id: unknown = 'osm:n1'): object => ({ type: 'Feature', id, geometry: { type: 'Point', coordinates: [-56.2, -34.9] }, properties });

describe('a place', () => {
  test('says nothing of what is absent or null', () => {
    const place = decodePlace(feature({ kind: 'library', fee: null, opening_hours: '' }), 'en');
    expect(place).toMatchObject({ id: 'osm:n1', kind: 'library', kinds: ['library'], languages: [], phones: [], websites: [] });
    for (const key of ['name', 'fee', 'wheelchair', 'hours', 'address', 'open', 'checked']) expect(place).not.toHaveProperty(key);
  });

  test('is named in the language asked for, else in its own', () => {
    const properties = { name: 'Biblioteca', names: { fr: 'Bibliothèque' }, kind: 'library' };
    expect(decodePlace(feature(properties), 'fr').name).toBe('Bibliothèque');
    expect(decodePlace(feature(properties), 'ru').name).toBe('Biblioteca');
  });

  test('never carries a link that runs code', () => {
    const place = decodePlace(feature({ kind: 'museum', booking: 'JavaScript:alert(1)', contact: { website: 'javascript:alert(1); data:text/html,x; museo.example', email: 'a@b; not an address' } }), 'en');
    expect(place.websites).toEqual(['https://museo.example/']);
    expect(place.emails).toEqual(['a@b']);
    expect(place).not.toHaveProperty('booking');
  });

  test('has a name without marks that turn text around', () => {
    expect(decodePlace(feature({ kind: 'museum', name: '\u202Egpj.exe\u2066 \u0000x' }), 'en').name).toBe('gpj.exe x');
  });

  test('without id or position is refused', () => {
    expect(() => decodePlace(feature({}, null), 'en')).toThrow(DecodeError);
    expect(() => decodePlace({ ...feature({}), geometry: { type: 'Point', coordinates: [200, 0] } }, 'en')).toThrow(DecodeError);
  });

  test('joins its address as people write it', () => {
    expect(decodePlace(feature({ kind: 'x', address: { street: 'Sarandí', housenumber: '500', city: 'Montevideo' } }), 'en').address).toBe('Sarandí 500, Montevideo');
  });

  test.each([undefined, null, 3, 'text', [], {}])('made of %j is an error, not a crash', (value) => {
    expect(() => decodePlace(value, 'en')).toThrow(DecodeError);
    expect(() => decodePlaces(value, 'en')).toThrow(DecodeError);
  });
});

describe('a list', () => {
  test('leaves out what it cannot read and keeps the exact count', () => {
    const page = decodePlaces({ type: 'FeatureCollection', numberMatched: 12, numberFits: 9, numberMaybe: 3, features: [feature({ kind: 'school', fits: 'maybe', unknown: ['fee'], distance_m: 12.5 }), {}, null] }, 'en');
    expect(page).toMatchObject({ matched: 12, fits: 9, maybe: 3 });
    expect(page.places).toEqual([{ id: 'osm:n1', kind: 'school', point: { lon: -56.2, lat: -34.9 }, fits: 'maybe', unknown: ['fee'], distance: 12.5, appointment: false, phones: [], languages: [], offers: [] }]);
  });

  test('counts its own places when the answer does not', () => {
    expect(decodePlaces({ type: 'FeatureCollection', features: [feature({ fits: 'maybe' }), feature({ fits: 'yes' })] }, 'en')).toMatchObject({ matched: 2, fits: 1, maybe: 1 });
  });
});

test('a search answer keeps only the types that the page knows', () => {
  const hits = decodeSearch({ features: [feature({ type: 'street', label: 'Sarandí', id: 's' }), feature({ type: 'planet', label: 'Mars' })] });
  expect(hits.map(({ label }) => label)).toEqual(['Sarandí']);
});

test('the city names every source once, without markup', () => {
  const tiles = { minzoom: 0, maxzoom: 14, tiles: '', attribution: '<a href="https://osm.org">&copy; OpenStreetMap contributors</a> | City &amp; Land' };
  const city = decodeCity({ city: { name: 'X' }, notice: { en: 'Illustrative' } }, { sources: [{ attribution: '© OpenStreetMap contributors' }], kinds: { school: 3, odd: 'x' } }, { basemap: tiles, places: tiles });
  expect(city.attribution).toEqual(['© OpenStreetMap contributors', 'City & Land']);
  expect(city.kinds).toEqual({ school: 3 });
  expect(city.notice).toEqual({ en: 'Illustrative' });
  expect(decodeCity(undefined, undefined, {})).toEqual({ notice: {}, attribution: [], tiles: {} });
});

test('an address of a site is a web address or nothing', () => {
  expect(decodeUrl('example.org/a')).toBe('https://example.org/a');
  expect(decodeUrl('http://example.org')).toBe('http://example.org/');
  expect(decodeUrl('data:text/html,x')).toBeUndefined();
  expect(decodeUrl('vbscript:x')).toBeUndefined();
  expect(decodeUrl('https://')).toBeUndefined();
  expect(plainText('<b>a</b>&amp;b')).toBe('a&b');
});

test('a week of hours keeps what it can read, and half a week is none', () => {
  const week = (days: unknown): unknown => decodePlace(feature({ kind: 'x', opening_hours_week: days }), 'en').week;
  expect(week([{ date: '2026-11-28', day: 'Sa', spans: [{ from: '09:00', to: '24:00', state: 'open' }, { from: '9', to: 3, state: 'open' }, { from: '10:00', to: '11:00', state: 'haunted' }] }])).toEqual([{ date: '2026-11-28', spans: [{ from: '09:00', to: '24:00', state: 'open' }] }]);
  expect(week([{ date: '2026-11-28', spans: [] }, { spans: [] }])).toEqual([]);
  for (const damaged of [undefined, null, 'Mo', {}]) expect(week(damaged)).toEqual([]);
});

test('sessions are those of the place, in order, and say whether they are cancelled or moved', () => {
  const session = (id: string, properties: object): object => ({ type: 'Feature', id, geometry: null, properties: { id, place: 'p', name: id, ...properties } });
  const answer = { features: [session('b', { starts: '2026-12-05T15:30:00-03:00', ends: '2026-12-05T16:30:00-03:00', state: 'moved', previous_starts: '2026-12-05T14:00:00-03:00' }), session('a', { starts: '2026-12-05T13:00:00-03:00', state: 'cancelled' }), session('c', { starts: '2026-12-06', rrule: 'FREQ=WEEKLY' }), session('x', { starts: '2026-12-05', place: 'next door' }), session('y', {}), null] };
  expect(decodeSessions(answer, 'p', 'en')).toEqual([
    { id: 'a', name: 'a', starts: '2026-12-05T13:00:00-03:00', state: 'cancelled', repeats: false },
    { id: 'b', name: 'b', starts: '2026-12-05T15:30:00-03:00', ends: '2026-12-05T16:30:00-03:00', state: 'moved', previousStarts: '2026-12-05T14:00:00-03:00', repeats: false },
    { id: 'c', name: 'c', starts: '2026-12-06', state: 'scheduled', repeats: true },
  ]);
  for (const damaged of [undefined, null, {}, { features: 3 }]) expect(decodeSessions(damaged, 'p', 'en')).toEqual([]);
});

test('an offer found by the search leads to its place', () => {
  expect(decodeSearch({ features: [feature({ type: 'offer', label: 'Pottery', id: 'o1', place: 'osm:n7', place_name: 'Casa' })] })[0]).toMatchObject({ type: 'offer', place: 'osm:n7', placeName: 'Casa' });
});

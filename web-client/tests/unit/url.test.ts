import { describe, expect, test } from 'vitest';
import { families } from '../../src/kinds';
import { groups, modalities, needs, pillars, subjects } from '../../src/state/filter_set';
import { noFilters } from '../../src/state/state';
import { chairs, onFoot, paces, travelModes } from '../../src/state/travel';
import { decodeUrl, encodeUrl, type Shared } from '../../src/state/url';
import { seededRandom } from '../support/random';

const empty: Shared = { filters: noFilters, districts: false, travel: onFoot, reachShown: false, wayShown: false };
const encode = (shared: Shared): string => encodeUrl({ view: undefined, origin: undefined, selected: undefined, ...shared });

describe('a link', () => {
  test('restores every part of the state that it carries', () => {
    const shared: Shared = {
      view: { centre: { lon: -56.16452, lat: -34.90101 }, zoom: 14.25 },
      origin: { point: { lon: -56.2, lat: -34.905833 }, from: 'search', label: 'Calle 18 de Julio & Río Branco, 50 % = café/té' },
      filters: {
        families: ['culture'], kinds: ['school', 'library'], pillars: ['2', '6'], levels: ['2', '3'], topics: ['0231', 'poterie d’art', '数学'], audiences: ['job-seekers', 'other_group'], age: 0, languages: ['ar', 'fr-CA'],
        free: true, wheelchair: 'limited', needs: ['hearing-loop'], modalities: ['evening', 'no-papers'], openAt: '2026-11-28T10:30', when: '2026-11-28T09:00/2026-11-28T12:00', recognition: true, sources: ['osm'], checkedSince: '2026-01-31', text: 'café & thé, 50 %', maybe: true,
      },
      districts: true,
      travel: { by: 'wheelchair', pace: 'pushchair', chair: 'powered', maxMinutes: 25, avoidUnknown: true },
      reachShown: true,
      wayShown: true,
      selected: 'osm:n123',
      language: 'fr',
    };
    expect(decodeUrl(encode(shared))).toEqual(shared);
  });

  test('of any state means the same after being written and read (1000 random states)', () => {
    const seed = 20261123;
    const random = seededRandom(seed);
    const oneOf = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
    for (let i = 0; i < 1000; i += 1) {
      const shared: Shared = {
        ...empty,
        ...(random() < 0.5 ? { view: { centre: { lon: Number((random() * 360 - 180).toFixed(5)), lat: Number((random() * 180 - 90).toFixed(5)) }, zoom: Number((random() * 20).toFixed(2)) } } : {}),
        ...(random() < 0.5 ? { origin: { point: { lon: Number((random() * 360 - 180).toFixed(6)), lat: Number((random() * 180 - 90).toFixed(6)) }, from: oneOf(['map', 'search'] as const), ...(random() < 0.5 ? { label: String.fromCodePoint(33 + Math.floor(random() * 2000), 65) } : {}) } } : {}),
        filters: {
          ...noFilters,
          families: families.filter(() => random() < 0.2), kinds: ['school', 'library', 'zoo'].filter(() => random() < 0.3), wheelchair: oneOf(['any', 'yes', 'limited'] as const), free: random() < 0.5, maybe: random() < 0.5,
          audiences: groups.filter(() => random() < 0.3), needs: needs.filter(() => random() < 0.2), modalities: modalities.filter(() => random() < 0.2), pillars: pillars.filter(() => random() < 0.2), topics: subjects.filter(() => random() < 0.2),
          age: random() < 0.3 ? Math.floor(random() * 121) : undefined, openAt: oneOf([undefined, 'now', '2026-02-28T23:59']), when: oneOf([undefined, '2026-11-28', '2026-11-28T09:00/2026-11-28T12:00']), recognition: random() < 0.5,
          checkedSince: oneOf([undefined, '2025-12-31']), text: random() < 0.3 ? `a${String.fromCodePoint(33 + Math.floor(random() * 2000))}b` : undefined,
        },
        districts: random() < 0.5,
        travel: { by: oneOf(travelModes), pace: oneOf(paces), chair: oneOf(chairs), maxMinutes: random() < 0.5 ? 1 + Math.floor(random() * 120) : undefined, avoidUnknown: random() < 0.5 },
        reachShown: random() < 0.5,
        wayShown: random() < 0.5,
      };
      expect(decodeUrl(encode(shared)), `seed ${seed}, state ${i}`).toEqual(shared);
    }
  });

  test('tells where a device is to about 100 metres only', () => {
    const fragment = encode({ ...empty, origin: { point: { lon: -56.1645213, lat: -34.9010149 }, from: 'device' } });
    expect(fragment).toBe('near=-34.901,-56.165&near_from=device&by=walk');
  });

  test.each([
    ['nothing', ''],
    ['only a hash', '#'],
    ['numbers that are none', '#map=a/b/c&near=,'],
    ['a position outside the world', '#map=3/91/181&near=-91,0'],
    ['an escape cut in half', '#near_label=%E2%82&kind=%'],
    ['an id that is no id', '#place=<script>alert(1)</script>'],
    ['values that do not exist', '#wheelchair=maybe&fee=cheap&maybe=1&districts=true&lang=<b>'],
    ['slugs with markup', '#kind=<img>,a b'],
    ['filters that mean nothing', '#pillar=7,x&isced=9&topic=<b>&audience=a b&age=121&language=e&needs=gold&modality=never&source=,&q=%20'],
    ['ways of travelling that nobody has', '#by=car&pace=fast&chair=sofa&max_minutes=0&avoid_unknown=yes&reach=1&way=on'],
    ['more minutes than there can be', '#max_minutes=121'],
    ['times that no clock shows', '#open_at=2026-13-01T10:00&when=2026-11-28T25:00/2026-11-28T26:00&checked_since=yesterday'],
  ])('damaged by %s starts as if it were not there', (_, fragment) => {
    expect(decodeUrl(fragment)).toEqual(empty);
  });

  test('with a zoom that no map has gets the nearest one', () => {
    expect(decodeUrl('#map=99/1/2').view?.zoom).toBe(20);
  });

  test('keeps a label short, however long the link', () => {
    expect(decodeUrl(`#near=1,2&near_label=${'x'.repeat(5000)}`).origin?.label).toHaveLength(120);
  });
});

test('a link from before there were so many filters means what it meant', () => {
  expect(decodeUrl('#map=14.2/-34.9/-56.16&kind=culture,school&wheelchair=limited&fee=free&maybe=yes').filters).toEqual({ ...noFilters, families: ['culture'], kinds: ['school'], wheelchair: 'limited', free: true, maybe: true });
});

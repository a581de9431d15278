import { expect, test } from 'vitest';
import type { PlaceSummary } from '../../src/api/types';
import { english, loadLocale } from '../../src/i18n';
import { hoursLine, hoursThen } from '../../src/ui/hours_words';
import { spanOf } from '../../src/ui/times';

const place: PlaceSummary = { id: 'a', kind: 'library', point: { lon: 0, lat: 0 }, unknown: [], appointment: false, phones: [], languages: [], offers: [] };
const saturday = Date.parse('2026-11-28T23:30:00Z'); // in Montevideo 20:30 of the same day, in Auckland Sunday
const line = (changes: Partial<PlaceSummary>): string => {
  const { words, next } = hoursLine(english, { ...place, ...changes }, saturday);
  return next === undefined ? words : `${words} · ${next}`;
};

test('open until when, by the city’s clock wherever the viewer is', () => {
  expect(line({ open: 'open', openUntil: '2026-11-28T22:00:00-03:00' })).toBe('Open until 22:00');
  expect(line({ open: 'open', openUntil: '2026-11-29T02:00:00-03:00' })).toBe('Open until 02:00');
  expect(line({ open: 'open', openUntil: '2026-11-29T19:00:00+13:00' })).toBe('Open until 19:00');
  expect(line({ open: 'open', openUntil: '2026-11-30T08:00:00-03:00' })).toBe('Open until Monday 08:00');
  expect(line({ open: 'open', openUntil: '2027-01-30T08:00:00-03:00' })).toBe('Open');
  expect(line({ open: 'open' })).toBe('Open');
});

test('closed, and when it opens next: today by the hour, this week by the day, later by the date', () => {
  expect(line({ open: 'closed', opensAt: '2026-11-28T21:00:00-03:00' })).toBe('Closed now · Opens at 21:00');
  expect(line({ open: 'closed', opensAt: '2026-11-30T09:00:00-03:00' })).toBe('Closed now · Opens Monday at 09:00');
  expect(line({ open: 'closed', opensAt: '2027-02-01T09:00:00-03:00' })).toBe('Closed now · Opens 1 February 2027 at 09:00');
  expect(line({ open: 'closed' })).toBe('Closed now');
});

test('unknown is not closed: by appointment, the text as written, the number to call, or plainly not known', () => {
  expect(line({ open: 'unknown', appointment: true })).toBe('By appointment');
  expect(line({ open: 'unknown', hours: 'Mo-Fr 09:00-18:00; Sa 10:00-12:00' })).toBe('Mon–Fri 09:00–18:00…');
  expect(line({ open: 'unknown', phones: ['2901 1234'] }).replaceAll(/[\u2066-\u2069]/g, '')).toBe('Hours not known: call 2901 1234');
  expect(line({})).toBe('Hours not known');
});

test('of a place found for another time, that time is spoken of, not now', async () => {
  const then = (changes: Partial<PlaceSummary>, at: string | undefined): string | undefined => hoursThen(english, { ...place, ...changes }, at)?.words;
  expect(then({ open: 'closed', opensAt: '2026-11-30T09:00:00-03:00' }, '2026-12-05T10:30')).toBe('Open Sat 5 Dec, 10:30');
  expect(then({ open: 'open', fits: 'maybe', unknown: ['fee'] }, '2026-12-05T10:30')).toBe('Open Sat 5 Dec, 10:30');
  expect(then({ open: 'open', openUntil: '2026-11-28T22:00:00-03:00', fits: 'maybe', unknown: ['open_at'], hours: 'Mo-Fr 09:00-18:00' }, '2026-12-05T10:30')).toBe('Mon–Fri 09:00–18:00');
  expect(then({ fits: 'maybe', unknown: ['open_at'] }, '2026-12-05T10:30')).toBe('Hours not known');
  expect(then({ open: 'open' }, 'now')).toBeUndefined();
  expect(then({ open: 'open' }, undefined)).toBeUndefined();
  expect(hoursThen(await loadLocale('ar'), place, '2026-12-05T10:30')?.words).toContain('10:30');
});

test('days are named in the viewer’s language', async () => {
  expect(hoursLine(await loadLocale('fr'), { ...place, open: 'closed', opensAt: '2026-11-30T09:00:00-03:00' }, saturday).next).toBe('Ouvre lundi à 09:00');
});

test('a day and two times become a span, whichever comes first; without a day there is none', () => {
  expect(spanOf('2026-11-28', '', '')).toBe('2026-11-28');
  expect(spanOf('2026-11-28', '09:00', '12:00')).toBe('2026-11-28T09:00/2026-11-28T12:00');
  expect(spanOf('2026-11-28', '12:00', '09:00')).toBe('2026-11-28T09:00/2026-11-28T12:00');
  expect(spanOf('2026-11-28', '18:00', '')).toBe('2026-11-28T18:00/2026-11-28T23:59');
  expect(spanOf('', '09:00', '12:00')).toBeUndefined();
});

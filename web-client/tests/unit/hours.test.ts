import { expect, test } from 'vitest';
import { groupDays, parseWeek } from '../../src/hours';

const days = (text: string): string => {
  const week = parseWeek(text);
  if (week === undefined || week === 'always') return String(week);
  return week.days.map((times) => times?.join(' ') ?? '?').join('|');
};

test('weekdays, Saturday and days off are read', () => {
  expect(days('Mo-Fr 09:00-18:00; Sa 10:00-13:00; Su off')).toBe('09:00–18:00|09:00–18:00|09:00–18:00|09:00–18:00|09:00–18:00|10:00–13:00|');
});

test('two spans a day, lists of days and a week that wraps are read', () => {
  expect(days('Tu,Th 9:00-12:00,14:00-17:30')).toBe('?|09:00–12:00 14:00–17:30|?|09:00–12:00 14:00–17:30|?|?|?');
  expect(days('Sa-Mo 10:00-12:00')).toBe('10:00–12:00|?|?|?|?|10:00–12:00|10:00–12:00');
});

test('a later rule wins over an earlier one, as in the specification', () => {
  expect(days('08:00-20:00; We 10:00-12:00')).toBe('08:00–20:00|08:00–20:00|10:00–12:00|08:00–20:00|08:00–20:00|08:00–20:00|08:00–20:00');
});

test('holidays are kept apart from the week', () => {
  expect(parseWeek('Mo 09:00-10:00; PH off; SH 10:00-11:00')).toMatchObject({ publicHolidays: [], schoolHolidays: ['10:00–11:00'] });
});

test('always open is told apart', () => {
  expect(parseWeek('24/7')).toBe('always');
});

test.each(['Mo-Fr sunrise-sunset', 'Mar-Oct Mo 09:00-10:00', 'Mo 09:00+', 'week 1-10 Mo 09:00-10:00', 'Mo 09:00-10:00 "by appointment"', 'Mo[1] 10:00-12:00', 'Mo 9-10', 'Mo-Xx 09:00-10:00', 'PH off', 'Mo 29:00-30:00', '', 'x'.repeat(1000)])(
  'what says more than a week can, or nothing, is left as written: %s',
  (text) => expect(parseWeek(text)).toBeUndefined(),
);

test('neighbouring days with the same hours are one line, and days not named are closed', () => {
  const week = parseWeek('Mo-Fr 09:00-18:00');
  if (week === undefined || week === 'always') throw new Error('a week');
  expect(groupDays(week)).toEqual([{ from: 0, to: 4, times: ['09:00–18:00'] }, { from: 5, to: 6, times: [] }]);
});

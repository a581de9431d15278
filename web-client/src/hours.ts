/** Opening hours in OSM's syntax made readable: the plain weekly forms only, anything else is shown as written. */

/** Hours of one weekday (0 = Monday): `['09:00–12:00']`; empty is closed; undefined is not said. */
export interface Week {
  readonly days: readonly (readonly string[] | undefined)[];
  readonly publicHolidays: readonly string[] | undefined;
  readonly schoolHolidays: readonly string[] | undefined;
}

const dayNames = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'] as const;
const dayPattern = dayNames.join('|');
const rulePattern = new RegExp(`^((?:${dayPattern}|PH|SH)(?:[-,](?:${dayPattern}|PH|SH))*)?\\s*(.*)$`);
const timePattern = /^(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})$/;

function parseDays(text: string): { days: number[]; holidays: boolean; school: boolean } | undefined {
  const days: number[] = [];
  let holidays = false;
  let school = false;
  for (const part of text.split(',')) {
    if (part === 'PH') holidays = true;
    else if (part === 'SH') school = true;
    else {
      const [from, to = from, ...rest] = part.split('-').map((name) => dayNames.findIndex((day) => day === name));
      if (rest.length > 0 || from === undefined || to === undefined || from < 0 || to < 0) return undefined;
      for (let day = from; ; day = (day + 1) % 7) {
        days.push(day);
        if (day === to) break;
      }
    }
  }
  return { days, holidays, school };
}

function parseTimes(text: string): readonly string[] | undefined {
  if (text === 'off' || text === 'closed') return [];
  const spans = text.split(',').map((span) => {
    const match = timePattern.exec(span.trim());
    if (match === null) return undefined;
    const [, h1 = '', m1 = '', h2 = '', m2 = ''] = match;
    if (Number(h1) > 24 || Number(h2) > 26 || Number(m1) > 59 || Number(m2) > 59) return undefined;
    return `${h1.padStart(2, '0')}:${m1}–${h2.padStart(2, '0')}:${m2}`;
  });
  return spans.every((span) => span !== undefined) ? spans : undefined;
}

/** A table of the week, or nothing when the text says more than a week can (months, weeks, comments, sunrise…). */
export function parseWeek(text: string): Week | 'always' | undefined {
  const trimmed = text.trim();
  if (trimmed === '24/7') return 'always';
  if (trimmed === '' || trimmed.length > 300 || /["|]|\|\|/.test(trimmed)) return undefined;
  const days: (readonly string[] | undefined)[] = Array.from({ length: 7 }, () => undefined);
  let publicHolidays: readonly string[] | undefined;
  let schoolHolidays: readonly string[] | undefined;
  for (const rule of trimmed.split(';').map((part) => part.trim()).filter((part) => part !== '')) {
    const match = rulePattern.exec(rule.replaceAll(/\s*([,-])\s*/g, '$1'));
    const selector = match?.[1];
    const times = parseTimes(match?.[2]?.trim() ?? '');
    if (times === undefined) return undefined;
    const chosen = selector === undefined ? { days: [0, 1, 2, 3, 4, 5, 6], holidays: false, school: false } : parseDays(selector);
    if (chosen === undefined) return undefined;
    for (const day of chosen.days) days[day] = times;
    if (chosen.holidays) publicHolidays = times;
    if (chosen.school) schoolHolidays = times;
  }
  // Rules for holidays alone say nothing of the week: a table would call it closed.
  return days.every((times) => times === undefined) ? undefined : { days, publicHolidays, schoolHolidays };
}

/** Runs of neighbouring days with the same hours: Mo–Fr, Sa, Su. */
export function groupDays(week: Week): readonly { readonly from: number; readonly to: number; readonly times: readonly string[] }[] {
  const groups: { from: number; to: number; times: readonly string[] }[] = [];
  week.days.forEach((times, day) => {
    const known = times ?? []; // a weekday that the rules do not name is closed in OSM's syntax
    const last = groups.at(-1);
    if (last !== undefined && last.times.join() === known.join()) last.to = day;
    else groups.push({ from: day, to: day, times: known });
  });
  return groups;
}

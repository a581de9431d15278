import type { PlaceSummary } from '../api/types';
import { date, longWeekday, momentInWords, weekdays, type Locale } from '../i18n';
import { groupDays, parseWeek } from '../hours';

/** What is said of a place's hours now. The tone is never alone: the words say the same. */
export interface HoursLine {
  readonly words: string;
  readonly tone: 'good' | 'bad' | 'warn' | 'soft';
  /** When it opens next, of a place that is closed. */
  readonly next?: string;
}

const dayLength = 86_400_000; // ms
const smallHours = '06:00'; // what closes before it still belongs to the evening before

/** The day on the city's clock, by the offset that a time of the API carries: `2026-11-28T19:00:00-03:00`. */
function cityDay(time: string, now: number): string {
  const offset = /([+-])(\d{2}):(\d{2})$/.exec(time);
  const minutes = offset === null ? 0 : (offset[1] === '-' ? -1 : 1) * (Number(offset[2]) * 60 + Number(offset[3]));
  return new Date(now + minutes * 60_000).toISOString().slice(0, 10);
}

const daysBetween = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / dayLength);

const clock = (time: string): string => time.slice(11, 16);

/** A weekday within the next six days, else the date. */
const dayInWords = (locale: Locale, time: string, today: string): string => (daysBetween(today, time.slice(0, 10)) < 7 ? longWeekday(locale, time) : date(locale, time));

function openUntil(locale: Locale, until: string | undefined, now: number): string {
  const { messages: t } = locale;
  if (until === undefined) return t.place_open;
  const today = cityDay(until, now);
  const days = daysBetween(today, until.slice(0, 10));
  return days === 0 || (days === 1 && clock(until) < smallHours) ? t.place_open_until(clock(until)) : days > 6 ? t.place_open : t.place_open_until_day(dayInWords(locale, until, today), clock(until));
}

function opensNext(locale: Locale, opens: string | undefined, now: number): string | undefined {
  if (opens === undefined) return undefined;
  const today = cityDay(opens, now);
  return opens.slice(0, 10) === today ? locale.messages.place_opens_at(clock(opens)) : locale.messages.place_opens_on(dayInWords(locale, opens, today), clock(opens));
}

/** The first line of the week: `Mon–Fri 09:00–18:00…`; what is no plain week is cut short. */
export function hoursInShort(locale: Locale, text: string): string {
  const week = parseWeek(text);
  if (week === 'always') return locale.messages.hours_day_and_night;
  const open = week === undefined ? [] : groupDays(week).filter(({ times }) => times.length > 0);
  const [first] = open;
  if (first === undefined) return text.length > 40 ? `${text.slice(0, 39)}…` : text;
  const names = weekdays(locale);
  const days = first.from === first.to ? names[first.from] : `${names[first.from] ?? ''}–${names[first.to] ?? ''}`;
  return `${days ?? ''} ${first.times.join(', ')}${open.length > 1 ? '…' : ''}`;
}

/** `Open until 19:00`, `Closed now` with `Opens at 9:00`, `By appointment`, `Hours not known: call 2901 1234`. */
export function hoursLine(locale: Locale, place: PlaceSummary, now = Date.now()): HoursLine {
  const { messages: t } = locale;
  if (place.open === 'open') return { words: openUntil(locale, place.openUntil, now), tone: 'good' };
  if (place.open === 'closed') {
    const next = opensNext(locale, place.opensAt, now);
    return { words: t.place_closed_now, tone: 'bad', ...(next === undefined ? {} : { next }) };
  }
  return notKnown(locale, place);
}

function notKnown(locale: Locale, place: PlaceSummary): HoursLine {
  const { messages: t } = locale;
  if (place.appointment) return { words: t.place_by_appointment, tone: 'soft' };
  if (place.hours !== undefined) return { words: hoursInShort(locale, place.hours), tone: 'soft' };
  const [phone] = place.phones;
  return { words: phone === undefined ? t.place_hours_unknown : t.place_hours_call(`\u2066${phone}\u2069`), tone: 'warn' };
}

/** What is said of a place that was found for another time than now: `Open Sat 28 Nov, 10:30`; what it does now is beside the point. */
export function hoursThen(locale: Locale, place: PlaceSummary, openAt: string | undefined): HoursLine | undefined {
  if (openAt === undefined || openAt === 'now') return undefined;
  return place.unknown.includes('open_at') ? notKnown(locale, place) : { words: locale.messages.chip_open_at(momentInWords(locale, openAt)), tone: 'good' };
}

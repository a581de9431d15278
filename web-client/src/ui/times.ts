/** Times of day and days as the inputs of a page and the API write them, without a zone: the city's own clock. */

const two = (value: number): string => String(value).padStart(2, '0');
const dayText = (day: Date): string => `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;

/** The next full hour after so many hours, by the clock of this device: a start for somebody who chooses a time. */
export function hoursFromNow(hours: number, now = new Date()): string {
  const at = new Date(now);
  at.setHours(at.getHours() + hours, 0, 0, 0);
  return `${dayText(at)}T${two(at.getHours())}:00`;
}

/** This day a year ago; the last of February in a leap year becomes the first of March. */
export function yearAgo(now = new Date()): string {
  return dayText(new Date(now.getFullYear() - 1, now.getMonth(), now.getDate()));
}

export const dayOf = (moment: string): string => moment.slice(0, 10);

/** What `when` asks for: a day, or a span of it; nothing without a day. A missing end is the day's own. */
export function spanOf(day: string, from: string, to: string): string | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return undefined;
  if (from === '' && to === '') return day;
  const [start, end] = [from === '' ? '00:00' : from, to === '' ? '23:59' : to];
  return start < end ? `${day}T${start}/${day}T${end}` : `${day}T${end}/${day}T${start}`;
}

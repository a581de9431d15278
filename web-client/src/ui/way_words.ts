import { distance, type Locale } from '../i18n';
import { wayOf, type State } from '../state/state';
import { timeBy, twoTimes, whyNoWay } from './travel_words';

/** What a screen reader hears when a way has been found for the open card. */
export function wayInWords(locale: Locale, state: State): string | undefined {
  const { messages: t } = locale;
  if (state.way.status !== 'ready') return undefined;
  if (state.way.value.kind === 'none') return `${t.way_none}. ${whyNoWay(locale, state.way.value.why)}`;
  const way = wayOf(state);
  if (way === undefined) return undefined;
  const { way: open, strict } = state.way.value.value;
  const { known, perhaps } = twoTimes(locale, open, open.unknownShare);
  const shown = strict === undefined ? (perhaps ?? known) : known;
  const both = perhaps === undefined ? known : `${known}. ${perhaps}`;
  const time = state.travel.by !== 'wheelchair' ? timeBy(locale, state.travel.by, way.duration) : state.wayShown ? shown : both;
  return state.wayShown ? t.way_announce(time, distance(locale, way.distance), t.way_steps_count(way.steps.length)) : time;
}

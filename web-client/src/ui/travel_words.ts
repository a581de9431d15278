import type { NoWay, Way } from '../api/types';
import { distance, duration, percent, type Locale } from '../i18n';
import type { TravelMode } from '../state/travel';
import type { ControlIcon } from './control_icons';
import { isolate } from './parts';

export const modeIcons: Readonly<Record<TravelMode, ControlIcon>> = { walk: 'walk', wheelchair: 'wheelchair', bicycle: 'bicycle', line: 'line' };

export const modeName = ({ messages: t }: Locale, by: TravelMode): string => t[`travel_${by}`];

/** `7 min on foot`. */
export function timeBy(locale: Locale, by: TravelMode, seconds: number): string {
  const time = duration(locale, seconds);
  return by === 'line' ? time : locale.messages[`travel_by_${by}`](time);
}

/** Of wheelchairs: the two numbers apart, each in words. */
export interface TwoTimes {
  /** On streets that are known to be fit; that there is no such way is said, too. */
  readonly known: string;
  readonly hasKnown: boolean;
  /** With the others; nothing where all of the way is known to be fit. */
  readonly perhaps: string | undefined;
}

/** \param share of the way that is unknown, where it is known how much that is */
export function twoTimes(locale: Locale, { duration: seconds, confirmedDuration }: Pick<Way, 'duration' | 'confirmedDuration'>, share?: number): TwoTimes {
  const { messages: t } = locale;
  const isAll = confirmedDuration !== undefined && (share === undefined ? confirmedDuration <= seconds : share === 0);
  if (isAll) return { known: `${timeBy(locale, 'wheelchair', confirmedDuration)}, ${t.travel_fit_all}`, hasKnown: true, perhaps: undefined };
  const ifFit = t.travel_if_fit(isolate(duration(locale, seconds)));
  return {
    known: confirmedDuration === undefined ? t.travel_fit_none : t.travel_fit(isolate(duration(locale, confirmedDuration))),
    hasKnown: confirmedDuration !== undefined,
    perhaps: share === undefined ? ifFit : t.labelled_share(ifFit, t.travel_unknown_share(percent(locale, share))),
  };
}

/** Why the list has no minutes and what it has instead. */
export function whyAsTheCrowFlies(locale: Locale, why: NoWay): string {
  const { messages: t } = locale;
  switch (why.kind) {
    case 'no-streets':
      return t.travel_no_streets;
    case 'far':
      return t.travel_far(distance(locale, why.distance));
    case 'busy':
      return t.travel_busy;
    case 'apart':
      return t.travel_failed;
  }
}

/** Why there is no way to a place. */
export function whyNoWay(locale: Locale, why: NoWay): string {
  const { messages: t } = locale;
  switch (why.kind) {
    case 'no-streets':
      return t.way_none_streets;
    case 'far':
      return t.way_none_far(distance(locale, why.distance));
    case 'busy':
      return t.way_busy;
    case 'apart':
      return why.island ? t.way_none_island : t.way_none_apart;
  }
}

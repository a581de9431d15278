import type { FilterParameters } from '../api/client';

/** How somebody travels; `line` is the distance as the crow flies. In the order of the switch. */
export const travelModes = ['walk', 'wheelchair', 'bicycle', 'line'] as const;
export type TravelMode = (typeof travelModes)[number];
export const paces = ['adult', 'older', 'child', 'pushchair'] as const;
export type Pace = (typeof paces)[number];
export const chairs = ['manual', 'powered'] as const;
export type Chair = (typeof chairs)[number];

/** How minutes are counted. Pace is of walking, chair and `avoidUnknown` of wheelchairs; each is kept while another mode is looked at. */
export interface Travel {
  readonly by: TravelMode;
  readonly pace: Pace;
  readonly chair: Chair;
  /** The list ends there; nothing: everything that a way leads to. */
  readonly maxMinutes: number | undefined;
  /** Only streets that are known to be fit for a wheelchair. */
  readonly avoidUnknown: boolean;
}

export const onFoot: Travel = { by: 'walk', pace: 'adult', chair: 'manual', maxMinutes: undefined, avoidUnknown: false };

/** Limits that are offered; a link can ask for any whole number that the API takes. */
export const offeredMinutes = [5, 10, 15, 20, 30, 45, 60] as const;
export const mostMinutes = 120;

/** Who travels, in the words of the API; nothing as the crow flies. */
export function profileParameters({ by, pace, chair, avoidUnknown }: Travel): FilterParameters {
  if (by === 'line') return {};
  const isWheels = by === 'wheelchair';
  return {
    by,
    ...(by === 'walk' && pace !== onFoot.pace ? { pace } : {}),
    ...(isWheels && chair !== onFoot.chair ? { chair } : {}),
    ...(isWheels && avoidUnknown ? { avoid_unknown: 'true' } : {}),
  };
}

/** The same with the limit, for lists. */
export function travelParameters(travel: Travel): FilterParameters {
  const isLimited = travel.by !== 'line' && travel.maxMinutes !== undefined;
  return { ...profileParameters(travel), ...(isLimited ? { max_minutes: String(travel.maxMinutes) } : {}) };
}

/** The minutes of the areas on the map: up to the limit where there is one, at most three. */
export function reachMinutes({ maxMinutes }: Travel): readonly number[] {
  if (maxMinutes === undefined) return [5, 10, 15];
  if (maxMinutes < 10) return [maxMinutes];
  if (maxMinutes < 15) return [Math.round(maxMinutes / 2), maxMinutes];
  return [1, 2, 3].map((third) => Math.round((maxMinutes * third) / 3));
}

const is = <T extends string>(known: readonly T[], text: string | undefined): text is T => (known as readonly (string | undefined)[]).includes(text);

/** What of it is in a link: how one travels always, the rest where it differs from what one starts with. */
export function encodeTravel(travel: Travel, hasOrigin: boolean): readonly (readonly [string, string])[] {
  const parts: (readonly [string, string] | undefined)[] = [
    hasOrigin || travel.by !== onFoot.by ? ['by', travel.by] : undefined,
    travel.pace === onFoot.pace ? undefined : ['pace', travel.pace],
    travel.chair === onFoot.chair ? undefined : ['chair', travel.chair],
    travel.maxMinutes === undefined ? undefined : ['max_minutes', String(travel.maxMinutes)],
    travel.avoidUnknown ? ['avoid_unknown', 'true'] : undefined,
  ];
  return parts.filter((part) => part !== undefined);
}

/** The other way around; what means nothing is as if it were not there. */
export function decodeTravel(entries: ReadonlyMap<string, string>): Travel {
  const [by, pace, chair, limit] = ['by', 'pace', 'chair', 'max_minutes'].map((name) => entries.get(name));
  const minutes = limit !== undefined && /^[1-9]\d{0,2}$/.test(limit) ? Number(limit) : undefined;
  return {
    by: is(travelModes, by) ? by : onFoot.by,
    pace: is(paces, pace) ? pace : onFoot.pace,
    chair: is(chairs, chair) ? chair : onFoot.chair,
    maxMinutes: minutes !== undefined && minutes <= mostMinutes ? minutes : undefined,
    avoidUnknown: entries.get('avoid_unknown') === 'true',
  };
}

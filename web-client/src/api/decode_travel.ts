import { DecodeError, isObject } from './decode';
import { turns, type NoWay, type ReachArea, type Turn, type Way, type WayStep } from './types';

type Json = Readonly<Record<string, unknown>>;
type Position = readonly [number, number];

const object = (value: unknown): Json => (isObject(value) ? value : {});
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);
const amount = (value: unknown): number | undefined => (typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined);

function position(value: unknown): Position | undefined {
  const [lon, lat] = list(value);
  const isPosition = typeof lon === 'number' && typeof lat === 'number' && Math.abs(lon) <= 180 && Math.abs(lat) <= 90;
  return isPosition ? [lon, lat] : undefined;
}

/** Two positions of a line of so many points, the first not after the second. */
function stretch(value: unknown, points: number): Position | undefined {
  const [from, to] = list(value);
  const isIn = (n: unknown): n is number => typeof n === 'number' && Number.isInteger(n) && n >= 0 && n < points;
  return isIn(from) && isIn(to) && from <= to ? [from, to] : undefined;
}

function step(value: unknown, points: number): WayStep | undefined {
  const s = object(value);
  const { instruction } = s;
  const part = stretch([s['from'], s['to']], points);
  if (typeof instruction !== 'string' || instruction.trim() === '' || part === undefined) return undefined;
  const turn = turns.find((known): known is Turn => known === s['turn']) ?? 'straight';
  return { instruction: instruction.trim(), turn, distance: amount(s['distance_m']) ?? 0, duration: amount(s['duration_s']) ?? 0, from: part[0], to: part[1] };
}

/** A way with its line, which must be one, and its two numbers; a step or stretch that points beside the line is left out. */
export function decodeWay(value: unknown): Way {
  const { geometry, properties } = object(value);
  const line = list(object(geometry)['coordinates']).map(position).filter((point) => point !== undefined);
  const p = object(properties);
  const [distance, duration] = [amount(p['distance_m']), amount(p['duration_s'])];
  if (object(geometry)['type'] !== 'LineString' || line.length < 2 || distance === undefined || duration === undefined) throw new DecodeError('not a way');
  const [confirmedDistance, confirmedDuration] = [amount(p['confirmed_distance_m']), amount(p['confirmed_duration_s'])];
  return {
    line,
    distance: distance + (amount(p['from_distance_m']) ?? 0) + (amount(p['to_distance_m']) ?? 0),
    duration,
    ...(confirmedDistance === undefined ? {} : { confirmedDistance }),
    ...(confirmedDuration === undefined ? {} : { confirmedDuration }),
    unknownShare: Math.min(1, amount(p['unknown_share']) ?? 0),
    unknown: list(p['unknown']).flatMap((part) => { const found = stretch(part, line.length); return found === undefined ? [] : [found]; }),
    steps: list(p['steps']).flatMap((item) => step(item, line.length) ?? []),
  };
}

/** Areas of reach, the largest first. */
export function decodeReach(value: unknown): readonly ReachArea[] {
  const { features } = object(value);
  if (!Array.isArray(features)) throw new DecodeError('not a FeatureCollection');
  const areas = (features as unknown[]).flatMap((feature): ReachArea[] => {
    const { geometry, properties } = object(feature);
    const minutes = amount(object(properties)['minutes']);
    const { type, coordinates } = object(geometry);
    if (minutes === undefined || type !== 'MultiPolygon') return [];
    const polygons = list(coordinates).map((rings) => list(rings).map((ring) => list(ring).flatMap((point) => { const found = position(point); return found === undefined ? [] : [found]; })).filter((ring) => ring.length >= 4));
    return [{ minutes, polygons: polygons.filter((rings) => rings.length > 0) }];
  });
  return areas.sort((a, b) => b.minutes - a.minutes);
}

/** The reason that a 404 of `reach`, `route`, or `nearest` by minutes gives in its `detail`. */
export function decodeNoWay(detail: string): NoWay {
  const far = /nearest is (\d+(?:\.\d+)?) m away/.exec(detail)?.[1];
  if (far !== undefined) return { kind: 'far', distance: Number(far) };
  if (/has no street/.test(detail)) return { kind: 'no-streets' };
  return { kind: 'apart', island: detail.includes('small network') };
}

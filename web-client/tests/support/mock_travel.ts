/** Travel over a city whose streets all run north or east: what the contract's part about minutes looks like. */
export interface Point {
  readonly lon: number;
  readonly lat: number;
}

const speeds: Readonly<Record<string, number>> = { walk: 4.8, wheelchair: 3.2, bicycle: 15 }; // km/h
const degree = 111_195; // m of latitude

const east = (a: Point, b: Point): number => Math.abs(b.lon - a.lon) * degree * Math.cos((a.lat * Math.PI) / 180);
const north = (a: Point, b: Point): number => Math.abs(b.lat - a.lat) * degree;
const round = (value: number): number => Math.round(value * 10) / 10;

export const streetMetres = (a: Point, b: Point): number => east(a, b) + north(a, b);
const seconds = (metres: number, by: string): number => round((metres / (speeds[by] ?? 4.8)) * 3.6);

/** What an answer by minutes says of a place; no way for a wheelchair is known to be fit beyond a kilometre. */
export function travelProperties(from: Point, to: Point, by: string): { readonly distance_m: number; readonly duration_s: number; readonly confirmed_duration_s?: number } {
  const metres = streetMetres(from, to);
  return { distance_m: round(metres), duration_s: seconds(metres, by), ...(by === 'wheelchair' && metres < 1000 ? { confirmed_duration_s: seconds(metres * 1.5, by) } : {}) };
}

/** Why nothing can be reached from there, in the server's words: a point beyond the box has no street. */
export function noStreet({ lon, lat }: Point, [west, south, right, top]: readonly [number, number, number, number], isStreetless: boolean): string | undefined {
  if (isStreetless) return 'this city has no streets; import an OpenStreetMap extract of it';
  const isOutside = lon < west || lon > right || lat < south || lat > top;
  return isOutside ? `${lon.toFixed(6)},${lat.toFixed(6)}: no street for people on foot within 300 m; the nearest is 4507 m away, at ${west.toFixed(6)},${south.toFixed(6)}` : undefined;
}

export function route(from: Point, to: Point, by: string, strict: boolean): object {
  const corner = { lon: to.lon, lat: from.lat };
  const [first, second] = [east(from, to), north(from, to)];
  const metres = first + second;
  const { duration_s, confirmed_duration_s } = travelProperties(from, to, by);
  const isWheels = by === 'wheelchair';
  const steps = [
    { instruction: 'Head east on Calle Uno', name: 'Calle Uno', turn: 'depart', distance_m: round(first), duration_s: seconds(first, by), from: 0, to: 1 },
    { instruction: 'Turn left onto Calle Dos', name: 'Calle Dos', turn: 'left', distance_m: round(second), duration_s: seconds(second, by), from: 1, to: 2 },
    { instruction: 'You have arrived', name: '', turn: 'arrive', distance_m: 0, duration_s: 0, from: 2, to: 2 },
  ];
  return {
    type: 'Feature',
    geometry: { type: 'LineString', coordinates: [from, corner, to].map(({ lon, lat }) => [lon, lat]) },
    properties: {
      by, distance_m: round(metres), duration_s: strict ? confirmed_duration_s : duration_s, ...(confirmed_duration_s === undefined ? {} : { confirmed_duration_s, confirmed_distance_m: round(metres * 1.5) }),
      unknown_share: isWheels && !strict ? Math.round((second / metres) * 1e4) / 1e4 : 0, unknown: isWheels && !strict ? [[1, 2]] : [], from_distance_m: 0, to_distance_m: 0, steps: by === 'bicycle' ? [] : steps,
    },
  };
}

/** A diamond for each threshold: what lies within so many metres along the streets. */
export function reach(from: Point, minutes: readonly number[], by: string): object {
  const features = [...minutes].sort((a, b) => b - a).map((within) => {
    const metres = ((speeds[by] ?? 4.8) / 3.6) * within * 60;
    const [dx, dy] = [metres / degree / Math.cos((from.lat * Math.PI) / 180), metres / degree];
    const ring = [[from.lon - dx, from.lat], [from.lon, from.lat - dy], [from.lon + dx, from.lat], [from.lon, from.lat + dy], [from.lon - dx, from.lat]];
    return { type: 'Feature', geometry: { type: 'MultiPolygon', coordinates: [[ring]] }, properties: { minutes: within, by } };
  });
  return { type: 'FeatureCollection', features };
}

import type { GeoJSONSource, LayerSpecification, MapLibreMap, StyleSpecification } from 'maplibre-gl';
import type { LonLat, ReachArea, Way } from '../api/types';
import { duration, type Locale } from '../i18n';
import { latest, wayOf, type State } from '../state/state';
import { fontBold, linear } from './style/helpers';
import { mapPalettes, type Theme } from './style/palette';

/** What is reached and the way that is shown: under the labels and places, so that both stay readable. */
type Collection = GeoJSON.FeatureCollection;

const empty: Collection = { type: 'FeatureCollection', features: [] };
const positions = (line: Way['line']): [number, number][] => line.map(([lon, lat]) => [lon, lat]);
const asPosition = ({ lon, lat }: LonLat): [number, number] => [lon, lat];

/** Areas of reach, the largest first; `rank` 0 is the smallest. None while a way is shown: two things at once say neither. */
export function reachData(state: State, locale: Locale): Collection {
  const reach = latest(state.reach);
  if (!state.reachShown || reach?.kind !== 'found' || shownWay(state) !== undefined) return empty;
  const { value } = reach;
  return {
    type: 'FeatureCollection',
    features: value.flatMap(({ minutes, polygons }, index): GeoJSON.Feature[] => [
      { type: 'Feature', geometry: { type: 'MultiPolygon', coordinates: polygons.map((rings) => rings.map(positions)) }, properties: { rank: value.length - 1 - index } },
      { type: 'Feature', geometry: { type: 'MultiPoint', coordinates: ends(polygons) }, properties: { label: duration(locale, minutes * 60) } },
    ]),
  };
}

/**
 * Where the minutes of an area are written: at the northern and the southern end of its longest border. Along a border
 * they would find no stretch that is straight enough, and on that of a hole they would name what is not reached.
 */
function ends(polygons: ReachArea['polygons']): [number, number][] {
  const longest = polygons.map(([outer]) => outer ?? []).sort((a, b) => b.length - a.length)[0] ?? [];
  const byLatitude = positions(longest).sort((a, b) => a[1] - b[1]);
  return [byLatitude[0], byLatitude.at(-1)].filter((point) => point !== undefined);
}

/** The way that the map shows. */
export const shownWay = (state: State): Way | undefined => (state.wayShown && state.origin !== undefined && state.travel.by !== 'line' ? wayOf(state) : undefined);

const lineOf = (role: 'way' | 'unknown' | 'apart', coordinates: [number, number][]): GeoJSON.Feature => ({ type: 'Feature', geometry: { type: 'LineString', coordinates }, properties: { role } });

/** The line, its unknown stretches, and what lies between its ends and the two points: gone as the crow flies. */
export function wayData(state: State): Collection {
  const way = shownWay(state);
  const to = latest(state.place)?.point;
  if (way === undefined || to === undefined || state.origin === undefined) return empty;
  const [first, last] = [way.line[0], way.line.at(-1)];
  if (first === undefined || last === undefined) return empty;
  const step = state.step === undefined ? undefined : way.steps[state.step];
  const at = step === undefined ? undefined : way.line[step.from];
  return {
    type: 'FeatureCollection',
    features: [
      lineOf('apart', [asPosition(state.origin.point), [...first]]),
      lineOf('apart', [[...last], asPosition(to)]),
      lineOf('way', positions(way.line)),
      ...way.unknown.map(([from, end]) => lineOf('unknown', positions(way.line.slice(from, end + 1)))),
      ...(at === undefined ? [] : [{ type: 'Feature' as const, geometry: { type: 'Point' as const, coordinates: [...at] }, properties: { role: 'step' } }]),
    ],
  };
}

/** West, south, east, north of everything in a collection; nothing of an empty one. */
export function extentOf({ features }: Collection): [number, number, number, number] | undefined {
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  const add = (value: unknown): void => {
    if (!Array.isArray(value)) return;
    const [lon, lat] = value as unknown[];
    if (typeof lon !== 'number' || typeof lat !== 'number') {
      value.forEach(add);
      return;
    }
    box[0] = Math.min(box[0], lon);
    box[1] = Math.min(box[1], lat);
    box[2] = Math.max(box[2], lon);
    box[3] = Math.max(box[3], lat);
  };
  for (const { geometry } of features) if (geometry.type !== 'GeometryCollection') add(geometry.coordinates);
  return Number.isFinite(box[0]) ? box : undefined;
}

/** Borders differ by their dashes, not by colour: the nearest is drawn through. The legend draws the same. */
export const reachDashes: readonly (readonly number[])[] = [[], [4, 2], [1, 1.6]];
const wayWidth = linear([11, 4], [15, 6], [18, 9]);
const casingWidth = linear([11, 7.5], [15, 10], [18, 14]);
const lowestLabel = 'label-housenumbers';
const lowestPlace = 'clusters';

function underLabels(theme: Theme): LayerSpecification[] {
  const { accent, paper, ink, unknownWay } = mapPalettes[theme];
  const role = (name: string): ['==', ['get', 'role'], string] => ['==', ['get', 'role'], name];
  const round = { 'line-cap': 'round', 'line-join': 'round' } as const;
  return [
    { id: 'reach-area', type: 'fill', source: 'reach', filter: ['has', 'rank'], paint: { 'fill-color': accent, 'fill-opacity': theme === 'dark' ? 0.14 : 0.09, 'fill-antialias': false } },
    ...reachDashes.map((dashes, rank): LayerSpecification => ({
      id: `reach-border-${rank}`, type: 'line', source: 'reach', filter: ['==', ['get', 'rank'], rank], layout: { 'line-join': 'round' },
      paint: { 'line-color': accent, 'line-width': 2.2, 'line-opacity': 0.9, ...(dashes.length === 0 ? {} : { 'line-dasharray': [...dashes] }) },
    })),
    { id: 'way-apart', type: 'line', source: 'way', filter: role('apart'), layout: round, paint: { 'line-color': ink, 'line-width': 3.2, 'line-dasharray': [0.1, 2] } },
    { id: 'way-casing', type: 'line', source: 'way', filter: role('way'), layout: round, paint: { 'line-color': paper, 'line-width': casingWidth } },
    { id: 'way-line', type: 'line', source: 'way', filter: role('way'), layout: round, paint: { 'line-color': accent, 'line-width': wayWidth } },
    { id: 'way-unknown-ground', type: 'line', source: 'way', filter: role('unknown'), layout: { 'line-join': 'round' }, paint: { 'line-color': paper, 'line-width': casingWidth } },
    { id: 'way-unknown', type: 'line', source: 'way', filter: role('unknown'), layout: { 'line-join': 'round' }, paint: { 'line-color': unknownWay, 'line-width': wayWidth, 'line-dasharray': [0.9, 0.7] } },
    { id: 'way-step', type: 'circle', source: 'way', filter: role('step'), paint: { 'circle-radius': 9, 'circle-color': paper, 'circle-stroke-color': accent, 'circle-stroke-width': 4 } },
  ];
}

/** Adds sources and layers to a style that is about to be set. */
export function withTravel(style: StyleSpecification, theme: Theme, reach: Collection, way: Collection): StyleSpecification {
  const { accent, labelHalo } = mapPalettes[theme];
  const minutes: LayerSpecification = {
    id: 'reach-minutes', type: 'symbol', source: 'reach', filter: ['has', 'label'],
    layout: { 'text-field': ['get', 'label'], 'text-font': fontBold, 'text-size': 13.5, 'text-padding': 2, 'text-allow-overlap': true },
    paint: { 'text-color': accent, 'text-halo-color': labelHalo, 'text-halo-width': 3 },
  };
  const layers = style.layers.flatMap((layer) => (layer.id === lowestLabel ? [...underLabels(theme), layer] : layer.id === lowestPlace ? [minutes, layer] : [layer]));
  return { ...style, layers, sources: { ...style.sources, reach: { type: 'geojson', data: reach }, way: { type: 'geojson', data: way } } };
}

export function updateTravel(map: MapLibreMap, source: 'reach' | 'way', data: Collection): void {
  void map.getSource<GeoJSONSource>(source)?.setData(data);
}

import type { GeoJSONSource, LayerSpecification, MapLibreMap, StyleSpecification } from 'maplibre-gl';
import type { Bbox, LonLat, PlaceSummary } from '../api/types';
import { kindRow } from '../kinds';
import { latest, type State } from '../state/state';
import { fontBold } from './style/helpers';
import { spriteName } from './style/learning';
import { mapPalettes, type Theme } from './style/palette';

/** What is drawn above the tiles: the point that distances are from, the open place, the one pointed at in the list. */
const sourceName = 'overlay';

interface Mark {
  readonly role: 'origin' | 'selected' | 'highlighted';
  readonly point: LonLat;
  readonly image?: string;
  readonly name?: string;
}

const featureOf = ({ role, point, image, name }: Mark): GeoJSON.Feature => ({
  type: 'Feature',
  geometry: { type: 'Point', coordinates: [point.lon, point.lat] },
  properties: { role, ...(image === undefined ? {} : { image }), ...(name === undefined ? {} : { name }) },
});

const marked = (role: 'selected' | 'highlighted', place: PlaceSummary): Mark => ({
  role,
  point: place.point,
  image: spriteName(kindRow(place.kind)),
  ...(place.name === undefined ? {} : { name: place.name }),
});

export function overlayData(state: State): GeoJSON.FeatureCollection {
  const listed = latest(state.results)?.places ?? [];
  const opened = latest(state.place);
  const selected = opened !== undefined && opened.id === state.selected ? opened : listed.find((place) => place.id === state.selected);
  const highlighted = state.highlighted === state.selected ? undefined : listed.find((place) => place.id === state.highlighted);
  const marks: Mark[] = [
    ...(state.origin === undefined ? [] : [{ role: 'origin' as const, point: state.origin.point }]),
    ...(highlighted === undefined ? [] : [marked('highlighted', highlighted)]),
    ...(selected === undefined ? [] : [marked('selected', selected)]),
  ];
  return { type: 'FeatureCollection', features: marks.map(featureOf) };
}

/** Adds the overlay's source and layers to a style that is about to be set. */
export function withOverlay(style: StyleSpecification, theme: Theme, data: GeoJSON.FeatureCollection): StyleSpecification {
  const palette = mapPalettes[theme];
  const layers: LayerSpecification[] = [
    {
      id: 'overlay-halo', type: 'circle', source: sourceName, filter: ['!=', ['get', 'role'], 'origin'],
      paint: {
        'circle-radius': ['match', ['get', 'role'], 'selected', 27, 22],
        'circle-color': palette.accent,
        'circle-opacity': ['match', ['get', 'role'], 'selected', 0.28, 0.18],
        'circle-stroke-color': palette.accent,
        'circle-stroke-width': ['match', ['get', 'role'], 'selected', 2.5, 1.5],
      },
    },
    {
      id: 'overlay-origin-ring', type: 'circle', source: sourceName, filter: ['==', ['get', 'role'], 'origin'],
      paint: { 'circle-radius': 16, 'circle-color': palette.accent, 'circle-opacity': 0.2 },
    },
    {
      id: 'overlay-origin', type: 'circle', source: sourceName, filter: ['==', ['get', 'role'], 'origin'],
      paint: { 'circle-radius': 7, 'circle-color': palette.accent, 'circle-stroke-color': palette.paper, 'circle-stroke-width': 3 },
    },
    {
      id: 'overlay-icon', type: 'symbol', source: sourceName, filter: ['has', 'image'],
      layout: {
        'icon-image': ['get', 'image'],
        'icon-size': ['match', ['get', 'role'], 'selected', 1.3, 1.12],
        'icon-allow-overlap': true,
        'icon-ignore-placement': true,
        'text-field': ['match', ['get', 'role'], 'selected', ['coalesce', ['get', 'name'], ''], ''],
        'text-font': fontBold,
        'text-size': 14,
        'text-anchor': 'top',
        'text-offset': [0, 2.05],
        'text-max-width': 12,
        'text-optional': true,
      },
      paint: { 'text-color': palette.ink, 'text-halo-color': palette.labelHalo, 'text-halo-width': 2 },
    },
  ];
  return { ...style, sources: { ...style.sources, [sourceName]: { type: 'geojson', data } }, layers: [...style.layers, ...layers] };
}

/** Where the base map has data is land; beyond it is plainly nothing, not an empty field. */
export function withExtent(style: StyleSpecification, theme: Theme, bounds: Bbox | undefined): StyleSpecification {
  if (bounds === undefined) return style;
  const [west, south, east, north] = bounds;
  const ring = [[west, south], [east, south], [east, north], [west, north], [west, south]];
  const palette = mapPalettes[theme];
  const [, ...others] = style.layers;
  return {
    ...style,
    sources: { ...style.sources, extent: { type: 'geojson', data: { type: 'Polygon', coordinates: [ring] } } },
    layers: [
      { id: 'background', type: 'background', paint: { 'background-color': palette.outside } },
      { id: 'extent', type: 'fill', source: 'extent', paint: { 'fill-color': palette.land, 'fill-antialias': false } },
      ...others,
    ],
  };
}

export function updateOverlay(map: MapLibreMap, data: GeoJSON.FeatureCollection): void {
  void map.getSource<GeoJSONSource>(sourceName)?.setData(data); // drawn when the worker has cut it; nothing waits for it
}

import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl';
import { kindSlugs, kinds, unknownKind } from '../../kinds';
import { fontBold, fontMedium, linear, nameIn } from './helpers';
import type { MapPalette } from './palette';

/** Sprite names: one image for each pair of family and glyph, and a hollow one for places that may fit. */
export const spriteName = (row: { family: string; icon: string }, hollow = false): string =>
  `${row.family}-${row.icon.replace(':', '-')}${hollow ? '-maybe' : ''}`;

function imageByKind(hollow: boolean): ExpressionSpecification {
  const arms = kindSlugs.flatMap((slug) => [slug, spriteName(kinds[slug], hollow)]);
  return ['match', ['get', 'kind'], ...arms, spriteName(unknownKind, hollow)] as unknown as ExpressionSpecification;
}

const isCluster: ExpressionSpecification = ['==', ['get', 'cluster'], true];

/** A pin points at its place with its tip; all other shapes sit on it. */
const anchorByKind: ExpressionSpecification = [
  'match', ['get', 'kind'], kindSlugs.filter((slug) => kinds[slug].family === 'guidance'), 'bottom', 'center',
];

const clusterRadius: ExpressionSpecification = ['interpolate', ['linear'], ['ln', ['max', 2, ['get', 'point_count']]], 0.7, 12, 3, 15, 5.5, 20, 8, 27];

/** Districts as outlines with names, off until asked for. */
export function districtLayers(p: MapPalette, language: string, visible: boolean): LayerSpecification[] {
  const visibility = visible ? 'visible' : 'none';
  return [
    {
      id: 'districts-line', type: 'line', source: 'districts', 'source-layer': 'districts',
      layout: { visibility, 'line-join': 'round' },
      paint: { 'line-color': p.district, 'line-width': linear([9, 1], [16, 2.5]), 'line-opacity': 0.55 },
    },
    {
      id: 'districts-name', type: 'symbol', source: 'districts', 'source-layer': 'districts', minzoom: 11,
      layout: { visibility, 'text-field': nameIn(language), 'text-font': fontMedium, 'text-size': 13, 'text-max-width': 8, 'text-padding': 10 },
      paint: { 'text-color': p.district, 'text-halo-color': p.labelHalo, 'text-halo-width': 1.8 },
    },
  ];
}

/** Places by kind and clusters with their counts, from the tiles that honour the same filter as the list. */
export function placeLayers(p: MapPalette, language: string): LayerSpecification[] {
  const common = { source: 'places', 'source-layer': 'places' } as const;
  return [
    {
      id: 'clusters', type: 'circle', ...common, filter: isCluster,
      paint: {
        'circle-radius': clusterRadius,
        'circle-color': p.paper,
        'circle-stroke-color': p.accent,
        'circle-stroke-width': 2.2,
      },
    },
    {
      id: 'places', type: 'symbol', ...common, filter: ['!', isCluster],
      layout: {
        'icon-image': ['case', ['==', ['get', 'fits'], 'maybe'], imageByKind(true), imageByKind(false)],
        'icon-anchor': anchorByKind,
        'icon-size': linear([11, 0.8], [14, 0.92], [17, 1.1]),
        'icon-allow-overlap': true,
        'icon-padding': 0,
        'text-field': ['step', ['zoom'], '', 15, nameIn(language)],
        'text-font': fontMedium,
        'text-size': linear([15, 11.5], [18, 14]),
        'text-anchor': 'top',
        'text-offset': [0, 1.35],
        'text-max-width': 9,
        'text-optional': true,
        'text-padding': 3,
      },
      paint: { 'text-color': p.ink, 'text-halo-color': p.labelHalo, 'text-halo-width': 1.8 },
    },
    {
      id: 'cluster-counts', type: 'symbol', ...common, filter: isCluster,
      layout: {
        'text-field': ['to-string', ['get', 'point_count']],
        'text-font': fontBold,
        'text-size': ['interpolate', ['linear'], ['ln', ['max', 2, ['get', 'point_count']]], 0.7, 12, 5.5, 14, 8, 17],
        'text-allow-overlap': true,
        'text-padding': 9, // labels of the base map keep clear of the circle
      },
      paint: { 'text-color': p.ink },
    },
  ];
}

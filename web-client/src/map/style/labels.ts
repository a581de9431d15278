import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl';
import { fontBold, fontMedium, fontRegular, kindIs, linear, nameIn, source } from './helpers';
import type { MapPalette } from './palette';

interface LabelOptions {
  readonly layer: string;
  readonly text: ExpressionSpecification;
  readonly colour: string;
  readonly size: number | ExpressionSpecification;
  readonly font?: string[];
  readonly minzoom?: number;
  readonly maxzoom?: number;
  readonly filter?: ExpressionSpecification;
  readonly alongLine?: boolean;
  readonly spacing?: number;
  readonly upper?: boolean;
  readonly sort?: ExpressionSpecification;
  readonly padding?: number;
}

function label(p: MapPalette, id: string, o: LabelOptions): LayerSpecification {
  return {
    id,
    type: 'symbol',
    source,
    'source-layer': o.layer,
    ...(o.minzoom === undefined ? {} : { minzoom: o.minzoom }),
    ...(o.maxzoom === undefined ? {} : { maxzoom: o.maxzoom }),
    ...(o.filter === undefined ? {} : { filter: o.filter }),
    layout: {
      'text-field': o.text,
      'text-font': o.font ?? fontRegular,
      'text-size': o.size,
      'text-max-width': 8,
      'text-padding': o.padding ?? 4,
      ...(o.alongLine === true ? { 'symbol-placement': 'line', 'symbol-spacing': o.spacing ?? 320, 'text-max-angle': 35 } : {}),
      ...(o.upper === true ? { 'text-transform': 'uppercase', 'text-letter-spacing': 0.08 } : {}),
      ...(o.sort === undefined ? {} : { 'symbol-sort-key': o.sort }),
    },
    paint: { 'text-color': o.colour, 'text-halo-color': p.labelHalo, 'text-halo-width': 1.6, 'text-halo-blur': 0.4 },
  };
}

/** Names of streets, waters, quarters and towns. Later layers win where two want the same room. */
export function labelLayers(p: MapPalette, language: string): LayerSpecification[] {
  const name = nameIn(language);
  const bigFirst: ExpressionSpecification = ['-', 0, ['coalesce', ['get', 'population'], 0]];
  return [
    label(p, 'label-housenumbers', { layer: 'addresses', text: ['coalesce', ['get', 'housenumber'], ['get', 'name'], ''], colour: p.labelSoft, size: 10.5, minzoom: 17 }),
    label(p, 'label-water-lines', { layer: 'water_lines_labels', text: name, colour: p.labelWater, size: linear([12, 11], [17, 14]), alongLine: true, minzoom: 12 }),
    label(p, 'label-streets-minor', {
      layer: 'street_labels', text: name, colour: p.labelSoft, size: linear([14, 10.5], [18, 14]), minzoom: 15, alongLine: true, spacing: 260,
      filter: ['!', kindIs('motorway', 'trunk', 'primary', 'secondary', 'tertiary')],
    }),
    label(p, 'label-streets-main', {
      layer: 'street_labels', text: name, colour: p.label, size: linear([13, 11], [18, 15]), minzoom: 13, alongLine: true,
      filter: kindIs('motorway', 'trunk', 'primary', 'secondary', 'tertiary'),
    }),
    label(p, 'label-street-areas', { layer: 'streets_polygons_labels', text: name, colour: p.labelSoft, size: linear([14, 10.5], [18, 14]), minzoom: 15 }),
    label(p, 'label-water', { layer: 'water_polygons_labels', text: name, colour: p.labelWater, size: linear([10, 11], [17, 15]), minzoom: 10 }),
    label(p, 'label-stations', {
      layer: 'public_transport', text: name, colour: p.labelSoft, size: linear([13, 10.5], [17, 13]), font: fontMedium, minzoom: 14,
      filter: kindIs('station', 'halt', 'subway_station', 'ferry_terminal', 'bus_station'),
    }),
    label(p, 'label-places-small', {
      layer: 'place_labels', text: name, colour: p.labelSoft, size: linear([12, 11], [16, 14]), font: fontMedium, minzoom: 12, maxzoom: 17, padding: 12,
      filter: kindIs('neighbourhood', 'quarter', 'hamlet', 'locality', 'isolated_dwelling', 'farm', 'island'),
    }),
    label(p, 'label-suburbs', {
      layer: 'place_labels', text: name, colour: p.labelSoft, size: linear([10, 10.5], [16, 14]), font: fontMedium, minzoom: 10, maxzoom: 17, upper: true, padding: 14,
      filter: kindIs('suburb'),
    }),
    label(p, 'label-villages', {
      layer: 'place_labels', text: name, colour: p.label, size: linear([9, 11], [15, 16]), font: fontMedium, minzoom: 9, maxzoom: 16,
      filter: kindIs('village'), sort: bigFirst,
    }),
    label(p, 'label-towns', {
      layer: 'place_labels', text: name, colour: p.label, size: linear([7, 12], [14, 20]), font: fontBold, minzoom: 6, maxzoom: 14,
      filter: kindIs('town'), sort: bigFirst,
    }),
    label(p, 'label-cities', {
      layer: 'place_labels', text: name, colour: p.ink, size: linear([5, 12], [13, 24]), font: fontBold, minzoom: 3, maxzoom: 12.5,
      filter: kindIs('city', 'capital', 'state_capital'), sort: bigFirst,
    }),
    label(p, 'label-boundaries', {
      layer: 'boundary_labels', text: name, colour: p.labelSoft, size: linear([2, 11], [8, 16]), font: fontMedium, maxzoom: 9, upper: true,
      filter: ['<=', ['get', 'admin_level'], 4],
    }),
  ];
}

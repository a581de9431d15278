import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl';

/** First of these is sniffed for the weight, the second is the family we serve. */
export const fontRegular = ['Noto Sans Regular', 'Noto Sans Variable'];
export const fontMedium = ['Noto Sans Medium', 'Noto Sans Variable'];
export const fontBold = ['Noto Sans Bold', 'Noto Sans Variable'];

/** A name in the viewer's language, else as it is written on the spot. */
export const nameIn = (language: string): ExpressionSpecification => ['coalesce', ['get', `name_${language}`], ['get', 'name']];

export const kindIs = (...values: string[]): ExpressionSpecification =>
  values.length === 1 ? ['==', ['get', 'kind'], values[0] ?? ''] : ['match', ['get', 'kind'], values, true, false];

/** Widths or sizes that grow exponentially from one zoom to another: `[zoom, value]` pairs. */
export const byZoom = (...stops: (readonly [number, number])[]): ExpressionSpecification =>
  ['interpolate', ['exponential', 1.5], ['zoom'], ...stops.flat()] as unknown as ExpressionSpecification;

export const linear = (...stops: (readonly [number, number])[]): ExpressionSpecification =>
  ['interpolate', ['linear'], ['zoom'], ...stops.flat()] as unknown as ExpressionSpecification;

export const source = 'basemap';

interface Common {
  readonly minzoom?: number;
  readonly maxzoom?: number;
  readonly filter?: ExpressionSpecification;
}

export const fill = (id: string, layer: string, colour: string | ExpressionSpecification, more: Common & { opacity?: number; outline?: string } = {}): LayerSpecification => {
  const { opacity, outline, ...common } = more;
  return {
    id,
    type: 'fill',
    source,
    'source-layer': layer,
    ...common,
    paint: {
      'fill-color': colour,
      ...(opacity === undefined ? {} : { 'fill-opacity': opacity }),
      ...(outline === undefined ? {} : { 'fill-outline-color': outline }),
    },
  };
};

export const line = (
  id: string,
  layer: string,
  colour: string | ExpressionSpecification,
  width: number | ExpressionSpecification,
  more: Common & { dash?: number[]; cap?: 'round' | 'butt'; opacity?: number | ExpressionSpecification } = {},
): LayerSpecification => {
  const { dash, cap = 'round', opacity, ...common } = more;
  return {
    id,
    type: 'line',
    source,
    'source-layer': layer,
    ...common,
    layout: { 'line-cap': cap, 'line-join': 'round' },
    paint: {
      'line-color': colour,
      'line-width': width,
      ...(dash === undefined ? {} : { 'line-dasharray': dash }),
      ...(opacity === undefined ? {} : { 'line-opacity': opacity }),
    },
  };
};

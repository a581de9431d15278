import type { LayerSpecification, StyleSpecification } from 'maplibre-gl';
import { groundLayers } from './ground';
import { labelLayers } from './labels';
import { districtLayers, placeLayers } from './learning';
import { mapPalettes, type Theme } from './palette';
import { wayLayers } from './ways';

export interface StyleOptions {
  /** Where the server is, without a slash at the end; `{base}` in the template that the server fills. */
  readonly base: string;
  readonly theme: Theme;
  /** Two-letter code: labels are `name_xx`, else `name`. */
  readonly language: string;
  readonly districts: boolean;
}

export const tileLayers = ['basemap', 'places', 'districts'] as const;

/** Everything that is drawn, in order: ground, ways, district outlines, labels, places. */
export function styleLayers({ theme, language, districts }: Omit<StyleOptions, 'base'>): LayerSpecification[] {
  const palette = mapPalettes[theme];
  return [
    ...groundLayers(palette),
    ...wayLayers(palette),
    ...districtLayers(palette, language, districts),
    ...labelLayers(palette, language),
    ...placeLayers(palette, language),
  ];
}

/**
 * The map's whole style. There is no `glyphs` URL: MapLibre draws labels with the fonts of the page, so the
 * fonts we serve are used and nothing is asked of anybody else.
 */
export function buildStyle(options: StyleOptions): StyleSpecification {
  return {
    version: 8,
    name: options.theme === 'dark' ? 'Cartable (dark)' : 'Cartable',
    sprite: `${options.base}/sprites/${options.theme}`,
    sources: Object.fromEntries(tileLayers.map((layer) => [layer, { type: 'vector' as const, url: `${options.base}/tiles/${layer}.json` }])),
    layers: styleLayers(options),
  };
}

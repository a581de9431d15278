import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { validateStyleMin } from '@maplibre/maplibre-gl-style-spec';
import { describe, expect, test } from 'vitest';
import { kinds, kindSlugs, unknownKind } from '../../src/kinds';
import { spriteName } from '../../src/map/style/learning';
import { buildStyle } from '../../src/map/style/style';

const publicFolder = path.resolve(__dirname, '../../public');

/** Layer names of the Shortbread schema 1.0, and ours. */
const tileLayers = ['ocean', 'water_polygons', 'water_polygons_labels', 'water_lines', 'water_lines_labels', 'dam_lines', 'dam_polygons', 'pier_lines', 'pier_polygons', 'boundaries', 'boundary_labels', 'place_labels', 'land', 'sites', 'buildings', 'addresses', 'street_polygons', 'streets_polygons_labels', 'streets', 'street_labels', 'street_labels_points', 'aerialways', 'ferries', 'bridges', 'public_transport', 'pois', 'places', 'districts'];

describe.each(['light', 'dark'] as const)('the %s style', (theme) => {
  const style = buildStyle({ base: 'https://map.example', theme, language: 'fr', districts: true });

  test('is valid by MapLibre’s own specification', () => {
    expect(validateStyleMin(style)).toEqual([]);
  });

  test('asks nobody but the server for anything', () => {
    const urls = [...JSON.stringify(style).matchAll(/https?:\/\/[^/"]+/g)].map(([url]) => url);
    expect(new Set(urls)).toEqual(new Set(['https://map.example']));
    expect(style).not.toHaveProperty('glyphs');
  });

  test('draws only layers that the tiles have, each under a name of its own', () => {
    for (const layer of style.layers) if ('source-layer' in layer) expect(tileLayers).toContain(layer['source-layer']);
    expect(new Set(style.layers.map(({ id }) => id)).size).toBe(style.layers.length);
  });

  test('finds an image for every kind, fitting and maybe, at both resolutions', () => {
    for (const file of [`${theme}.json`, `${theme}@2x.json`]) {
      const sprite = JSON.parse(readFileSync(path.join(publicFolder, 'sprites', file), 'utf8')) as Record<string, unknown>;
      for (const row of [...kindSlugs.map((slug) => kinds[slug]), unknownKind]) for (const hollow of [false, true]) expect(sprite).toHaveProperty([spriteName(row, hollow)]);
      expect(existsSync(path.join(publicFolder, 'sprites', file.replace('.json', '.png')))).toBe(true);
    }
  });

  test('is the template that the server fills', () => {
    const file = path.join(publicFolder, theme === 'dark' ? 'style-dark.json' : 'style.json');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(buildStyle({ base: '{base}', theme, language: 'en', districts: false }));
  });
});

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { families, familyLook } from '../../src/kinds';
import { mapPalettes } from '../../src/map/style/palette';

const css = readFileSync(path.resolve(__dirname, '../../src/styles/tokens.css'), 'utf8');

/** Custom properties of the block that a selector opens. */
function tokens(selector: string): ReadonlyMap<string, string> {
  const block = css.slice(css.indexOf(`${selector} {`)).split('}')[0] ?? '';
  return new Map([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6})/gi)].map(([, name = '', value = '']) => [name, value]));
}

/** WCAG 2.2's relative luminance and contrast ratio. */
function luminance(hex: string): number {
  const channels = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * (channels[0] ?? 0) + 0.7152 * (channels[1] ?? 0) + 0.0722 * (channels[2] ?? 0);
}
const contrast = (a: string, b: string): number => {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
};

describe.each([['light', ':root'], ['dark', ":root[data-theme='dark']"]] as const)('the %s colours', (theme, selector) => {
  const colour = (name: string): string => tokens(selector).get(name) ?? `missing ${name}`;

  test.each([
    ['ink', 'paper', 7], ['ink', 'raised', 7], ['muted', 'paper', 4.5], ['muted', 'raised', 4.5], ['muted', 'sunken', 4.5], ['accent', 'paper', 4.5], ['accent', 'accent-soft', 4.5],
    ['on-accent', 'accent', 4.5], ['warn', 'paper', 4.5], ['warn', 'warn-soft', 4.5], ['warn', 'sunken', 4.5], ['ink', 'warn-soft', 7], ['good', 'paper', 4.5], ['good', 'sunken', 4.5], ['bad', 'paper', 4.5], ['edge', 'paper', 3], ['edge', 'raised', 3],
  ])('%s on %s have a contrast of at least %d', (front, back, least) => {
    expect(contrast(colour(front), colour(back))).toBeGreaterThanOrEqual(least);
  });

  test.each(families)('%s places stand out from paper, land and water', (family) => {
    const mark = familyLook[family][theme];
    expect(colour(family)).toBe(mark.toLowerCase());
    expect(contrast(mark, colour('paper'))).toBeGreaterThanOrEqual(4.5);
    for (const ground of ['land', 'green', 'water', 'building'] as const) expect(contrast(mark, mapPalettes[theme][ground]), ground).toBeGreaterThanOrEqual(3);
  });

  test.each(['label', 'labelSoft', 'labelWater', 'labelGreen', 'ink', 'district'] as const)('%s on its halo and on land can be read', (name) => {
    const palette = mapPalettes[theme];
    expect(contrast(palette[name], palette.labelHalo)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(palette[name], palette.land)).toBeGreaterThanOrEqual(4.5);
  });
});

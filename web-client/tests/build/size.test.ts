import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';

const assets = path.resolve(__dirname, '../../dist/assets');
const isBuilt = existsSync(assets);
if (!isBuilt) console.warn('size.test.ts: SKIPPED, dist/ is missing (npm run build)');

/** Gzipped bytes of the files that match; a budget is what was measured plus about five per cent. */
const gzipped = (pattern: RegExp): number => readdirSync(assets).filter((name) => pattern.test(name)).reduce((sum, name) => sum + gzipSync(readFileSync(path.join(assets, name)), { level: 9 }).length, 0);
const bytes = (pattern: RegExp): number => readdirSync(assets).filter((name) => pattern.test(name)).reduce((sum, name) => sum + readFileSync(path.join(assets, name)).length, 0);

describe.skipIf(!isBuilt)('what a phone has to fetch', () => {
  test.each([
    ['the page and the list', /^index-.*\.js$/, 54_000],
    ['card and filters (after the list)', /^later-.*\.js$/, 12_000],
    ['the page’s styles', /^index-.*\.css$/, 7_900],
    ['the map (after the list)', /^map_view-.*\.js$/, 312_000],
    ['the map’s worker', /worker.*\.js$/, 155_000],
    ['the map’s styles', /^map_view-.*\.css$/, 11_000],
    ['the words in Arabic', /^(kinds_)?ar-.*\.js$/, 7_600],
    ['the words in Spanish', /^(kinds_)?es-.*\.js$/, 7_600],
    ['the words in French', /^(kinds_)?fr-.*\.js$/, 7_600],
    ['the words in Russian', /^(kinds_)?ru-.*\.js$/, 8_500],
    ['the words in Chinese', /^(kinds_)?zh-.*\.js$/, 7_600],
  ])('%s stays within its budget', (_, pattern, budget) => {
    const size = gzipped(pattern);
    expect(size).toBeGreaterThan(0);
    expect(size).toBeLessThanOrEqual(budget);
  });

  test('the Latin letters stay within their budget', () => {
    expect(bytes(/noto-sans-latin-wght-normal.*\.woff2$/)).toBeLessThanOrEqual(38_000);
  });
});

describe.skipIf(!isBuilt)('the build', () => {
  test('holds everything that the server has to give out, and names whose work it is', () => {
    for (const file of ['index.html', 'style.json', 'style-dark.json', 'sprites/light.json', 'sprites/light@2x.png', 'sprites/dark.png', 'icon.svg', 'LICENCES.txt']) expect(existsSync(path.join(assets, '..', file)), file).toBe(true);
    const licences = readFileSync(path.join(assets, '..', 'LICENCES.txt'), 'utf8');
    for (const name of ['maplibre-gl', 'lit', 'noto-sans', 'maki', 'temaki', 'lucide-static', 'OpenStreetMap']) expect(licences).toContain(name);
  });

  test('has no inline script or style for a content policy to forgive', () => {
    const page = readFileSync(path.join(assets, '..', 'index.html'), 'utf8');
    expect(page).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=/);
  });
});

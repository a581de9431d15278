/** What people do with the page, in a real browser: by mouse, by finger, by keyboard alone. */
import { VectorTile } from '@mapbox/vector-tile';
import { PbfReader } from 'pbf';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seriousViolations } from '../support/axe';
import { desktop, launch, phone, settled, visit } from '../support/browser';
import { startServer, type TestServer } from './server';

let browser: Browser;
let server: TestServer;

beforeAll(async () => {
  [browser, server] = await Promise.all([launch(), startServer()]);
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

const firstName = (page: Page): Promise<string> => page.locator('.entry-name').first().innerText();
const focused = (page: Page): Promise<string> => page.evaluate(() => `${document.activeElement?.id ?? ''} ${document.activeElement?.textContent.trim() ?? ''}`.trim());

describe('axe finds nothing serious', () => {
  test.each([['phone, light', phone, 'light'], ['desktop, light', desktop, 'light'], ['desktop, dark', desktop, 'dark']] as const)('on a %s', async (_, options, colorScheme) => {
    // axe is put into the page by the test, which the page's own policy forbids
    const { page, context } = await visit(browser, server.url, { ...options, colorScheme, bypassCSP: true });
    await settled(page);
    expect(await seriousViolations(page)).toEqual([]);
    await page.locator('#filters-button').click();
    await page.waitForTimeout(300);
    expect(await seriousViolations(page)).toEqual([]);
    await page.locator('.filters-foot .button').last().click();
    await page.locator('.entry a').first().click();
    await page.waitForSelector('.card[aria-busy="false"]');
    await page.waitForTimeout(300);
    expect(await seriousViolations(page)).toEqual([]);
    await context.close();
  });
});

test('with the keyboard alone: search, choose, read a card, go back, filter, open from the map', async () => {
  const { page, context, errors } = await visit(browser, server.url);
  await settled(page);
  const wanted = await firstName(page);
  await page.keyboard.press('Tab');
  expect(await focused(page)).toContain('Skip to the list');
  await page.keyboard.press('Enter');
  expect(await focused(page)).toContain('In this part of the map');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.card[aria-busy="false"]');
  expect(await focused(page)).toContain(wanted);
  await page.keyboard.press('Shift+Tab');
  expect(await focused(page)).toContain('Back to the list');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.results:not([hidden])');
  expect(await focused(page)).toContain(wanted);

  await page.locator('#search-input').focus();
  await page.keyboard.type(wanted.slice(0, 5));
  await page.waitForSelector('#search-hits [role="option"]');
  await page.keyboard.press('ArrowDown');
  expect(await page.locator('#search-input').getAttribute('aria-activedescendant')).toBe('hit-0');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.querySelector('.card') !== null || document.querySelector('#results-heading')?.textContent.includes('Nearest') === true);

  await page.locator('canvas').focus();
  await page.keyboard.press('Enter');
  await page.waitForTimeout(300);
  expect(errors).toEqual([]);
  await context.close();
});

/** Clusters of one tile, as `@mapbox/vector-tile` reads it: positions, counts and the zoom at which each opens. */
async function clustersOf(url: string, z: number, x: number, y: number): Promise<readonly { lon: number; lat: number; zoom: number; count: number }[]> {
  const { tiles } = (await (await fetch(`${url}/tiles/places.json`)).json()) as { tiles: string[] };
  const response = await fetch((tiles[0] ?? '').replace('{z}', String(z)).replace('{x}', String(x)).replace('{y}', String(y)));
  if (response.status !== 200) return [];
  const layer = new VectorTile(new PbfReader(new Uint8Array(await response.arrayBuffer()))).layers['places'];
  const features = layer === undefined ? [] : Array.from({ length: layer.length }, (_, i) => layer.feature(i));
  return features.flatMap((feature) => {
    const { cluster, buffer, expansion_zoom: zoom, point_count: count } = feature.properties;
    const { geometry } = feature.toGeoJSON(x, y, z);
    if (cluster !== true || buffer === true || geometry.type !== 'Point' || typeof zoom !== 'number' || typeof count !== 'number') return [];
    const [lon = 0, lat = 0] = geometry.coordinates;
    return [{ lon, lat, zoom, count }];
  });
}

test('a cluster opens to the zoom at which it falls apart, and a place on the map opens its card', async () => {
  const { extent } = (await (await fetch(`${server.url}/api/collections/places`)).json()) as { extent: { spatial: { bbox: [[number, number, number, number]] } } };
  const [[west, south, east, north]] = extent.spatial.bbox;
  const z = 10;
  const centre = { lon: (west + east) / 2, lat: (south + north) / 2 };
  const x = Math.floor(((centre.lon + 180) / 360) * 2 ** z);
  const y = Math.floor(((1 - Math.asinh(Math.tan((centre.lat * Math.PI) / 180)) / Math.PI) / 2) * 2 ** z);
  const cluster = [...(await clustersOf(server.url, z, x, y))].sort((a, b) => b.count - a.count)[0];
  if (cluster === undefined) throw new Error('no cluster in the middle of the city');

  const { page, context } = await visit(browser, `${server.url}/#map=${z}/${cluster.lat}/${cluster.lon}`);
  await settled(page);
  const box = await page.locator('.map-canvas').boundingBox();
  if (box === null) throw new Error('no map');
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  await page.waitForTimeout(1500); // there is no event for a cluster that is drawn
  await page.mouse.click(middle.x, middle.y);
  const wanted = Math.min(cluster.zoom, z + 0.5);
  await page.waitForFunction((least) => Number(/map=([\d.]+)/.exec(location.hash)?.[1]) >= least, wanted, { timeout: 15_000 });
  await context.close();

  const nearest = (await (await fetch(`${server.url}/api/nearest?lon=${centre.lon}&lat=${centre.lat}&limit=1`)).json()) as { features: [{ id: string; geometry: { coordinates: [number, number] } }] };
  const [{ id, geometry: { coordinates: [lon, lat] } }] = nearest.features;
  const second = await visit(browser, `${server.url}/#map=18/${lat}/${lon}`);
  await settled(second.page);
  await second.page.mouse.click(middle.x, middle.y);
  await second.page.waitForSelector('.card[aria-busy="false"]');
  expect(decodeURIComponent(second.page.url())).toContain(`place=${id}`);
  await second.context.close();
});

test('a link restores point, filters, language, place and view', async () => {
  const { page, context } = await visit(browser, server.url);
  await settled(page);
  await page.locator('.chip.culture').click();
  await settled(page);
  const box = await page.locator('.map-canvas').boundingBox();
  if (box === null) throw new Error('no map');
  await page.mouse.click(box.x + 60, box.y + box.height - 60);
  await page.waitForFunction(() => location.hash.includes('near='));
  await settled(page);
  await page.locator('.language select').selectOption('fr');
  await page.waitForFunction(() => document.documentElement.lang === 'fr');
  const name = await firstName(page);
  await page.locator('.entry a').first().click();
  await page.waitForSelector('.card[aria-busy="false"]');
  await page.waitForTimeout(500);
  const link = page.url();
  await context.close();

  const second = await visit(browser, link);
  await settled(second.page);
  await second.page.waitForSelector('.card[aria-busy="false"]');
  expect(await second.page.locator('#card-heading').innerText()).toBe(name);
  expect(await second.page.locator('html').getAttribute('lang')).toBe('fr');
  await second.page.locator('#card-back').click();
  expect(await second.page.locator('#results-heading').innerText()).toContain('Au plus près');
  expect(await second.page.locator('.chip.culture').getAttribute('aria-pressed')).toBe('true');
  expect(await firstName(second.page)).toBe(name);
  await second.context.close();
});

test('Back closes a card and keeps the filters', async () => {
  const { page, context } = await visit(browser, server.url);
  await settled(page);
  await page.locator('.chip.culture').click();
  await settled(page);
  await page.locator('.entry a').first().click();
  await page.waitForSelector('.card[aria-busy="false"]');
  await page.goBack();
  await page.waitForSelector('.results:not([hidden])');
  expect(await page.locator('.chip.culture').getAttribute('aria-pressed')).toBe('true');
  await context.close();
});

test('near me sorts by distance, and a refusal says what to do instead', async () => {
  const refused = await visit(browser, server.url);
  await settled(refused.page);
  await refused.page.locator('.near-me').click();
  await refused.page.waitForSelector('.results .message.warn');
  expect(await refused.page.locator('.results .message.warn').innerText()).toContain('type a street instead');
  const centre = /map=[\d.]+\/(-?[\d.]+)\/(-?[\d.]+)/.exec(refused.page.url());
  await refused.context.close();

  const geolocation = { latitude: Number(centre?.[1] ?? 0), longitude: Number(centre?.[2] ?? 0) };
  const allowed = await visit(browser, server.url, { ...phone, geolocation, permissions: ['geolocation'] });
  await settled(allowed.page);
  await allowed.page.locator('.near-me').click();
  await allowed.page.waitForSelector('.entry-distance');
  expect(await allowed.page.locator('#results-heading').innerText()).toContain('your position');
  expect(allowed.page.url()).not.toContain(geolocation.latitude.toFixed(5));
  await allowed.context.close();
});

test('may fit is shown apart and only when asked for', async () => {
  const { page, context } = await visit(browser, server.url);
  await settled(page);
  await page.locator('#filters-button').click();
  await page.locator('.segment').filter({ hasText: 'Free' }).click();
  await page.locator('.filters-foot .button').last().click();
  await settled(page);
  expect(await page.locator('.part.maybe').count()).toBe(0);
  await page.locator('.button', { hasText: /may fit/ }).first().click();
  await page.waitForSelector('.part.maybe');
  expect(await page.locator('.entry-unknown').first().innerText()).toContain('Ask: Is it free?');
  await context.close();
});

test('without WebGL the list, the search and the filters still work', async () => {
  const { page, context } = await visit(browser, 'about:blank');
  await page.addInitScript(() => {
    HTMLCanvasElement.prototype.getContext = () => null;
  });
  await page.goto(server.url);
  await page.waitForSelector('.app[data-map="no-webgl"]');
  await page.waitForSelector('.entry');
  expect(await page.locator('.map-message').innerText()).toContain('cannot draw the map');
  await page.locator('.chip.formal').click();
  await page.waitForSelector('.results[aria-busy="false"] .entry');
  await page.locator('.entry a').first().click();
  await page.waitForSelector('.card[aria-busy="false"]');
  await context.close();
});

test('every target for a finger is at least 44 px, and nothing runs off a phone', async () => {
  const { page, context } = await visit(browser, server.url, phone);
  await settled(page);
  await page.locator('.handle').click();
  await page.waitForTimeout(300);
  const small = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('button, .entry a, select, .search input')]
      .filter((element) => element.offsetParent !== null)
      .map((element) => ({ box: element.getBoundingClientRect(), name: element.outerHTML.slice(0, 80), isHandle: element.classList.contains('handle') }))
      .filter(({ box, isHandle }) => box.height < 44 && !isHandle && box.width > 0)
      .map(({ box, name }) => `${box.width}×${box.height} ${name}`),
  );
  expect(small).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await context.close();
});

test('long words from right to left break nothing', async () => {
  for (const [name, options] of [['390x844', phone], ['1440x900', desktop]] as const) {
    const { page, context, errors } = await visit(browser, `${server.url}/#lang=qps`, options);
    await settled(page);
    expect(await page.locator('html').getAttribute('dir')).toBe('rtl');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(options.viewport?.width ?? 0);
    await page.screenshot({ path: `test-results/${name}-light-pseudo-rtl.png` });
    expect(errors).toEqual([]);
    await context.close();
  }
});

test('names that are markup stay text', async () => {
  const { page, context } = await visit(browser, `${server.url}/#map=17/-34.9066/-56.2012`);
  await settled(page);
  expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
  if (!server.isReal) {
    expect(await page.locator('.entry-name', { hasText: '<script>' }).count()).toBe(1);
    expect(await page.locator('.entry script, .entry img').count()).toBe(0);
  }
  await context.close();
});

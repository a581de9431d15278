/** From a point to a place: by minutes, on the map and step by step, for everybody. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { desktop, launch, phone, picture, settled, visit } from '../support/browser';
import { seriousViolations } from '../support/axe';
import { startServer, type TestServer } from './server';

let browser: Browser;
let server: TestServer;
let near: string; // `lat,lon` of the middle of the city

beforeAll(async () => {
  [browser, server] = await Promise.all([launch(), startServer()]);
  const places = (await (await fetch(`${server.url}/api/collections/places/items?limit=1000`)).json().catch(() => undefined)) as { features?: { geometry: { coordinates: [number, number] } }[] } | undefined;
  const { extent } = (await (await fetch(`${server.url}/api/collections/places`)).json()) as { extent: { spatial: { bbox: [[number, number, number, number]] } } };
  const [[west, south, east, north]] = extent.spatial.bbox;
  const median = (values: readonly number[], otherwise: number): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? otherwise;
  const points = places?.features?.map(({ geometry }) => geometry.coordinates) ?? [];
  near = `${median(points.map(([, lat]) => lat), (south + north) / 2).toFixed(5)},${median(points.map(([lon]) => lon), (west + east) / 2).toFixed(5)}`;
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

const focused = (page: Page): Promise<string> => page.evaluate(() => `${document.activeElement?.id ?? ''} ${document.activeElement?.textContent.trim() ?? ''}`.trim());
const said = (page: Page): Promise<string> => page.locator('#announcer').innerText();
const showWay = async (page: Page, entry: number): Promise<void> => {
  await page.locator('.entry a').nth(entry).click();
  await page.waitForSelector('#way-toggle');
  await page.locator('#way-toggle').click();
  await page.waitForSelector('.steps');
  await page.waitForTimeout(600);
};

describe('axe finds nothing serious in list, areas and way', () => {
  test.each([['phone, light', phone, 'light'], ['desktop, dark', desktop, 'dark']] as const)('on a %s', async (_, options, colorScheme) => {
    const { page, context, errors, requests } = await visit(browser, `${server.url}/#near=${near}&by=wheelchair&reach=yes`, { ...options, colorScheme, bypassCSP: true });
    await settled(page);
    await page.locator('.travel .icon-button').click();
    await page.waitForTimeout(300);
    expect(await seriousViolations(page)).toEqual([]);
    await showWay(page, 1);
    expect(await seriousViolations(page)).toEqual([]);
    expect(errors).toEqual([]);
    expect(requests.filter((url) => !url.startsWith(server.url) && !url.startsWith('blob:') && !url.startsWith('data:'))).toEqual([]);
    await context.close();
  });
});

test('with the keyboard alone: how one travels, a place, the way to it, a step, and back', async () => {
  const { page, context, errors } = await visit(browser, `${server.url}/#near=${near}`);
  await settled(page);
  expect(page.url()).toContain('by=walk');
  await page.locator('input[name="mode-list"]:checked').focus();
  await page.keyboard.press('ArrowRight'); // a radio group: arrows choose
  await page.waitForFunction(() => location.hash.includes('by=wheelchair'));
  await settled(page);
  expect(await said(page)).toContain('Wheelchair');
  await page.keyboard.press('ArrowLeft');
  await page.waitForFunction(() => location.hash.includes('by=walk'));
  await settled(page);
  expect(await page.locator('.entry-distance .visually-hidden').first().innerText()).toMatch(/^\d+ min on foot, /);

  await page.locator('.entry a').nth(1).focus();
  await page.keyboard.press('Enter');
  await page.waitForSelector('#way-toggle');
  await page.locator('#way-toggle').focus();
  await page.keyboard.press('Enter');
  await page.waitForSelector('.steps');
  expect(await focused(page)).toContain('Step by step');
  expect(await said(page)).toMatch(/The way is shown: \d+ min on foot, .+ m, \d+ steps/);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.step[aria-current="step"]');
  expect(page.url()).toContain('way=yes');
  await page.locator('#way-toggle').focus();
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.querySelector('.steps') === null);
  expect(await focused(page)).toContain('Show the way');
  expect(errors).toEqual([]);
  await context.close();
});

test('a link brings back how one travels, the limit, the areas and the way; Back hides the way, then the card', async () => {
  const { page, context } = await visit(browser, `${server.url}/#near=${near}&by=walk&pace=older&max_minutes=45&reach=yes`);
  await settled(page);
  expect(await page.locator('.legend li').allInnerTexts()).toEqual(['Within 15 min', 'Within 30 min', 'Within 45 min']);
  await showWay(page, 0);
  await page.waitForTimeout(500);
  const link = page.url();
  for (const part of ['by=walk', 'pace=older', 'max_minutes=45', 'reach=yes', 'way=yes', 'place=']) expect(link).toContain(part);
  const time = await page.locator('.way-time').innerText();
  await page.goBack();
  await page.waitForFunction(() => document.querySelector('.steps') === null);
  expect(await page.locator('.card').count()).toBe(1);
  await page.goBack();
  await page.waitForSelector('.results:not([hidden])');
  await context.close();

  const second = await visit(browser, link);
  await settled(second.page);
  await second.page.waitForSelector('.steps .step');
  expect(await second.page.locator('.way-time').innerText()).toBe(time);
  await second.context.close();
});

test('a limit is a chip that is given up with its cross', async () => {
  const { page, context } = await visit(browser, `${server.url}/#near=${near}&by=bicycle`);
  await settled(page);
  const all = await page.locator('.results-count').innerText();
  await page.locator('.travel .icon-button').click();
  await page.locator('#travel-options select').selectOption('5');
  await page.waitForSelector('.active-chip');
  await settled(page);
  expect(await page.locator('.results-count').innerText()).not.toBe(all);
  expect(await page.locator('.active-chip').first().innerText()).toBe('Within 5 min');
  await page.locator('.active-chip').first().click();
  await settled(page);
  expect(await page.locator('.results-count').innerText()).toBe(all);
  await context.close();
});

test('the two numbers of a wheelchair stand apart, in the list and on the card', async () => {
  const { page, context } = await visit(browser, `${server.url}/#near=${near}&by=wheelchair`);
  await settled(page);
  expect(await page.locator('.entry-distance').first().innerText()).not.toContain('min');
  expect((await page.locator('.entry-times').first().innerText()).replaceAll(/[\u2068\u2069]/g, '')).toMatch(/\d+ min (only on ways known to be fit|if unknown stretches are fit|by wheelchair, known to be fit all the way)/);
  await showWay(page, 0);
  expect((await page.locator('.way-times').innerText()).replaceAll(/[\u2068\u2069]/g, '')).toMatch(/known to be fit/);
  await context.close();
});

test('the start of a way is chosen on the map, and the card stays', async () => {
  const [lat, lon] = near.split(',');
  const { page, context } = await visit(browser, `${server.url}/#map=15/${lat}/${lon}`);
  await settled(page);
  await page.locator('.entry a').first().click();
  await page.waitForSelector('.way-starts');
  const name = await page.locator('#card-heading').innerText();
  await page.locator('.way-starts .button').last().click();
  const box = await page.locator('.map-canvas').boundingBox();
  if (box === null) throw new Error('no map');
  await page.mouse.click(box.x + box.width * 0.4, box.y + box.height * 0.6);
  await page.waitForSelector('#way-toggle, .way .message.warn');
  expect(await page.locator('#card-heading').innerText()).toBe(name);
  await page.waitForFunction(() => location.hash.includes('near='));
  await context.close();
});

test('far from any street the list goes by straight line and says how far the nearest street is', async () => {
  const { page, context } = await visit(browser, `${server.url}/#near=-60,-140&by=walk`);
  await settled(page);
  expect(await page.locator('.travel .message').innerText()).toMatch(/No street that you can use lies within 300 m of this point; the nearest is .+ km away/);
  await page.locator('.entry a').first().click();
  await page.waitForSelector('.way .message.warn');
  expect(await page.locator('.way .message.warn').innerText()).toContain('No way is known');
  await context.close();
});

test('without WebGL minutes and steps are there; without a network the way says so and can be asked for again', async () => {
  const { page, context } = await visit(browser, 'about:blank');
  await page.addInitScript(() => { HTMLCanvasElement.prototype.getContext = () => null; });
  await page.goto(`${server.url}/#near=${near}&by=walk`);
  await page.waitForSelector('.entry-distance');
  await page.waitForLoadState('networkidle');
  await page.route('**/api/route*', (route) => route.abort());
  await page.locator('.entry a').nth(1).click();
  await page.waitForSelector('.way [role="alert"]');
  expect(await page.locator('.way [role="alert"]').innerText()).toContain('Check your connection');
  await page.unroute('**/api/route*');
  await page.locator('.way [role="alert"] .button').click();
  await page.waitForSelector('#way-toggle');
  await page.locator('#way-toggle').click();
  await page.waitForSelector('.steps .step');
  expect(await page.locator('.way-legend').count()).toBe(0);
  await context.close();
});

test.each(['en', 'ar', 'ru', 'qps'])('nothing runs off a phone of 320 px, in %s, and every target is 44 px', async (language) => {
  const { page, context } = await visit(browser, `${server.url}/#near=${near}&by=wheelchair&reach=yes&max_minutes=20&lang=${language}`, { ...phone, viewport: { width: 320, height: 640 } });
  await settled(page);
  const look = async (): Promise<void> => {
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    const wrong = await page.evaluate(() => {
      const seen = [...document.querySelectorAll<HTMLElement>('.panel button, .panel .mode, .panel .entry a, .panel select, .panel .segment, .panel .way-choice')].filter((element) => element.offsetParent !== null && !element.classList.contains('handle') && element.closest('.chips, .active-chips') === null);
      return seen.filter((element) => { const { left, right, height } = element.getBoundingClientRect(); return left < -0.5 || right > 320.5 || height < 43.5; }).map((element) => element.outerHTML.slice(0, 90));
    });
    expect(wrong).toEqual([]);
  };
  await page.locator('.travel .icon-button').click();
  await page.waitForTimeout(300);
  await look();
  await showWay(page, 0);
  await look();
  await picture(page, `320-way-${language}`);
  await context.close();
});

/** Names on the map in scripts that join their letters and run from right to left. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { desktop, launch, picture, settled } from '../support/browser';
import { pointTile } from '../support/point_tile';
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

const library = '\u0645\u0643\u062A\u0628\u0629'; // maktaba, as it is written: letters without their forms
const joined = ['\uFEE3', '\uFEDC', '\uFE98', '\uFE92', '\uFE94']; // the same letters as they join: Unicode's presentation forms

test('Arabic letters are drawn joined, without a plugin and without asking anybody else', async () => {
  const context = await browser.newContext({ ...desktop, locale: 'ar' });
  const page = await context.newPage();
  const strangers: string[] = [];
  page.on('request', (request) => { if (!request.url().startsWith(server.url) && !/^(blob|data):/.test(request.url())) strangers.push(request.url()); });
  await page.addInitScript(() => {
    const drawn: string[] = [];
    Object.assign(window, { drawn });
    type Drawing = { prototype: { fillText: (this: unknown, text: string, ...rest: unknown[]) => void } };
    for (const { prototype } of [CanvasRenderingContext2D, OffscreenCanvasRenderingContext2D] as unknown as Drawing[]) {
      const draw = prototype.fillText;
      prototype.fillText = function fillText(text, ...rest) {
        drawn.push(text);
        draw.call(this, text, ...rest);
      };
    }
  });
  const tile = pointTile('places', [{ x: 2048, y: 2048, attributes: { id: 'osm:n1', kind: 'library', name: library } }]);
  await page.route('**/tiles/places/**', (route) => route.fulfill({ contentType: 'application/vnd.mapbox-vector-tile', body: tile }));
  await page.goto(`${server.url}/#map=16/-34.9058/-56.1913&lang=ar`);
  await settled(page);
  await picture(page, '1440x900-arabic-labels');
  const drawn = new Set(await page.evaluate(() => (window as unknown as { drawn: string[] }).drawn));
  expect(joined.filter((letter) => !drawn.has(letter))).toEqual([]);
  expect(Array.from(library).filter((letter) => drawn.has(letter))).toEqual([]);
  expect(strangers).toEqual([]);
  await context.close();
});

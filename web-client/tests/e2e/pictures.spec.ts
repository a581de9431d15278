/** Pictures of the page at phone and desktop size, light and dark, English and French, kept in test-results/. */
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { desktop, launch, phone, picture, settled, visit } from '../support/browser';
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

const sizes = [['390x844', phone], ['1440x900', desktop]] as const;
const themes = ['light', 'dark'] as const;
const tongues = [['en', 'en-GB', 'Near me'], ['fr', 'fr-FR', 'Près de moi']] as const;

describe.each(sizes)('at %s', (size, options) => {
  describe.each(themes)('in %s colours', (theme) => {
    test.each(tongues)('the page in %s shows list and map without an error, and asks nobody else for anything', async (language, locale, nearMe) => {
      const context: BrowserContextOptions = { ...options, colorScheme: theme, locale };
      const { page, context: session, requests, errors } = await visit(browser, server.url, context);
      await settled(page);
      await picture(page, `${size}-${theme}-${language}-start`);
      expect(await page.locator('.near-me').textContent()).toContain(nearMe);
      expect(await page.locator('.entry').count()).toBeGreaterThan(0);
      expect(await page.locator('.attribution').isVisible()).toBe(true);
      expect(await page.locator('html').getAttribute('data-theme')).toBe(theme);

      await page.locator('.entry a').first().click();
      await page.waitForSelector('.card[aria-busy="false"]');
      await page.waitForTimeout(600);
      await picture(page, `${size}-${theme}-${language}-place`);

      const strangers = requests.filter((url) => !url.startsWith(server.url) && !url.startsWith('blob:') && !url.startsWith('data:'));
      expect(strangers).toEqual([]);
      expect(errors).toEqual([]);
      await session.close();
    });
  });

  test('what is reached, and the way to a place in a wheelchair', async () => {
    const { page, context, errors } = await visit(browser, server.url, options);
    await settled(page);
    const box = await page.locator('.map-canvas').boundingBox();
    if (box === null) throw new Error('no map');
    await page.mouse.click(box.x + box.width * 0.5, box.y + box.height * 0.3);
    await settled(page);
    if ((await page.locator('.card').count()) > 0) await page.locator('.card-actions .button').first().click(); // a place was there: from it, then
    await page.waitForSelector('.modes');
    await page.locator('.map-button.wide').last().click();
    await page.waitForSelector('.legend li');
    await settled(page);
    await picture(page, `${size}-light-en-reach`);
    await page.locator('.mode').nth(1).click();
    await settled(page);
    await picture(page, `${size}-light-en-wheelchair`);
    await page.locator('.entry a').nth(3).click();
    await page.waitForSelector('#way-toggle');
    await page.locator('#way-toggle').click();
    await page.waitForSelector('.steps .step');
    await page.waitForLoadState('networkidle');
    await page.waitForTimeout(900);
    await picture(page, `${size}-light-en-way`);
    expect(errors).toEqual([]);
    await context.close();
  });

  test('the filters, and a list that is nearest first', async () => {
    const { page, context } = await visit(browser, server.url, options);
    await settled(page);
    await page.locator('#filters-button').click();
    await page.waitForTimeout(400);
    await picture(page, `${size}-light-en-filters`);
    await page.locator('.filters-foot .button').last().click();
    const box = await page.locator('.map-canvas').boundingBox();
    if (box === null) throw new Error('no map');
    await page.mouse.click(box.x + box.width * 0.35, box.y + box.height * 0.3);
    await settled(page);
    await picture(page, `${size}-light-en-nearest`);
    await context.close();
  });
});

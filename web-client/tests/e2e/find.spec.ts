/** Finding with filters: three on, none matching, chips that go one by one, a link that holds it all. */
import type { Browser, Page } from 'playwright-core';
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

/** The count that the server gives for the whole city, by a question of our own. */
async function countOf(filters: string): Promise<{ matched: number; fits: number }> {
  const answer = (await (await fetch(`${server.url}/api/within?bbox=-180,-90,180,90&limit=1&${filters}`)).json()) as { numberMatched: number; numberFits?: number };
  return { matched: answer.numberMatched, fits: answer.numberFits ?? answer.numberMatched };
}

const chips = async (page: Page): Promise<readonly string[]> => (await page.locator('.active-chip:not(.all)').allTextContents()).map((text) => text.trim());
const near = 'near=-34.9058,-56.1913&near_from=map';

describe.each(sizes)('at %s', (size, options) => {
  test('three filters: fits and may fit apart, what to ask, exact numbers', async () => {
    const { page, context, errors } = await visit(browser, `${server.url}/#${near}&fee=free&wheelchair=yes&audience=migrant-families&maybe=yes`, options);
    await settled(page);
    if (size === '390x844') await page.locator('.handle').click();
    await page.waitForTimeout(400);
    await picture(page, `${size}-three-filters`);
    expect(await chips(page)).toHaveLength(4);
    const counted = await countOf('fee=free&wheelchair=yes&audience=migrant-families&maybe=yes');
    expect((await page.locator('.results-count').innerText()).replaceAll(/\D/g, '')).toBe(String(counted.matched));
    expect(await page.locator('.entry-unknown').first().innerText()).toMatch(/^Ask: .*\?$/);
    expect(errors).toEqual([]);
    await context.close();
  });

  test('none matches: each way out with the number that it brings, and a person to ask', async () => {
    const { page, context, errors } = await visit(browser, `${server.url}/#${near}&fee=free&wheelchair=yes&audience=job-seekers&kind=museum`, options);
    await settled(page);
    if (size === '390x844') await page.locator('.handle').click();
    await page.waitForTimeout(400);
    await picture(page, `${size}-none-matches`);
    expect(await page.locator('.entry').count()).toBe(0);
    expect(await page.locator('.guidance-card').isVisible()).toBe(true);
    expect(await page.locator('.guidance-name strong').innerText()).not.toBe('');
    await page.locator('.guidance-card .button').scrollIntoViewIfNeeded();
    await picture(page, `${size}-none-matches-guidance`);
    const ways = await page.locator('.remedies .button').allInnerTexts();
    expect(ways.length).toBeGreaterThan(0);
    const wanted = Number(/(\d[\d,]*) places?$/.exec(ways.at(-1) ?? '')?.[1]?.replaceAll(',', ''));
    await page.locator('.remedies .button').last().click();
    await settled(page);
    expect(Number((await page.locator('.results-count').innerText()).replaceAll(/\D/g, ''))).toBe(wanted);
    expect(await page.locator('.entry').count()).toBeGreaterThan(0);
    expect(errors).toEqual([]);
    await context.close();
  });

  test('the open panel leaves the results in sight, or their number', async () => {
    const { page, context } = await visit(browser, `${server.url}/#${near}`, options);
    await settled(page);
    await page.locator('#filters-button').click();
    await page.waitForTimeout(400);
    await picture(page, `${size}-filter-panel`);
    const foot = await page.locator('.filters-foot').boundingBox();
    const viewport = options.viewport ?? { width: 0, height: 0 };
    expect(foot === null ? Infinity : foot.y + foot.height).toBeLessThanOrEqual(viewport.height + 1);
    if (size === '1440x900') expect((await page.locator('.entry').first().boundingBox())?.y).toBeLessThan(700);
    await context.close();
  });
});

test('filters set in the panel are in the link, chips take them out one by one, and the link brings them back', async () => {
  const { page, context, errors } = await visit(browser, server.url);
  await settled(page);
  await page.locator('#filters-button').click();
  await page.locator('.segment', { hasText: 'For job seekers' }).click();
  await page.locator('.field input[type="number"]').fill('16');
  await page.locator('.field input[type="number"]').press('Tab');
  await page.locator('.folded summary', { hasText: 'Subject' }).click();
  await page.locator('.segment', { hasText: 'Computers and the internet' }).click();
  await page.waitForFunction(() => location.hash.includes('topic=061'));
  await page.keyboard.press('Escape');
  await page.waitForTimeout(600);
  const link = page.url();
  expect(link).toContain('audience=job-seekers');
  expect(link).toContain('age=16');
  expect(await chips(page)).toEqual(['For job seekers', 'Age 16', 'Computers and the internet']);
  const second = await visit(browser, link);
  await settled(second.page);
  expect(await chips(second.page)).toEqual(['For job seekers', 'Age 16', 'Computers and the internet']);
  await second.context.close();

  await page.locator('.active-chip', { hasText: 'Age 16' }).focus();
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => !location.hash.includes('age='));
  expect(await chips(page)).toEqual(['For job seekers', 'Computers and the internet']);
  expect(await page.evaluate(() => document.activeElement?.className)).toContain('active-chip');
  expect(errors).toEqual([]);
  await context.close();
});

test('a subject typed in the search box becomes a filter, by the keyboard alone', async ({ skip }) => {
  if (!server.isReal) skip('the mock server knows no subjects');
  const { page, context } = await visit(browser, server.url);
  await settled(page);
  await page.locator('#search-input').focus();
  await page.keyboard.type('pottery');
  await page.waitForSelector('#search-hits [role="option"]');
  const options = await page.locator('#search-hits [role="option"]').allInnerTexts();
  const index = options.findIndex((text) => text.includes('Subject'));
  expect(index).toBeGreaterThanOrEqual(0);
  for (let i = 0; i <= index; i += 1) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => location.hash.includes('topic='));
  expect(await chips(page)).toHaveLength(1);
  const link = page.url();
  const name = (await chips(page))[0];
  await context.close();
  const second = await visit(browser, link);
  await settled(second.page);
  expect((await chips(second.page))[0]).toBe(name);
  await second.context.close();
});

test.each(['en', 'ar', 'ru'])('the open panel runs off no phone of 320 px, in %s, and every target is 44 px', async (language) => {
  const { page, context } = await visit(browser, `${server.url}/#${near}&fee=free&age=7&lang=${language}`, { ...phone, viewport: { width: 320, height: 640 } });
  await settled(page);
  await page.locator('#filters-button').click();
  await page.waitForTimeout(300);
  for (const folded of await page.locator('.folded > summary').all()) await folded.click();
  const wide = await page.evaluate(() => [...document.querySelectorAll<HTMLElement>('.filters *, .active-chips')].filter((element) => element.getBoundingClientRect().right > innerWidth + 1 || element.getBoundingClientRect().left < -1).filter((element) => element.closest('.active-chips') === null && !element.matches('.visually-hidden, .visually-hidden *')).map((element) => element.outerHTML.slice(0, 90)));
  expect(wide).toEqual([]);
  const small = await page.evaluate(() => [...document.querySelectorAll<HTMLElement>('.filters button, .filters label, .filters select, .filters summary, .filters input:not([type="radio"], [type="checkbox"])')].filter((element) => element.offsetParent !== null && element.getBoundingClientRect().height < 44).map((element) => element.outerHTML.slice(0, 90)));
  expect(small).toEqual([]);
  await picture(page, `320x640-filter-panel-${language}`);
  await context.close();
});

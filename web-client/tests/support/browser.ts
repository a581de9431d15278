import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright-core';

export const projectFolder = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const dist = path.join(projectFolder, 'dist');
export const pictures = path.join(projectFolder, 'test-results');

/** Debian's Chromium, or the one that CHROMIUM names. */
const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** Software WebGL, and nothing that a browser does on its own over the network. */
const flags = ['--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

export async function launch(): Promise<Browser> {
  if (!existsSync(executablePath)) throw new Error(`${executablePath} is missing: apt-get install chromium, or set CHROMIUM`);
  if (!existsSync(path.join(dist, 'index.html'))) throw new Error('dist/ is missing: npm run build');
  mkdirSync(pictures, { recursive: true });
  return chromium.launch({ executablePath, args: flags });
}

export const phone: BrowserContextOptions = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true };
export const desktop: BrowserContextOptions = { viewport: { width: 1440, height: 900 } };

/** A page with a list of every address it asked for and every error it met. */
export interface Visit {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly requests: readonly string[];
  readonly errors: readonly string[];
}

export async function visit(browser: Browser, url: string, options: BrowserContextOptions = desktop): Promise<Visit> {
  const context = await browser.newContext({ locale: 'en-GB', ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(90_000);
  const requests: string[] = [];
  const errors: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => { if (message.type() === 'error') errors.push(message.text()); });
  await page.goto(url);
  return { context, page, requests, errors };
}

/** Until list and map show what they are going to show. */
export async function settled(page: Page): Promise<void> {
  await page.waitForSelector('.app[data-map="ready"], .app[data-map="no-webgl"]', { timeout: 120_000 });
  await page.waitForFunction(() => document.querySelector('.results')?.getAttribute('aria-busy') === 'false');
  await page.waitForLoadState('networkidle');
  await page.waitForTimeout(700); // labels fade and the last tiles are drawn; there is no event for a still map
}

export const picture = (page: Page, name: string): Promise<Buffer> => page.screenshot({ path: path.join(pictures, `${name}.png`) });

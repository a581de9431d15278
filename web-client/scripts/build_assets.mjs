// Makes what the page draws with from packages and from src/: icons as TypeScript data, the map's sprite in two
// themes and two resolutions, and the style template that the server fills. Run by every npm script that needs it.
import { readFile, mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { initWasm, Resvg } from '@resvg/resvg-wasm';
import { runnerImport } from 'vite';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);
const load = async (file) => (await runnerImport(path.join(root, file), { configFile: false, logLevel: 'error' })).module;

/** Writes only what changed, so that a build that has nothing new to do is seen as up to date. */
async function write(file, content) {
  const target = path.join(root, file);
  const bytes = Buffer.from(content);
  const before = await readFile(target).catch(() => undefined);
  if (before?.equals(bytes)) return;
  await mkdir(path.dirname(target), { recursive: true });
  await writeFile(target, bytes);
}

const folders = { maki: 'node_modules/@mapbox/maki/icons', temaki: 'node_modules/@ideditor/temaki/icons', lucide: 'node_modules/lucide-static/icons' };
const readIcon = (id) => {
  const [set, name] = id.split(':');
  return readFile(path.join(root, folders[set], `${name}.svg`), 'utf8');
};

const attributes = (text) => Object.fromEntries([...text.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, key, value]) => [key, value.replaceAll(/&#x[0-9A-Fa-f]+;|\s+/g, ' ').trim()]));

/** Filled icons, as one path with the side of the box that it is drawn in (15 for most, 40 or 50 for some). */
async function glyph(id) {
  const svg = await readIcon(id);
  const box = Number(/viewBox="0 0 (\d+)/.exec(svg)?.[1] ?? 15);
  const path = [...svg.matchAll(/<path\b([^>]*)>/g)].map(([, text]) => attributes(text).d).join(' ');
  return { box, path };
}

/** Stroked control icons of 24 × 24, as paths: circles, lines and rectangles are rewritten. */
async function strokePaths(name) {
  const svg = await readIcon(`lucide:${name}`);
  return [...svg.matchAll(/<(path|circle|line|rect|polyline|polygon|ellipse)\b([^>]*)>/g)].map(([, tag, text]) => {
    const a = attributes(text);
    const n = (key) => Number(a[key] ?? 0);
    if (tag === 'path') return a.d;
    if (tag === 'circle' || tag === 'ellipse') {
      const [rx, ry] = tag === 'circle' ? [n('r'), n('r')] : [n('rx'), n('ry')];
      return `M${n('cx') - rx} ${n('cy')}a${rx} ${ry} 0 1 0 ${2 * rx} 0a${rx} ${ry} 0 1 0 ${-2 * rx} 0`;
    }
    if (tag === 'line') return `M${n('x1')} ${n('y1')}L${n('x2')} ${n('y2')}`;
    if (tag === 'rect') {
      const r = n('rx');
      const [w, h] = [n('width') - 2 * r, n('height') - 2 * r];
      return `M${n('x') + r} ${n('y')}h${w}a${r} ${r} 0 0 1 ${r} ${r}v${h}a${r} ${r} 0 0 1 ${-r} ${r}h${-w}a${r} ${r} 0 0 1 ${-r} ${-r}v${-h}a${r} ${r} 0 0 1 ${r} ${-r}z`;
    }
    if (tag === 'polyline' || tag === 'polygon') return `M${a.points}${tag === 'polygon' ? 'z' : ''}`;
    throw new Error(`lucide ${name}: <${tag}> is not known to this script`);
  });
}

const { kinds, unknownKind, familyLook } = await load('src/kinds.ts');
const { shapes } = await load('src/map/style/shapes.ts');
const { spriteName } = await load('src/map/style/learning.ts');
const { mapPalettes } = await load('src/map/style/palette.ts');
const { buildStyle } = await load('src/map/style/style.ts');
const { controlIcons } = await load('src/ui/control_icons.ts');

const rows = [...Object.values(kinds), unknownKind];
const glyphs = Object.fromEntries(await Promise.all([...new Set(rows.map((row) => row.icon))].sort().map(async (id) => [id, await glyph(id)])));
const controls = Object.fromEntries(await Promise.all(Object.entries(controlIcons).map(async ([key, name]) => [key, await strokePaths(name)])));

await write(
  'src/generated/icons.ts',
  '// Made by scripts/build_assets.mjs from @mapbox/maki and @ideditor/temaki (CC0) and lucide-static (ISC).\n' +
    `export const glyphs: Readonly<Record<string, { readonly box: number; readonly path: string }>> = ${JSON.stringify(glyphs, null, 2)};\n\n` +
    `export const controls = ${JSON.stringify(controls, null, 2)} as const;\n`,
);

await initWasm(await readFile(require.resolve('@resvg/resvg-wasm/index_bg.wasm')));
const size = 34; // px at 1×: the 32 box and one px of outline around it
const columns = 10;

function imageSvg(row, theme, hollow) {
  const look = familyLook[row.family];
  const shape = shapes[look.shape];
  const colour = look[theme];
  const paper = mapPalettes[theme].paper;
  const [x, y] = shape.glyph;
  const { box, path: glyphPath } = glyphs[row.icon];
  const scale = 16 / box;
  const body = hollow
    ? `<path d="${shape.path}" fill="${paper}" stroke="${paper}" stroke-width="2" stroke-linejoin="round"/>` +
      `<path d="${shape.path}" transform="translate(16 16) scale(.93) translate(-16 -16)" fill="none" stroke="${colour}" stroke-width="2.2" stroke-dasharray="3.2 2.2"/>`
    : `<path d="${shape.path}" fill="${colour}" stroke="${paper}" stroke-width="2" stroke-linejoin="round"/>`;
  return `${body}<path d="${glyphPath}" transform="translate(${x} ${y}) scale(${scale}) translate(${-box / 2} ${-box / 2})" fill="${hollow ? colour : paper}"/>`;
}

for (const theme of ['light', 'dark']) {
  const images = new Map();
  for (const row of rows) for (const hollow of [false, true]) images.set(spriteName(row, hollow), imageSvg(row, theme, hollow));
  const names = [...images.keys()].sort();
  const height = Math.ceil(names.length / columns) * size;
  const cells = names.map((name, i) => ({ name, x: (i % columns) * size, y: Math.floor(i / columns) * size }));
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${columns * size} ${height}">${cells
    .map(({ name, x, y }) => `<g transform="translate(${x + 1} ${y + 1})">${images.get(name)}</g>`)
    .join('')}</svg>`;
  for (const ratio of [1, 2]) {
    const suffix = ratio === 1 ? '' : '@2x';
    const png = new Resvg(svg, { fitTo: { mode: 'width', value: columns * size * ratio } }).render().asPng();
    await write(`public/sprites/${theme}${suffix}.png`, png);
    const index = Object.fromEntries(cells.map(({ name, x, y }) => [name, { x: x * ratio, y: y * ratio, width: size * ratio, height: size * ratio, pixelRatio: ratio }]));
    await write(`public/sprites/${theme}${suffix}.json`, JSON.stringify(index));
  }
}

await write('public/style.json', `${JSON.stringify(buildStyle({ base: '{base}', theme: 'light', language: 'en', districts: false }), null, 1)}\n`);
await write('public/style-dark.json', `${JSON.stringify(buildStyle({ base: '{base}', theme: 'dark', language: 'en', districts: false }), null, 1)}\n`);

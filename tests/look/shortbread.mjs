// Draws our base tiles with a published Shortbread style (VersaTiles) in MapLibre GL and saves a picture, so that
// a person can look whether the tiles are what such styles expect. Prints which source layers were drawn.
//
//   npm ci && node shortbread.mjs --tiles 'http://127.0.0.1:8080/tiles/basemap/{z}/{x}/{y}.mvt' \
//     --at 7.4246,43.7384,14 --size 1200x900 --out monaco.png [--theme colorful]
//
// MapLibre and playwright-core are the web client's; the browser is Debian's chromium (or CHROMIUM).
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { osm } from '@versatiles/style';

const here = dirname(fileURLToPath(import.meta.url));
const client = join(here, '../../web-client');
const requireFromClient = createRequire(join(client, 'package.json'));
const { chromium } = await import(pathToFileURL(requireFromClient.resolve('playwright-core')).href).then(
  (module) => module.default ?? module,
);

const { values: options } = parseArgs({
  options: {
    tiles: { type: 'string' },
    at: { type: 'string' },
    size: { type: 'string', default: '1200x900' },
    out: { type: 'string', default: 'look.png' },
    theme: { type: 'string', default: 'colorful' },
  },
});
if (!options.tiles || !options.at) {
  console.error('shortbread.mjs: --tiles URL with {z}/{x}/{y} and --at LON,LAT,ZOOM are needed');
  process.exit(2);
}
const [lon, lat, zoom] = options.at.split(',').map(Number);
const [width, height] = options.size.split('x').map(Number);

const style = osm({ theme: options.theme, projection: 'mercator' });
for (const [name, source] of Object.entries(style.sources)) {
  if (source.type !== 'vector') {
    delete style.sources[name];
    continue;
  }
  style.sources[name] = { type: 'vector', tiles: ['/t/{z}/{x}/{y}'], minzoom: 0, maxzoom: 14 };
}
style.layers = style.layers.filter((layer) => layer.source === undefined || style.sources[layer.source]);
delete style.glyphs; // local fonts, no other host
delete style.sprite;

const page = `<!doctype html><meta charset="utf-8"><style>html,body,#map{margin:0;height:100%}</style><div id="map"></div>
<script type="module">
  import * as maplibre from '/lib/maplibre-gl.mjs';
  maplibre.setWorkerUrl('/lib/maplibre-gl-worker.mjs');
  const style = await (await fetch('/style.json')).json();
  for (const source of Object.values(style.sources)) source.tiles = source.tiles.map((t) => location.origin + t);
  const map = new maplibre.Map({ container: 'map', style, center: [${lon}, ${lat}], zoom: ${zoom},
    attributionControl: false, fadeDuration: 0 });
  map.on('error', (event) => console.error(String(event.error?.message ?? event.error)));
  map.once('idle', () => {
    const count = {};
    for (const f of map.queryRenderedFeatures()) count[f.sourceLayer] = (count[f.sourceLayer] ?? 0) + 1;
    window.drawn = count;
  });
</script>`;

const server = createServer(async (request, response) => {
  const path = new URL(request.url, 'http://localhost').pathname;
  const send = (type, body, status = 200, headers = {}) =>
    response.writeHead(status, { 'content-type': type, ...headers }).end(body);
  try {
    if (path === '/') return send('text/html', page);
    if (path === '/style.json') return send('application/json', JSON.stringify(style));
    if (path.startsWith('/lib/')) {
      const file = join(client, 'node_modules/maplibre-gl/dist', path.slice(5).replaceAll('..', ''));
      return send('text/javascript', await readFile(file));
    }
    if (path.startsWith('/t/')) {
      const [z, x, y] = path.slice(3).split('/');
      const url = options.tiles.replace('{z}', z).replace('{x}', x).replace('{y}', y);
      const answer = await fetch(url);
      if (answer.status !== 200) return send('text/plain', '', answer.status === 204 ? 204 : 404);
      return send('application/vnd.mapbox-vector-tile', Buffer.from(await answer.arrayBuffer()));
    }
    return send('text/plain', '', 404);
  } catch (error) {
    return send('text/plain', String(error), 500);
  }
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--no-sandbox', '--disable-quic',
    '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
  ],
});
try {
  const tab = await browser.newPage({ viewport: { width, height } });
  const messages = new Set();
  tab.on('console', (message) => {
    if (message.type() === 'error') messages.add(message.text());
  });
  tab.on('pageerror', (error) => messages.add(String(error)));
  await tab.goto(`http://127.0.0.1:${server.address().port}/`);
  await tab.waitForFunction(() => window.drawn, undefined, { timeout: 120_000 });
  await tab.screenshot({ path: options.out });
  console.log(JSON.stringify(await tab.evaluate(() => window.drawn)));
  for (const message of messages) console.error(message);
} finally {
  await browser.close();
  server.close();
}

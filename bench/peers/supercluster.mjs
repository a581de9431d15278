// Clusters of a million places with supercluster, on the points and the one in ten of cluster_bench:
//   cluster_bench --points points.bin && npm install --no-save supercluster && node --expose-gc supercluster.mjs points.bin
// Prints, as JSON: milliseconds to build, megabytes held, median microseconds of a tile by zoom. Filters have to be
// built into the index, so the filtered one is an index of its own: its time to build is what a new filter costs.
import { readFileSync } from 'node:fs';
import Supercluster from 'supercluster';

const bytes = readFileSync(process.argv[2]);
const numbers = new Float64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 8);
const places = numbers[0];
const tiles = numbers[1];
const features = (share) => {
  const out = [];
  for (let i = 0; i < places; i += share) {
    out.push({
      type: 'Feature',
      geometry: { type: 'Point', coordinates: [numbers[2 + 2 * i], numbers[3 + 2 * i]] },
      properties: {},
    });
  }
  return out;
};
const ask = (index) => {
  const byZoom = {};
  for (let t = 0; t < tiles; t++) {
    const [z, x, y] = numbers.subarray(2 + 2 * places + 3 * t, 5 + 2 * places + 3 * t);
    for (let warm = 0; warm < 20; warm++) index.getTile(z, x, y);
    const times = [];
    for (let i = 0; i < 50; i++) {
      const start = process.hrtime.bigint();
      index.getTile(z, x, y);
      times.push(Number(process.hrtime.bigint() - start) / 1000);
    }
    times.sort((a, b) => a - b);
    byZoom[z] = times[times.length >> 1];
  }
  return byZoom;
};

const result = {};
for (const share of [1, 10]) {
  const input = features(share);
  globalThis.gc();
  const before = process.memoryUsage();
  const start = process.hrtime.bigint();
  // 32 pixels, as our cells; extent as vector tiles have it.
  const index = new Supercluster({ radius: 32, extent: 512, maxZoom: 15, log: false }).load(input);
  const built = Number(process.hrtime.bigint() - start) / 1e6;
  globalThis.gc();
  const after = process.memoryUsage();
  result[`1/${share}`] = {
    build_ms: built,
    held_mb: (after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers) / 2 ** 20,
    tile_us: ask(index),
    places: input.length, // keeps the input alive while memory is measured: it counts on neither side
  };
}
console.log(JSON.stringify(result));

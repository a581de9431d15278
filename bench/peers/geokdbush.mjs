// k nearest of a million places with geokdbush over kdbush, on the points and filters of nearest_bench:
//   nearest_bench --points points.bin && npm install --no-save kdbush geokdbush && node geokdbush.mjs points.bin
// Prints the median microseconds of a warmed query for each filter, as JSON.
import { readFileSync } from 'node:fs';
import * as geokdbush from 'geokdbush';
import KDBush from 'kdbush';

const bytes = readFileSync(process.argv[2]);
const numbers = new Float64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 8);
const places = numbers[0];
const queries = numbers[1];
const lon = (i) => numbers[2 + 2 * i];
const lat = (i) => numbers[3 + 2 * i];

const index = new KDBush(places);
for (let i = 0; i < places; i++) index.add(lon(i), lat(i));
index.finish();

// The rule of nearest_bench.cpp: one row in `share`.
function matches(row, share) {
  let hash = Math.imul(row, 2654435761) >>> 0;
  hash = (hash ^ (hash >>> 16)) >>> 0;
  hash = Math.imul(hash, 0x45d9f3b) >>> 0;
  hash = (hash ^ (hash >>> 16)) >>> 0;
  return hash % share === 0;
}

const around = geokdbush.around;
const medians = {};
for (const share of [1, 10, 100, 1000]) {
  const bits = new Uint8Array(places);
  for (let i = 0; i < places; i++) bits[i] = matches(i, share) ? 1 : 0;
  const filter = share === 1 ? undefined : (i) => bits[i] === 1;
  const ask = (q) => around(index, lon(places + q), lat(places + q), 10, Infinity, filter);
  for (let q = 0; q < queries; q++) ask(q); // warm
  const times = [];
  for (let q = 0; q < queries; q++) {
    const start = process.hrtime.bigint();
    ask(q);
    times.push(Number(process.hrtime.bigint() - start) / 1000);
  }
  times.sort((a, b) => a - b);
  medians[`1/${share}`] = times[times.length >> 1];
}
console.log(JSON.stringify(medians));

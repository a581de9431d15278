// Reads every `NAME.mvt` of a folder with @mapbox/vector-tile and compares it with `NAME.json`, which holds what
// Cartable's own reader found. Prints how much was compared; exits with 1 at the first difference.
//   node read.mjs FOLDER
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { VectorTile, classifyRings } from '@mapbox/vector-tile';
import { PbfReader } from 'pbf';

const POLYGON = 3;
const folder = process.argv[2];
let tiles = 0;
let features = 0;

function fail(message, ours, theirs) {
  console.error(message, '\nours:  ', JSON.stringify(ours), '\ntheirs:', JSON.stringify(theirs));
  process.exit(1);
}

for (const file of readdirSync(folder).filter((name) => name.endsWith('.mvt'))) {
  const tile = new VectorTile(new PbfReader(readFileSync(join(folder, file))));
  const expected = JSON.parse(readFileSync(join(folder, file.replace(/mvt$/, 'json')), 'utf8'));
  const names = Object.keys(tile.layers);
  if (!isDeepStrictEqual(names, expected.map((layer) => layer.name))) {
    fail(`${file}: layers`, expected.map((layer) => layer.name), names);
  }
  for (const layer of expected) {
    const theirs = tile.layers[layer.name];
    if (theirs.extent !== 4096 || theirs.version !== 2 || theirs.length !== layer.features.length) {
      fail(`${file} ${layer.name}: layer`, layer.features.length, theirs.length);
    }
    layer.features.forEach((ours, index) => {
      const feature = theirs.feature(index);
      const rings = feature.loadGeometry();
      const geometry = rings.map((part) => {
        const points = feature.type === POLYGON ? part.slice(0, -1) : part;
        return points.map(({ x, y }) => [x, y]);
      });
      const found = { id: feature.id ?? null, type: feature.type, properties: { ...feature.properties }, geometry };
      if (ours.type === 1) {
        // The reference decoder gives each point a part of its own.
        ours.geometry = ours.geometry.flat().map((point) => [point]);
        found.geometry = geometry.flat().map((point) => [point]);
      }
      if (!isDeepStrictEqual(found, ours)) {
        fail(`${file} ${layer.name} feature ${index}`, ours, found);
      }
      if (feature.type === POLYGON) {
        const polygons = classifyRings(rings);
        const outer = polygons.flat().length;
        if (polygons.length === 0 || outer !== rings.length) {
          fail(`${file} ${layer.name} feature ${index}: rings without a polygon`, rings.length, outer);
        }
      }
      ++features;
    });
  }
  ++tiles;
}
console.log(`${tiles} tiles, ${features} features: equal`);

// Valhalla beside travel_bench: node valhalla.mjs CONFIG.json POINTS.json → medians in microseconds and, for each pair of
// points, the length of the shortest way on foot in metres.
import { readFileSync } from "node:fs";
import { Actor } from "@valhallajs/valhallajs";

const [config, pointsFile] = process.argv.slice(2);
const points = JSON.parse(readFileSync(pointsFile, "utf8")).map(([lon, lat]) => ({ lon, lat }));
const actor = await Actor.fromConfigFile(config);
const foot = { costing: "pedestrian", costing_options: { pedestrian: { walking_speed: 4.8 } } };
const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];
async function timed(queries, run) {
  const times = [];
  for (const query of queries) {
    const text = JSON.stringify(query);
    const begin = performance.now();
    await run(text);
    times.push((performance.now() - begin) * 1000);
  }
  return median(times);
}

const isochrones = (polygons) =>
  points.map((p) => ({ locations: [p], contours: [{ time: 15 }], polygons, ...foot }));
await timed(isochrones(true).slice(0, 20), (q) => actor.isochrone(q));
const isochrone_us = await timed(isochrones(true), (q) => actor.isochrone(q));
const isochrone_lines_us = await timed(isochrones(false), (q) => actor.isochrone(q));
// The service limits of the default configuration allow 50 or so locations a matrix: the largest it takes is asked for.
let size = 0;
let matrix_us = 0;
let refused = "";
for (const count of [1000, 500, 200, 100, 50]) {
  try {
    const targets = Array.from({ length: count }, (_, i) => points[i % points.length]);
    matrix_us = await timed(
      points.slice(0, 10).map((p) => ({ sources: [p], targets, ...foot })), (q) => actor.matrix(q));
    size = count;
    break;
  } catch (error) {
    refused = String(error);
  }
}
const ways = [];
for (let i = 0; i + 1 < points.length; i += 2) {
  try {
    const answer = JSON.parse(
      await actor.route(JSON.stringify({
        locations: [points[i], points[i + 1]],
        costing: "pedestrian",
        costing_options: { pedestrian: { shortest: true } },
        directions_type: "none",
      })));
    ways.push(answer.trip.summary.length * 1000);
  } catch {
    ways.push(-1);
  }
}
console.log(JSON.stringify({ isochrone_us, isochrone_lines_us, matrix_size: size, matrix_us, refused, ways }));

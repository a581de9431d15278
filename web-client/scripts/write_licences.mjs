// Writes dist/LICENCES.txt: whose work is in the bundle, under which licence, with its text.
import { readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** What ends up in the bundle; lit's parts are listed because they are published apart. */
const bundled = [
  ['maplibre-gl', 'draws the map'],
  ['lit', 'draws the page'],
  ['lit-html', 'part of lit'],
  ['lit-element', 'part of lit'],
  ['@lit/reactive-element', 'part of lit'],
  ['@fontsource-variable/noto-sans', 'the typeface Noto Sans'],
  ['@fontsource-variable/noto-sans-arabic', 'the typeface Noto Sans Arabic'],
  ['@mapbox/maki', 'icons of places'],
  ['@ideditor/temaki', 'icons of places'],
  ['lucide-static', 'icons on buttons'],
];

const parts = await Promise.all(
  bundled.map(async ([name, use]) => {
    const folder = path.join(root, 'node_modules', name);
    const { version, license } = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
    const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
    if (file === undefined) throw new Error(`${name}: no licence file in the package`);
    const text = (await readFile(path.join(folder, file), 'utf8')).trim();
    return `${name} ${version}: ${use} (${license})\n${'-'.repeat(72)}\n${text}\n`;
  }),
);

const head = `Cartable is licensed under the Apache License 2.0.
Map data © OpenStreetMap contributors, Open Database License 1.0 (https://www.openstreetmap.org/copyright);
what other sources ask for is named on the page beside their data.

The page is made with the following works.
`;
await writeFile(path.join(root, 'dist', 'LICENCES.txt'), `${head}\n${parts.join('\n')}`);

// Writes data/: for each style a .bin (RGBA, SIZE x SIZE) and a .json (the concept of each), concepts.json, and
// evaluation/, larger PNG files of two styles for evaluate.py. A style whose files exist is not drawn again.

import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { readEmoji } from './emoji.mjs';
import { styles } from './sources.mjs';

const SIZE = 64;
const EVALUATION_SIZE = 128;
const EVALUATION_STYLES = new Set(['fluent-3d', 'openmoji']);
const folder = join(import.meta.dirname, 'data');

function draw(source, size) {
  return sharp(source, { density: (72 * size) / SIZE })
    .resize(size, size, { fit: 'contain', background: { r: 0, g: 0, b: 0, alpha: 0 } })
    .toColourspace('srgb')
    .ensureAlpha();
}

function sourcesOf(style, emoji) {
  return style.findAll ? style.findAll(emoji) : [style.find(emoji)].filter(Boolean);
}

async function collectStyle(style, concepts) {
  const file = join(folder, 'pictures', style.name);
  if (existsSync(`${file}.json`)) return;
  const pixels = [];
  const shown = [];
  for (const [concept, emoji] of concepts.entries()) {
    for (const source of sourcesOf(style, emoji)) {
      pixels.push(await draw(source, SIZE).raw().toBuffer());
      shown.push(concept);
    }
  }
  writeFileSync(`${file}.bin`, Buffer.concat(pixels));
  writeFileSync(`${file}.json`, JSON.stringify(shown));
  console.log(style.name, shown.length);
}

async function collectForEvaluation(style, concepts) {
  const inner = join(folder, 'evaluation', style.name);
  if (existsSync(inner)) return;
  mkdirSync(inner, { recursive: true });
  for (const [concept, emoji] of concepts.entries()) {
    const source = style.find(emoji);
    if (source === undefined) continue;
    await draw(source, EVALUATION_SIZE)
      .png()
      .toFile(join(inner, `${concept}.png`));
  }
}

mkdirSync(join(folder, 'pictures'), { recursive: true });
const concepts = readEmoji();
writeFileSync(join(folder, 'concepts.json'), JSON.stringify(concepts));
for (const style of styles) {
  await collectStyle(style, concepts);
  if (EVALUATION_STYLES.has(style.name)) await collectForEvaluation(style, concepts);
}

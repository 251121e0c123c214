// Writes data/: pictures.bin (RGBA, SIZE x SIZE), pictures.json (concept and style of each), concepts.json, and
// evaluation/, larger PNG files of two styles for evaluate.py.

import { mkdirSync, createWriteStream, writeFileSync } from 'node:fs';
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

async function collect() {
  mkdirSync(folder, { recursive: true });
  const concepts = readEmoji();
  const bytes = createWriteStream(join(folder, 'pictures.bin'));
  const pictures = [];
  for (const style of styles) {
    if (EVALUATION_STYLES.has(style.name))
      mkdirSync(join(folder, 'evaluation', style.name), { recursive: true });
    let count = 0;
    for (const [concept, emoji] of concepts.entries()) {
      const source = style.find(emoji);
      if (source === undefined) continue;
      const pixels = await draw(source, SIZE).raw().toBuffer();
      if (pixels.length !== SIZE * SIZE * 4)
        throw new Error(`${style.name}: ${emoji.names[0]} has ${pixels.length} bytes`);
      if (!bytes.write(pixels)) await new Promise((resolve) => bytes.once('drain', resolve));
      pictures.push({ concept, style: style.name, heldOut: style.heldOut ?? false });
      if (EVALUATION_STYLES.has(style.name)) {
        await draw(source, EVALUATION_SIZE)
          .png()
          .toFile(join(folder, 'evaluation', style.name, `${concept}.png`));
      }
      count += 1;
    }
    console.log(style.name, count);
  }
  await new Promise((resolve) => bytes.end(resolve));
  writeFileSync(join(folder, 'pictures.json'), JSON.stringify(pictures));
  writeFileSync(join(folder, 'concepts.json'), JSON.stringify(concepts));
  console.log(`${concepts.length} concepts, ${pictures.length} pictures`);
}

await collect();

// Writes packages/cli/catalogue: items.jsonl, queries.json and the images of both.

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { categories } from './catalogue-items.mjs';
import { imageQueries, textQueries } from './catalogue-queries.mjs';
import { readEmoji } from './emoji.mjs';
import { styles } from './sources.mjs';

const SIZE = 128;
const LANGUAGES = ['en', 'de', 'fr', 'es', 'pt', 'it', 'ru', 'ar', 'hi', 'ja', 'ko', 'zh'];
const KEYWORDS = 4;
const folder = join(import.meta.dirname, '..', '..', 'cli', 'catalogue');
const emojiByName = new Map(readEmoji().map((emoji) => [emoji.texts.en.name.toLowerCase(), emoji]));

function findEmoji(name) {
  const emoji = emojiByName.get(name.toLowerCase());
  if (emoji === undefined) throw new Error(`no emoji is called ${name}`);
  return emoji;
}

function toId(name) {
  return name
    .toLowerCase()
    .replace(/’/g, '')
    .replace(/[^a-z0-9]+/g, '-');
}

/** The name and its first keywords, as a caption: 'Geige: Instrument, Musik, Violine'. */
function describe({ name, keywords }, language) {
  const others = keywords.filter((keyword) => keyword !== name).slice(0, KEYWORDS);
  return `${name}: ${others.join(['ja', 'zh'].includes(language) ? '、' : ', ')}`;
}

async function savePicture(style, emoji, file) {
  const source = styles.find(({ name }) => name === style).find(emoji);
  if (source === undefined) throw new Error(`${style} has no image of ${emoji.texts.en.name}`);
  await sharp(source)
    .resize(SIZE, SIZE, { fit: 'contain', background: { r: 0, g: 0, b: 0, alpha: 0 } })
    .webp({ quality: 82, alphaQuality: 90, effort: 6 })
    .toFile(join(folder, file));
}

async function writeItem(name, category, language) {
  const emoji = findEmoji(name);
  const id = toId(name);
  const image = `pictures/${id}.webp`;
  await savePicture('fluent-3d', emoji, image);
  const names = Object.fromEntries(LANGUAGES.map((code) => [code, emoji.texts[code].name]));
  const text = describe(emoji.texts[language], language);
  return { id, image, text, metadata: { name, category, language, names } };
}

async function writeCatalogue() {
  for (const inner of ['pictures', 'queries']) {
    rmSync(join(folder, inner), { recursive: true, force: true });
    mkdirSync(join(folder, inner), { recursive: true });
  }
  const items = [];
  for (const [category, names] of Object.entries(categories)) {
    for (const name of names) {
      items.push(await writeItem(name, category, LANGUAGES[items.length % LANGUAGES.length]));
    }
  }
  writeFileSync(
    join(folder, 'items.jsonl'),
    items.map((item) => `${JSON.stringify(item)}\n`).join(''),
  );

  const queries = textQueries.map(([kind, language, text, expects]) => ({
    kind,
    language,
    text,
    expects,
  }));
  for (const id of imageQueries) {
    const image = `queries/${id}.webp`;
    const { name } = items.find((item) => item.id === id).metadata;
    await savePicture('noto', findEmoji(name), image);
    queries.push({ kind: 'image-to-image', image, expects: [id] });
  }
  const ids = new Set(items.map(({ id }) => id));
  const strangers = queries.flatMap(({ expects }) => expects).filter((id) => !ids.has(id));
  if (strangers.length > 0 || ids.size < items.length)
    throw new Error(`unknown or repeated ids: ${strangers.join(', ')}`);
  const lines = queries.map((query) => `  ${JSON.stringify(query)}`).join(',\n');
  writeFileSync(join(folder, 'queries.json'), `[\n${lines}\n]\n`);
  console.log(`${items.length} items, ${queries.length} queries`);
}

await writeCatalogue();

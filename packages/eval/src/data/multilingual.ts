import { join } from 'node:path';
import { invalid, isPlainObject } from '@nestvec/core/kit';
import type { Caption, CaptionedImages } from './captions.ts';
import { checkThere, isThere, readLines, readObjects, textOf } from './files.ts';

const crossmodalHome = 'google.github.io/crossmodal-3600';
const xtdHome =
  'github.com/adobe-research/Cross-lingual-Test-Dataset-XTD10, its photos from cocodataset.org';

/** Crossmodal-3600: `captions.jsonl` with captions in 36 languages, and `images/KEY.jpg`. Captions of missing images are left out. */
export async function crossmodalCaptions(
  root: string,
  folder: string = join(root, 'images'),
): Promise<CaptionedImages> {
  const path = join(root, 'captions.jsonl');
  await checkThere(path, 'it holds the captions of Crossmodal-3600', crossmodalHome);
  await checkThere(folder, 'it holds the images of Crossmodal-3600', crossmodalHome);
  const images = new Map<string, string>();
  const captions: Caption[] = [];
  const missing: string[] = [];
  for await (const { at, value } of readObjects(path)) {
    const image = textOf(value, 'image/key', at);
    if (images.has(image)) throw invalid(at, `the image ${image} is there twice`);
    const file = join(folder, `${image}.jpg`);
    if (!(await isThere(file))) {
      missing.push(image);
      continue;
    }
    images.set(image, file);
    for (const [language, given] of Object.entries(value)) {
      if (!isPlainObject(given) || !Array.isArray(given['caption'])) continue;
      const texts: readonly unknown[] = given['caption'];
      for (const text of texts) {
        if (typeof text !== 'string') throw invalid(`${at}.${language}.caption`, 'must hold texts');
        captions.push({ image, text, language });
      }
    }
  }
  if (images.size === 0)
    await checkThere(
      join(folder, `${missing[0] ?? 'KEY'}.jpg`),
      'it is an image of Crossmodal-3600',
      crossmodalHome,
    );
  const notes =
    missing.length === 0
      ? []
      : [
          `${missing.length} images are missing in ${folder} (${missing[0]}.jpg the first); their captions are left out`,
        ];
  return { name: 'Crossmodal-3600', images, captions, notes };
}

/** Where XTD10 keeps the captions of each language. */
const xtdFiles: readonly (readonly [folder: string, languages: readonly string[]])[] = [
  ['XTD10', ['en', 'es', 'it', 'ko', 'pl', 'ru', 'tr', 'zh']],
  ['MIC', ['de', 'fr']],
  ['STAIR', ['jp']],
];

/** XTD10: 1,000 photos of COCO, line n of each language's file belongs to line n of the names. Its `jp` is Japanese, BCP 47's `ja`. */
export async function xtdCaptions(
  root: string,
  folder: string = join(root, 'images'),
): Promise<CaptionedImages> {
  const namesFile = join(root, 'XTD10', 'test_image_names.txt');
  await checkThere(namesFile, 'it names the photos of XTD10', xtdHome);
  const names = await allLines(namesFile);
  const images = new Map(names.map((name) => [name, join(folder, name)]));
  if (images.size !== names.length) throw invalid(namesFile, 'names a photo twice');
  const [first] = images.values();
  if (first !== undefined) await checkThere(first, 'it is a photo of XTD10', xtdHome);
  const captions: Caption[] = [];
  const notes: string[] = [];
  for (const [place, languages] of xtdFiles)
    for (const language of languages) {
      const path = join(root, place, `test_1kcaptions_${language}.txt`);
      if (!(await isThere(path))) {
        notes.push(`${path} is missing, so ${language} is left out`);
        continue;
      }
      const texts = await allLines(path);
      if (texts.length !== names.length)
        throw invalid(path, `has ${texts.length} captions for ${names.length} photos`);
      for (const [i, text] of texts.entries())
        captions.push({
          image: names[i] ?? '',
          text,
          language: language === 'jp' ? 'ja' : language,
        });
    }
  return { name: 'XTD10', images, captions, notes };
}

async function allLines(path: string): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { text } of readLines(path)) found.push(text.trim());
  return found;
}

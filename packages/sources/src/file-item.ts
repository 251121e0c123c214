import { extname } from 'node:path';
import type { Item, SourceFailure } from '@nestvec/core';
import { type DamageOptions, isDamaged } from './text/damage.ts';
import { readText, type TextOptions } from './read-text.ts';
import type { WalkedFile } from './walk.ts';

// heic, heif and jxl can't be decoded: they are items so that the embedder says so and they are not lost in silence.
const images: ReadonlySet<string> = new Set(
  'jpg jpeg jpe jfif png webp gif avif tif tiff svg heic heif bmp jxl'.split(' '),
);
const texts: ReadonlySet<string> = new Set(['txt', 'md']);

/** What a message calls images. */
export const imageNames = 'images (jpg, png, webp, gif, avif, tiff, svg, bmp)';

/** What a message calls the files that become items. */
export const itemFiles: string = `${imageNames} or texts (txt, md)`;

/** Whether a file is taken for an image, by its extension. */
export function isImage(path: string): boolean {
  return images.has(extensionOf(path));
}

/** What a file is taken for, by its extension; `undefined` for what is passed over. */
export function fileKind(path: string): 'image' | 'text' | undefined {
  if (isImage(path)) return 'image';
  return texts.has(extensionOf(path)) ? 'text' : undefined;
}

function extensionOf(path: string): string {
  return extname(path).slice(1).toLowerCase();
}

/** The item that a file is. An image is not opened here: the embedder does that, and says what is wrong with it. */
export async function fileItem(
  { path, id }: WalkedFile,
  kind: 'image' | 'text',
  source: string,
  options: TextOptions & DamageOptions,
): Promise<Item | SourceFailure> {
  if (kind === 'image') return { id, image: path, uri: path, source };
  const text = await readText(path, options);
  if (typeof text !== 'string') return { id, error: text, hides: [id] };
  if (isDamaged(text)) options.onDamaged?.(id);
  return { id, text, uri: path, source };
}

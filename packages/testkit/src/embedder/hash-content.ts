import { createHash, type Hash } from 'node:crypto';
import type { Content, ImageInput } from '@nestvec/core';

/** A whole number of 32 bits that equal contents share. A path or URL counts by its name; it is not opened. */
export async function hashContent(content: Content): Promise<number> {
  const hash = createHash('sha256');
  if ('text' in content) hash.update(`text\0${content.text}`);
  else await addImage(hash.update('image\0'), content.image);
  return hash.digest().readUInt32LE();
}

async function addImage(hash: Hash, image: ImageInput): Promise<void> {
  if (typeof image === 'string') hash.update(image);
  else if (image instanceof URL) hash.update(image.href);
  else if (image instanceof Uint8Array) hash.update(image);
  else if (image instanceof ArrayBuffer) hash.update(new Uint8Array(image));
  else if (image instanceof Blob) hash.update(new Uint8Array(await image.arrayBuffer()));
  else if ('base64' in image) hash.update(decoded(image.base64));
  else for await (const chunk of image) hash.update(chunk);
}

/** Of a `data:` URL what follows its comma; base64 itself has none. */
function decoded(base64: string): Buffer {
  return Buffer.from(base64.slice(base64.indexOf(',') + 1), 'base64');
}

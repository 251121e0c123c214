import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Content, ImageInput } from '../embedder/content.ts';
import { isUrl } from '../image/describe.ts';
import { readStream } from '../image/read-stream.ts';
import type { Item } from '../embedder/item.ts';
import { canonicalJson } from '../json.ts';
import type { Modality } from '../spec/models.ts';
import type { KnownItem } from './journal.ts';
import type { PreparedItem } from './prepare.ts';

/** One content with what it is known by. */
export interface HashedPart {
  readonly modality: Modality;
  readonly content: Content;
  /** SHA-256 in hexadecimal; absent where the picture's file can't be read, which the embedder will say better. */
  readonly hash: string | undefined;
}

/** An item with hashes of all that may change. */
export interface HashedItem extends PreparedItem {
  readonly parts: readonly HashedPart[];
  /** Of everything that is embedded; the record keeps it. */
  readonly contentHash: string | undefined;
  /** Of everything else. */
  readonly recordHash: string;
  /** State of the picture's file when it was hashed; absent where there is none, or where it was written to just then. */
  readonly signature: string | undefined;
}

/** A stream is collected, since it can be read only once; no picture that an embedder takes is larger. */
const mostStreamBytes = 100_000_000;

/** Hashes an item. A file whose state is the known one is not read again. Rejects with `image` for a stream that breaks off. */
export async function hashItem(
  prepared: PreparedItem,
  known: KnownItem | undefined,
  signal: AbortSignal,
): Promise<HashedItem> {
  const { item } = prepared;
  const parts: HashedPart[] = [];
  let signature: string | undefined;
  for (const { modality, content } of prepared.parts) {
    if ('text' in content) {
      parts.push({ modality, content, hash: digest('text', content.text) });
      continue;
    }
    const hashed = await hashImage(content.image, known, signal);
    signature = hashed.signature;
    parts.push({ modality, content: { image: hashed.image }, hash: hashed.hash });
  }
  return {
    ...prepared,
    parts,
    contentHash: hashAll(parts),
    recordHash: hashRecord(item),
    signature,
  };
}

/** What tells that a file was written to: size, times to the nanosecond, and which file it is. */
export async function fileSignature(image: ImageInput): Promise<string | undefined> {
  const path = pathOf(image);
  return path === undefined ? undefined : (await readState(path))?.signature;
}

async function readState(
  path: string,
): Promise<{ signature: string; isFresh: boolean } | undefined> {
  const found = await stat(path, { bigint: true }).catch(() => undefined);
  if (!found?.isFile()) return undefined;
  const { dev, ino, size, mtimeNs, ctimeNs, ctimeMs } = found;
  // The clock of files has coarse ticks: another write in this one would not show.
  const isFresh = Math.abs(Date.now() - Number(ctimeMs)) < 100;
  return { signature: [dev, ino, size, mtimeNs, ctimeNs].join('-'), isFresh };
}

interface HashedImage {
  readonly image: ImageInput;
  readonly hash: string | undefined;
  readonly signature?: string | undefined;
}

async function hashImage(
  image: ImageInput,
  known: KnownItem | undefined,
  signal: AbortSignal,
): Promise<HashedImage> {
  const path = pathOf(image);
  if (path !== undefined) return await hashFile(image, path, known);
  // A URL stands for what is behind it: fetching it only to compare would cost what is to be saved.
  if (typeof image === 'string') return { image, hash: digest('url', image) };
  if (image instanceof URL) return { image, hash: digest('url', image.href) };
  if (image instanceof Uint8Array) return { image, hash: digest('image', image) };
  if (image instanceof ArrayBuffer) return { image, hash: digest('image', new Uint8Array(image)) };
  if (image instanceof Blob) {
    return { image, hash: digest('image', new Uint8Array(await image.arrayBuffer())) };
  }
  if ('base64' in image)
    return { image, hash: digest('image', Buffer.from(image.base64, 'base64')) };
  const bytes = await readStream(image, 'image', mostStreamBytes, signal);
  return { image: bytes, hash: digest('image', bytes) };
}

async function hashFile(
  image: ImageInput,
  path: string,
  known: KnownItem | undefined,
): Promise<HashedImage> {
  const state = await readState(path);
  if (state === undefined) return { image, hash: undefined };
  const { signature, isFresh } = state;
  if (known?.imageHash !== undefined && known.signature === signature) {
    return { image, hash: known.imageHash, signature };
  }
  const hash = createHash('sha256').update('image\0');
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array); // no encoding is set
  } catch {
    return { image, hash: undefined };
  }
  return { image, hash: hash.digest('hex'), signature: isFresh ? undefined : signature };
}

function pathOf(image: ImageInput): string | undefined {
  const text = image instanceof URL ? image.href : image;
  if (typeof text !== 'string') return undefined;
  if (!isUrl(text)) return text;
  try {
    return text.startsWith('file:') ? fileURLToPath(text) : undefined;
  } catch {
    return undefined;
  }
}

function hashAll(parts: readonly HashedPart[]): string | undefined {
  if (parts.some(({ hash }) => hash === undefined)) return undefined;
  return digest('item', parts.map(({ modality, hash }) => `${modality}:${hash}`).join());
}

function hashRecord({ metadata, text, uri, parentId, source }: Item): string {
  return digest('record', canonicalJson([metadata, text, uri, parentId, source]));
}

/** The kind keeps a text and a picture of the same bytes apart. */
function digest(kind: string, content: string | Uint8Array): string {
  return createHash('sha256').update(`${kind}\0`).update(content).digest('hex');
}

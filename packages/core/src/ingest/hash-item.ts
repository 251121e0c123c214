import { createHash, hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Content, ImageInput } from '../embedder/content.ts';
import type { EmbedOptions } from '../embedder/embedder.ts';
import { isNestvecError, messageOf } from '../errors.ts';
import { decodeWritten } from '../image/base64.ts';
import { withDeadline } from '../image/deadline.ts';
import { describeImage, isUrl } from '../image/describe.ts';
import { imageError } from '../image/image-error.ts';
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
  /** SHA-256 in hexadecimal; absent where the image's file can't be read, which the embedder will say better. */
  readonly hash: string | undefined;
}

/** An item with hashes of all that may change. */
export interface HashedItem extends PreparedItem {
  readonly parts: readonly HashedPart[];
  /** Of everything that is embedded; the record keeps it. */
  readonly contentHash: string | undefined;
  /** State of the image's file when it was hashed; absent where there is none, or where it was written to just then. */
  readonly signature: string | undefined;
}

/** A stream is collected, since it can be read only once; no image that an embedder takes is larger. */
const mostStreamBytes = 100_000_000;
/** Longest time for that, as for an image from anywhere else. */
const streamMs = 15_000;

/**
 * Hashes an item. A file whose state is the known one is not read again. Rejects with `image` for a stream that breaks off or takes
 * too long, and with `aborted` once the signal fires.
 */
export async function hashItem(
  prepared: PreparedItem,
  known: KnownItem | undefined,
  signal: AbortSignal | undefined,
): Promise<HashedItem> {
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
  return { ...prepared, parts, contentHash: hashAll(parts), signature };
}

/**
 * Hashes one content, for what embeds outside of an ingest; a document's hash is the one that an ingest gives it. The content that
 * comes back is to be embedded, since a stream was read. The text of a query is another content than that of a document.
 */
export async function hashContent(
  content: Content,
  { task, signal }: EmbedOptions,
): Promise<Omit<HashedPart, 'modality'>> {
  if ('text' in content)
    return { content, hash: digest(task === 'query' ? 'query' : 'text', content.text) };
  const { image, hash } = await hashImage(content.image, undefined, signal);
  return { content: { image }, hash };
}

/** What changes when a file is written: size, times to the nanosecond, and which file it is. */
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
  signal: AbortSignal | undefined,
): Promise<HashedImage> {
  const path = pathOf(image);
  if (path !== undefined) return await hashFile(image, path, known);
  const source = describeImage(image);
  try {
    return await hashBytes(image, source, signal);
  } catch (error) {
    if (isNestvecError(error)) throw error;
    throw imageError(source, 'unreadable', `can't be read (${messageOf(error)})`, error);
  }
}

async function hashBytes(
  image: ImageInput,
  source: string,
  signal: AbortSignal | undefined,
): Promise<HashedImage> {
  if (typeof image === 'string' && /^data:/i.test(image)) return { image, hash: hashText(image) };
  // A URL stands for what is behind it: fetching it only to compare would cost what is to be saved.
  if (typeof image === 'string') return { image, hash: digest('url', image) };
  if (image instanceof URL) return { image, hash: digest('url', image.href) };
  if (image instanceof Uint8Array) return { image, hash: digest('image', image) };
  if (image instanceof ArrayBuffer) return { image, hash: digest('image', new Uint8Array(image)) };
  if (image instanceof Blob) {
    return { image, hash: digest('image', new Uint8Array(await image.arrayBuffer())) };
  }
  if ('base64' in image) return { image, hash: hashText(image.base64) };
  const deadline = { source, timeoutMs: streamMs, done: 'read' } as const;
  const bytes = await withDeadline(deadline, signal, async (until) =>
    readStream(image, source, mostStreamBytes, until),
  );
  return { image: bytes, hash: digest('image', bytes) };
}

/** By its bytes, as the embedder will read them; where they can't be read, which it will say, by the text. */
function hashText(text: string): string {
  try {
    return digest('image', decodeWritten(text, 'image', mostStreamBytes));
  } catch {
    return digest('written', text);
  }
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
  const ongoing = createHash('sha256').update('image\0');
  try {
    for await (const chunk of createReadStream(path)) ongoing.update(chunk as Uint8Array); // no encoding is set
  } catch {
    return { image, hash: undefined };
  }
  return { image, hash: ongoing.digest('hex'), signature: isFresh ? undefined : signature };
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

/** Hash of everything of an item that is kept and not embedded, and of its text. */
export function hashRecord({ metadata, text, uri, parentId, source }: Item): string {
  return digest('record', canonicalJson([metadata, text, uri, parentId, source]));
}

/** The kind keeps a text and an image of the same bytes apart. */
function digest(kind: string, content: string | Uint8Array): string {
  // In one go it takes half the time of a hash that could be added to.
  if (typeof content === 'string') return hash('sha256', `${kind}\0${content}`);
  return createHash('sha256').update(`${kind}\0`).update(content).digest('hex');
}

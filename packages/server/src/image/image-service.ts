import { createHash } from 'node:crypto';
import { isNestvecError } from '@nestvec/core';
import { type ImageIntake, untilAborted } from '@nestvec/core/kit';
import { Refusal, refuse } from '../problem/refusal.ts';
import { createRoom } from '../queue/room.ts';
import { createByteCache } from './byte-cache.ts';
import type { ImageRoot } from './image-root.ts';
import { type ImagePlaces, placeOf, readPlace } from './locate.ts';
import { renderImage } from './render.ts';

/** Shows images of records. */
export interface ImageService {
  /** Whether a `uri` names a place that images are shown from. */
  canServe(uri: string): boolean;
  /** The image at a `uri`, made anew. Throws 404 for one that can’t be shown, whatever the reason; 429 where too many wait. */
  show(uri: string, size: number, signal: AbortSignal | undefined): Promise<ShownImage>;
}

/** An image as it is sent. */
interface ShownImage {
  readonly bytes: Uint8Array;
  readonly etag: string;
}

/** What images are shown with. */
export interface ImageTools {
  readonly intake: ImageIntake;
  readonly roots: readonly ImageRoot[];
  readonly imageUrls: readonly URL[];
  readonly maxBytes: number;
  readonly cacheBytes: number;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
}

interface Cached extends ShownImage {
  /** When it is fetched again. */
  readonly until: number;
}

/** Images that are made at once, and that may wait for that. */
const atOnce = 4;
const mostWaiting = 256;
const patienceMs = 30_000;
/** What is at a URL may change without being seen, unlike a file. */
const urlLifeMs = 10 * 60_000;

/** Nothing is cached yet. */
export function createImageService({
  intake,
  roots,
  imageUrls,
  maxBytes,
  cacheBytes,
  now,
}: ImageTools): ImageService {
  const places: ImagePlaces = { roots, prefixes: imageUrls };
  const cache = createByteCache<Cached>(cacheBytes, ({ bytes }) => bytes.byteLength);
  const room = createRoom(atOnce);
  /** Each image that is being made, by what is asked for: others who ask for it wait for the same. */
  const making = new Map<string, Promise<Cached | undefined>>();

  function cached(name: string): Cached | undefined {
    const found = cache.get(name);
    return found !== undefined && found.until > now() ? found : undefined;
  }

  async function make(uri: string, size: number): Promise<Cached | undefined> {
    const place = placeOf(uri, places);
    if (place === undefined) return undefined;
    if (place.url !== undefined) {
      const name = `${place.url.href}\0${size}`;
      return cached(name) ?? (await render(place.url, size, name, now() + urlLifeMs));
    }
    const nameOf = (version: string): string => `${version}\0${size}`;
    const known = (version: string): boolean => cached(nameOf(version)) !== undefined;
    const file = await readPlace(place.paths, places, maxBytes, known);
    if (file === undefined) return undefined;
    const { version, bytes } = file;
    const name = nameOf(version);
    const found = cached(name);
    if (found !== undefined || bytes === undefined) return found;
    return await render(bytes, size, name, Number.POSITIVE_INFINITY);
  }

  async function render(
    input: URL | Uint8Array,
    size: number,
    name: string,
    until: number,
  ): Promise<Cached> {
    const file = await intake.open(input, undefined);
    const bytes = await renderImage(file, size, intake);
    const digest = createHash('sha256').update(bytes).digest('base64url').slice(0, 22);
    const image = { bytes, etag: `"${digest}"`, until };
    cache.set(name, image);
    return image;
  }

  async function inTurn(uri: string, size: number): Promise<Cached | undefined> {
    const leave = await room.enter(1, { patienceMs, signal: undefined });
    if (leave === undefined) throw busy();
    try {
      return await make(uri, size);
    } finally {
      leave();
    }
  }

  return {
    canServe: (uri) => placeOf(uri, places) !== undefined,
    async show(uri, size, signal) {
      const asked = `${size} ${uri}`;
      let made = making.get(asked);
      if (made === undefined) {
        if (making.size >= mostWaiting) throw busy();
        made = inTurn(uri, size).finally(() => making.delete(asked));
        made.catch(() => {}); // each who waits hears of it
        making.set(asked, made);
      }
      let image: Cached | undefined;
      try {
        image = await untilAborted(made, signal, 'making an image');
      } catch (cause) {
        if (isNestvecError(cause, 'image') || !(isNestvecError(cause) || cause instanceof Refusal))
          throw unavailable(cause);
        throw cause;
      }
      if (image === undefined) throw unavailable();
      return image;
    },
  };
}

function busy(): Error {
  return refuse(429, 'busy', 'too many images are being made; ask again', { retryAfterSeconds: 1 });
}

/** One text for all reasons, since they would say what is on this machine. */
function unavailable(cause?: unknown): Error {
  return refuse(404, 'image_not_found', 'there is no image of this record that can be shown', {
    cause,
  });
}

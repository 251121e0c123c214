import { randomBytes } from 'node:crypto';
import type { Key } from '../guard/keys.ts';
import { refuse } from '../problem/refusal.ts';

/** Images that were uploaded to search with, for a while. */
export interface Uploads {
  /** Bytes that are held. */
  readonly bytes: number;
  /** Keeps an image. The oldest of the same client make room for it; throws 429 where those of others leave none. */
  keep(image: Uint8Array, key: Key | undefined): { readonly id: string; readonly expires: number };
  /** The image of an id. Throws 404 for one that is not there any more or was uploaded with another key; both read alike. */
  find(id: string, key: Key | undefined, param: string): Uint8Array;
  close(): void;
}

interface Upload {
  readonly image: Uint8Array;
  readonly owner: string;
  readonly expires: number;
}

const usualLifeMs = 15 * 60_000;
/** Part of all room that one client can take, where there are several. */
const shareOfOne = 4;
/** Uploads of one client, since small ones take more than their bytes. */
const mostOfOne = 1000;

/** `now` gives milliseconds since 1970. `hasKeys` is whether there are several clients. */
export function createUploads(
  most: number,
  { hasKeys, now = Date.now }: { readonly hasKeys: boolean; readonly now?: () => number },
): Uploads {
  /** In the order in which they came, which is that in which they go. */
  const kept = new Map<string, Upload>();
  let bytes = 0;
  const ownerOf = (key: Key | undefined): string => key?.hash ?? '';
  const drop = (id: string, { image }: Upload): void => {
    kept.delete(id);
    bytes -= image.byteLength;
  };
  const sweep = (): void => {
    for (const [id, upload] of kept) {
      if (upload.expires > now()) return;
      drop(id, upload);
    }
  };
  const timer = setInterval(sweep, 60_000);
  timer.unref();
  return {
    get bytes() {
      return bytes;
    },
    keep(image, key) {
      sweep();
      const size = image.byteLength;
      const owner = ownerOf(key);
      const share = Math.max(size, hasKeys ? most / shareOfOne : most);
      let own = 0;
      let count = 0;
      for (const { owner: other, image: held } of kept.values()) {
        if (other !== owner) continue;
        own += held.byteLength;
        count++;
      }
      for (const [id, upload] of kept) {
        if (own + size <= share && count < mostOfOne) break;
        if (upload.owner !== owner) continue;
        own -= upload.image.byteLength;
        count--;
        drop(id, upload);
      }
      if (bytes + size > most)
        throw refuse(429, 'uploads_full', 'too many uploads are held; ask again later', {
          retryAfterSeconds: 60,
        });
      const id = randomBytes(24).toString('base64url');
      const expires = now() + usualLifeMs;
      kept.set(id, { image, owner, expires });
      bytes += size;
      return { id, expires };
    },
    find(id, key, param) {
      sweep();
      const upload = kept.get(id);
      if (upload === undefined || upload.owner !== ownerOf(key))
        throw refuse(
          404,
          'upload_not_found',
          'there is no such upload of yours; they are kept for 15 minutes, so upload it again',
          { param },
        );
      return upload.image;
    },
    close() {
      clearInterval(timer);
      kept.clear();
      bytes = 0;
    },
  };
}

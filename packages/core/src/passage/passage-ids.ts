import { createHash } from 'node:crypto';
import { maxIdBytes } from '../record/ids.ts';

const suffixBytes = 32;

/** Ids of the parts of one document. The same content in the same document always has the same id. */
export interface PassageIds {
  /** By the text alone, so that an edit elsewhere changes nothing; a text that comes again is numbered. */
  ofText(text: string): string;
  /** By the image's key; `undefined` for one that came before. */
  ofImage(key: string): string | undefined;
}

/** A document's ids, which begin with its own unless that is too long. */
export function createPassageIds(documentId: string): PassageIds {
  const seen = new Map<string, number>();
  const stem = passageStem(documentId);
  return {
    ofText(text) {
      const id = `${stem}#${hash(text, 12)}`;
      const times = (seen.get(id) ?? 0) + 1;
      seen.set(id, times);
      return times === 1 ? id : `${id}-${times}`;
    },
    ofImage(key) {
      const id = `${stem}#image-${hash(key, 12)}`;
      if (seen.has(id)) return undefined;
      seen.set(id, 1);
      return id;
    },
  };
}

/** What the ids of a document's parts begin with, before their `#`. */
export function passageStem(documentId: string): string {
  return Buffer.byteLength(documentId) + suffixBytes <= maxIdBytes
    ? documentId
    : hash(documentId, 32);
}

function hash(text: string, length: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, length);
}

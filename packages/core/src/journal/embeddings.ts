import { crc32 } from 'node:zlib';
import type { EmbeddedContent } from '../embedder/embedder.ts';
import type { KeptEmbedding } from '../ingest/journal.ts';
import { hashBytes, numberOf, type SqlDatabase } from './sql.ts';

/** The content-addressed store: one embedding for each content and embedder. */
export interface Embeddings {
  has(hash: string, identity: number): boolean;
  /** `undefined` where there is none, or where what is there does not match its checksum; that one is taken away. */
  recall(hash: string, identity: number): EmbeddedContent | undefined;
  keep(embedding: KeptEmbedding, identity: number): void;
  /** Takes the oldest away while the journal is larger than it may be, but keeps what an unfinished item needs. */
  trim(maxBytes: number): void;
}

/** Taken away in one go: enough to stay ahead of what one call of an embedder brings. */
const trimmedTogether = 1024;

/** The embeddings of an open journal. */
export function openEmbeddings(database: SqlDatabase): Embeddings {
  const find = database.prepare('SELECT 1 FROM embeddings WHERE hash = ? AND identity = ?');
  const read = database.prepare('SELECT * FROM embeddings WHERE hash = ? AND identity = ?');
  const drop = database.prepare('DELETE FROM embeddings WHERE hash = ? AND identity = ?');
  const add = database.prepare(
    `INSERT INTO embeddings (hash, identity, vector, checksum, tokens, truncated) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (hash, identity) DO NOTHING`,
  );
  const dropOldest = database.prepare(
    `DELETE FROM embeddings WHERE embedding IN (SELECT embedding FROM embeddings ORDER BY embedding LIMIT ${trimmedTogether})
     AND hash NOT IN (SELECT text_hash FROM items JOIN pending USING (item) WHERE text_hash IS NOT NULL)
     AND hash NOT IN (SELECT image_hash FROM items JOIN pending USING (item) WHERE image_hash IS NOT NULL)`,
  );
  return {
    has: (hash, identity) => find.get(hashBytes(hash), identity) !== undefined,
    recall(hash, identity) {
      const row = read.get(hashBytes(hash), identity);
      if (row === undefined) return undefined;
      const { vector } = row;
      if (!(vector instanceof Uint8Array) || crc32(vector) !== numberOf(row, 'checksum')) {
        drop.run(hashBytes(hash), identity);
        return undefined;
      }
      return {
        ok: true,
        vector: toVector(vector),
        tokens: numberOf(row, 'tokens'),
        truncated: numberOf(row, 'truncated') === 1,
      };
    },
    keep({ hash, embedding }, identity) {
      const { vector, tokens, truncated } = embedding;
      const bytes = new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
      add.run(hashBytes(hash), identity, bytes, crc32(bytes), tokens, truncated ? 1 : 0);
    },
    trim(maxBytes) {
      if (usedBytes(database) > maxBytes) dropOldest.run();
    },
  };
}

/** Bytes of the pages that hold something. */
function usedBytes(database: SqlDatabase): number {
  const value = (name: string): number => numberOf(database.prepare(`PRAGMA ${name}`).get(), name);
  return (value('page_count') - value('freelist_count')) * value('page_size');
}

/** A copy: SQLite's bytes need not begin where a Float32Array may. */
function toVector(bytes: Uint8Array): Float32Array {
  const vector = new Float32Array(bytes.byteLength / Float32Array.BYTES_PER_ELEMENT);
  new Uint8Array(vector.buffer).set(bytes);
  return vector;
}

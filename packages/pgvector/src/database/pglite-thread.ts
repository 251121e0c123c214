import { workerData } from 'node:worker_threads';
import { loadPeer, missingPeer, once, serve } from '@nestvec/core/kit';
import type { SqlValue } from '../sql.ts';
import type { Row } from './database.ts';

/** A statement, with the bytes that it copies; or the last word. */
export type PgliteQuestion =
  | { readonly text: string; readonly values: readonly SqlValue[]; readonly bytes?: Uint8Array }
  | 'close';

/** What a statement gives. */
export type PgliteAnswer = readonly Row[];

/** Types whose values are read as they are shown, and sent as bytes or as texts. */
const plainTypes = [
  16, 17, 20, 21, 23, 25, 26, 114, 700, 701, 1009, 1022, 1114, 1184, 1185, 2950, 3802,
];
const shown = Object.fromEntries(plainTypes.map((oid) => [oid, (value: string) => value]));

const from = import.meta.url;

/** At the first statement, whose answer then tells what is missing. */
const open = once(async () => {
  const { PGlite } = await loadPeer(
    '@electric-sql/pglite',
    async () => {
      try {
        return await import('@electric-sql/pglite');
      } catch (error) {
        throw missingPeer('@electric-sql/pglite', error);
      }
    },
    { needs: '^0.5.14', from },
  );
  const { vector } = await loadPeer(
    '@electric-sql/pglite-pgvector',
    async () => {
      try {
        return await import('@electric-sql/pglite-pgvector');
      } catch (error) {
        throw missingPeer('@electric-sql/pglite-pgvector', error);
      }
    },
    { from },
  );
  const database = await PGlite.create({ dataDir: String(workerData), extensions: { vector } });
  await database.exec('CREATE EXTENSION IF NOT EXISTS vector');
  const { rows } = await database.query<{ oid: number }>(
    `SELECT oid::int4 FROM pg_type WHERE typname IN ('vector', 'halfvec')`,
  );
  const types = [...plainTypes, ...rows.map(({ oid }) => oid)];
  return { database, given: Object.fromEntries(types.map((oid) => [oid, asGiven])) };
});

/** What PGlite sends for a value. It passes bytes on as they are, of which its types do not know. */
function asGiven(value: SqlValue): string {
  const given: unknown = value instanceof Uint8Array ? value : String(value);
  return given as string; // or bytes
}

serve<PgliteQuestion>(async (question) => {
  const { database, given } = await open();
  if (question === 'close') {
    await database.close();
    return { answer: [], transfer: [] };
  }
  const { text, values, bytes } = question;
  const { rows } = await database.query<Row>(text, [...values], {
    parsers: shown,
    serializers: given,
    ...(bytes === undefined ? {} : { blob: new Blob([new Uint8Array(bytes)]) }),
  });
  return { answer: rows satisfies PgliteAnswer, transfer: [] };
});

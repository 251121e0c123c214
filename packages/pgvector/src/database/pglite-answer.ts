import { join } from 'node:path';
import type { PGlite } from '@electric-sql/pglite';
import { installedVersion, loadPeer, missingPeer, once } from '@nestvec/core/kit';
import type { SqlValue } from '../sql.ts';
import type { Row } from './database.ts';
import { startPglite } from './pglite-start.ts';

/** A statement, with the bytes that it copies; or the last word. */
export type PgliteQuestion =
  | { readonly text: string; readonly values: readonly SqlValue[]; readonly bytes?: Uint8Array }
  | 'close';

/** What the thread is started with. */
export interface PgliteData {
  /** A folder, or `memory://`. */
  readonly data: string;
  /** A folder that keeps what new databases are copied from. */
  readonly templates: string;
}

/** What a statement gives. */
export type PgliteAnswer = readonly Row[];

/** Types whose values are read as they are shown, and sent as bytes or as texts. */
const plainTypes = [
  16, 17, 20, 21, 23, 25, 26, 114, 700, 701, 1009, 1022, 1114, 1184, 1185, 2950, 3802,
];
const shown = Object.fromEntries(plainTypes.map((oid) => [oid, (value: string) => value]));

const from = import.meta.url;
const peer = '@electric-sql/pglite';
const extension = '@electric-sql/pglite-pgvector';

/** Starts PGlite as `pglite.ts` asks for it. */
async function open({ data, templates }: PgliteData): Promise<{
  readonly database: PGlite;
  readonly given: Readonly<Record<number, (value: SqlValue) => string>>;
}> {
  const { PGlite } = await loadPeer(
    peer,
    async () => {
      try {
        return await import('@electric-sql/pglite');
      } catch (error) {
        throw missingPeer(peer, error);
      }
    },
    { needs: '^0.5.14', from },
  );
  const { vector } = await loadPeer(
    extension,
    async () => {
      try {
        return await import('@electric-sql/pglite-pgvector');
      } catch (error) {
        throw missingPeer(extension, error);
      }
    },
    { from },
  );
  const versions = [peer, extension].map((name) => installedVersion(name, from));
  const database = await startPglite(
    async (options) => await PGlite.create(options),
    { vector },
    {
      data,
      // Of a bundle the versions can't be found out, and those of different ones may not fit each other.
      template: versions.includes(undefined)
        ? undefined
        : join(templates, `pglite-${versions.join('-')}.tar.gz`),
    },
  );
  const { rows } = await database.query<{ oid: number }>(
    `SELECT oid::int4 FROM pg_type WHERE typname IN ('vector', 'halfvec')`,
  );
  const types = [...plainTypes, ...rows.map(({ oid }) => oid)];
  return { database, given: Object.fromEntries(types.map((oid) => [oid, asGiven])) };
}

/** What PGlite sends for a value. It passes bytes on as they are, of which its types do not know. */
function asGiven(value: SqlValue): string {
  const given: unknown = value instanceof Uint8Array ? value : String(value);
  return given as string; // or bytes
}

/** Answers questions by a database that starts at the first one, whose answer then tells what is missing. */
export function answerer(data: PgliteData): (question: PgliteQuestion) => Promise<PgliteAnswer> {
  const opened = once(async () => await open(data));
  return async (question) => {
    const { database, given } = await opened();
    if (question === 'close') {
      await database.close();
      return [];
    }
    const { text, values, bytes } = question;
    const { rows } = await database.query<Row>(text, [...values], {
      parsers: shown,
      serializers: given,
      ...(bytes === undefined ? {} : { blob: new Blob([new Uint8Array(bytes)]) }),
    });
    return rows;
  };
}

import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ResolvedOptions } from './options.ts';

/** Runs tasks one after the other; a failed one does not stop the next. */
export type WriteLock = <Result>(task: () => Promise<Result>) => Promise<Result>;

const tails = new Map<string, Promise<unknown>>();
const connectionNumbers = new WeakMap<object, number>();
let numbered = 0;

/**
 * The lock that all stores of one table share within this process: LanceDB would let their writes conflict, and an update
 * between another one's reading and writing would be lost. Other processes are kept out by LanceDB's own conflict check only.
 */
export function writeLock(options: ResolvedOptions): WriteLock {
  const key = tableKey(options);
  return async (task) => {
    const result = (tails.get(key) ?? Promise.resolve()).then(task, task);
    const tail = result.then(
      () => {},
      () => {},
    );
    tails.set(key, tail);
    try {
      return await result;
    } finally {
      if (tails.get(key) === tail) tails.delete(key);
    }
  };
}

/** The folder of a local `uri`; `undefined` for an object store, a database in memory or the user's connection. */
export function localFolder(uri: string | undefined): string | undefined {
  if (uri === undefined) return undefined;
  if (uri.startsWith('file://')) return fileURLToPath(uri);
  return uri.includes('://') ? undefined : resolve(uri);
}

function tableKey({ uri, connection, collection }: ResolvedOptions): string {
  if (connection !== undefined) return `${numberOf(connection)} ${collection}`;
  // Every database in memory is another one.
  const place = uri === 'memory://' ? String(++numbered) : (localFolder(uri) ?? uri);
  return `${place} ${collection}`;
}

function numberOf(connection: object): number {
  const number = connectionNumbers.get(connection) ?? ++numbered;
  connectionNumbers.set(connection, number);
  return number;
}

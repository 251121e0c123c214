import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of a local `uri`; `undefined` for an object store, a database in memory or the user's connection. */
export function localFolder(uri: string | undefined): string | undefined {
  if (uri === undefined) return undefined;
  if (uri.startsWith('file://')) return fileURLToPath(uri);
  return uri.includes('://') ? undefined : resolve(uri);
}

/** Whether several machines see the same at this `uri`; of a connection that is not known. */
export function isObjectStore(uri: string | undefined): boolean {
  return uri !== undefined && localFolder(uri) === undefined && !uri.startsWith('memory:');
}

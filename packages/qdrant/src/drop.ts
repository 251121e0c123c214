import { invalid } from '@nestvec/core/kit';
import type { Session } from './session.ts';

/** Says whether there was a collection. Of an alias the server answers that it did nothing, and leaves everything. */
export async function dropCollection({ api, find, options }: Session): Promise<boolean> {
  const { collection } = options;
  if ((await api.deleteCollection(collection)) === true) return true;
  if ((await find('drop')) === undefined) return false;
  throw invalid(
    'qdrant.collection',
    `"${collection}" is another name (alias) of a collection; drop that one under its own name`,
  );
}

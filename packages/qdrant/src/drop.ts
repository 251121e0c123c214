import type { Session } from './session.ts';

/** Says whether there was a collection. Of an alias the server answers that it did nothing, and leaves everything. */
export async function dropCollection({ api, options }: Session): Promise<boolean> {
  return (await api.deleteCollection(options.collection)) === true;
}

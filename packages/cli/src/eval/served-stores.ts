import { invalid } from '@nestvec/core/kit';
import type { StoreChoice } from '@nestvec/eval';
import type { Io } from '../io.ts';
import { readAddress } from '../open/address.ts';
import { databases } from '../open/databases.ts';
import { openStore } from '../open/open-store.ts';

/** The databases of `--through`, each with what it keeps of a vector. Throws `invalid-input` for an address with a collection. */
export async function servedStores(
  addresses: readonly string[],
  io: Io,
): Promise<readonly StoreChoice[]> {
  const stores: StoreChoice[] = [];
  for (const address of addresses) {
    if (address.includes('#'))
      throw invalid(
        '--through',
        'names a database without #, since the collection is made for the run',
      );
    const { place } = readAddress(`${address}#eval`, '--through', {}, io);
    const taken = stores.filter(
      ({ name }) => name === place.store || name.startsWith(`${place.store} `),
    );
    stores.push({
      name: taken.length === 0 ? place.store : `${place.store} ${taken.length + 1}`,
      open: async (collection) => await openStore(collection, place, io),
      storage: await databases[place.store].storage(),
    });
  }
  return stores;
}

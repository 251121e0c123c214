import type { ForeignDatabase, ForeignStored } from '@nestvec/testkit';
import { QdrantClient } from '@qdrant/js-client-rest';
import type { QdrantServer } from '../options.ts';
import { qdrant } from '../store.ts';

/** Collections as a user of the official client makes them: integers and UUIDs as ids, a graph of its own settings. */
export function foreignQdrant(
  url: string,
  way: QdrantServer,
): ForeignDatabase {
  const client = new QdrantClient({ url, checkCompatibility: false });
  const idOf = (i: number): number | string =>
    i % 2 === 0 ? i + 1 : `6fa459ea-ee8a-4ca4-894e-db77e160355${i}`;
  return {
    vectorNames: ['clip', ''],
    newId: '77',
    types: { year: 'number', color: 'string', tags: 'string[]' },
    can: {
      addVector: true,
      removeVector: true,
      addField: true,
      filterById: true,
      writeBesideUnnamed: true,
      seenWithout: true,
    },
    async make(collection, { vectorName, records }) {
      const config = {
        size: 256,
        distance: 'Cosine' as const,
        hnsw_config: { m: 24 },
        on_disk: false,
      };
      const vectors = vectorName === '' ? config : { [vectorName]: config };
      await client.createCollection(collection, { vectors });
      const points = records.map(({ vector, values }, i) => ({
        id: idOf(i),
        vector: vectorName === '' ? [...vector] : { [vectorName]: [...vector] },
        payload: { ...values },
      }));
      await client.upsert(collection, { wait: true, points });
      return points.map(({ id }) => String(id));
    },
    async look(collection) {
      const { config } = await client.getCollection(collection);
      const vectors = config.params.vectors ?? {};
      const { points } = await client.scroll(collection, {
        limit: 100,
        with_payload: true,
        with_vector: true,
      });
      const records = points.map(({ id, vector, payload }): [string, ForeignStored] => [
        String(id),
        {
          vectors: (Array.isArray(vector) ? { '': vector } : vector) as ForeignStored['vectors'], // dense ones only
          values: (payload ?? {}) as ForeignStored['values'], // JSON
        },
      ]);
      return {
        vectors: typeof vectors['size'] === 'number' ? { '': vectors } : { ...vectors },
        records: Object.fromEntries(records),
      };
    },
    async remove(collection) {
      await client.deleteCollection(collection);
    },
    open: (collection, attach) => qdrant({ ...way, collection, attach }),
  };
}

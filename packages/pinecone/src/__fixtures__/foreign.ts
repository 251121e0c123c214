import { Pinecone } from '@pinecone-database/pinecone';
import type { ForeignDatabase, ForeignStored } from '@nestvec/testkit';
import { pinecone } from '../store.ts';

/** Indexes as a user of the official client makes them. */
export function foreignPinecone(controllerHost: string): ForeignDatabase {
  const client = new Pinecone({ apiKey: 'any', controllerHostUrl: controllerHost });
  const nameOf = (collection: string): string => collection.toLowerCase().replaceAll('_', '-');
  const at = async (collection: string) => {
    const { host } = await client.indexes.describe(nameOf(collection));
    return client.index({ host });
  };
  return {
    vectorNames: [''],
    newId: 'x/1',
    types: { year: 'number', color: 'string', tags: 'string[]' },
    can: {
      addVector: false,
      removeVector: false,
      addField: false,
      filterById: false,
      writeBesideUnnamed: true,
      seenWithout: false,
    },
    async make(collection, { records }) {
      await client.indexes.create({
        name: nameOf(collection),
        schema: { fields: { _values: { type: 'dense_vector', dimension: 256, metric: 'cosine' } } },
      });
      const made = records.map(({ vector, values: { tags, ...values } }, i) => ({
        id: `their/${i}`,
        values: [...vector],
        metadata: { ...values, tags: [...tags] },
      }));
      await (await at(collection)).upsert({ records: made });
      return made.map(({ id }) => id);
    },
    async look(collection) {
      const { name, schema } = await client.indexes.describe(nameOf(collection));
      const index = await at(collection);
      const ids: string[] = [];
      const { vectors = [] } = await index.listPaginated({ limit: 100 });
      for (const { id } of vectors) if (id !== undefined) ids.push(id);
      const found = ids.length === 0 ? undefined : await index.fetch({ ids });
      return {
        vectors: { '': { name, schema } },
        records: Object.fromEntries(
          Object.values(found?.records ?? {}).map(({ id, values, metadata }): [string, ForeignStored] => [
            id,
            {
              vectors: { '': values ?? [] },
              values: metadata ?? {},
            },
          ]),
        ),
      };
    },
    async remove(collection) {
      await client.indexes.delete(nameOf(collection));
    },
    open(collection, attach) {
      if (attach === undefined) return pinecone({ apiKey: 'any', controllerHost, collection });
      const { embedder, vectors, fields, textField, writable } = attach;
      const index = nameOf(collection);
      return pinecone({
        apiKey: 'any',
        controllerHost,
        collection,
        attach: { index, embedder, vectors, fields, textField, writable },
      });
    },
  };
}

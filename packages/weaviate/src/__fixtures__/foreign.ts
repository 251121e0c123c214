import { setTimeout } from 'node:timers/promises';
import { keyToUuid } from '@nestvec/core/store';
import type { ForeignDatabase, ForeignStored } from '@nestvec/testkit';
import type { WeaviateServer } from '../options.ts';
import { weaviate } from '../store.ts';
import { rest } from './collections.ts';

interface RawClass {
  readonly vectorConfig?: Readonly<Record<string, unknown>>;
  readonly vectorIndexType?: string;
  readonly vectorIndexConfig?: unknown;
}

interface RawObject {
  readonly id: string;
  readonly vector?: readonly number[];
  readonly vectors?: Readonly<Record<string, readonly number[]>>;
  readonly properties: ForeignStored['values'];
}

/** Classes as a user of Weaviate makes them, with a description of their own. */
export async function foreignWeaviate(
  url: string,
  way: WeaviateServer,
): Promise<ForeignDatabase> {
  const raw = rest(url);
  return {
    vectorNames: ['clip', ''],
    newId: keyToUuid('new'),
    types: { year: 'int', color: 'text', tags: 'text[]' },
    can: {
      addVector: true,
      removeVector: !('client' in way) && (await removesVectors(url)),
      addField: false,
      filterById: true,
      writeBesideUnnamed: !('client' in way),
      seenWithout: true,
    },
    async make(collection, { vectorName, records }) {
      await raw.post('/schema', {
        class: collection,
        description: 'photos of theirs',
        properties: [
          { name: 'caption', dataType: ['text'] },
          { name: 'year', dataType: ['int'] },
          { name: 'color', dataType: ['text'], tokenization: 'field' },
          { name: 'tags', dataType: ['text[]'], tokenization: 'field' },
          { name: 'sold', dataType: ['boolean'] },
        ],
        invertedIndexConfig: { indexNullState: true },
        ...(vectorName === ''
          ? { vectorizer: 'none' }
          : { vectorConfig: { [vectorName]: { vectorizer: { none: {} }, vectorIndexType: 'hnsw' } } }),
      });
      const objects = records.map(({ vector, values }, i) => ({
        class: collection,
        id: keyToUuid(`theirs ${i}`),
        properties: values,
        ...(vectorName === '' ? { vector: [...vector] } : { vectors: { [vectorName]: [...vector] } }),
      }));
      await raw.post('/batch/objects', { objects });
      return objects.map(({ id }) => id);
    },
    async look(collection) {
      const found = await classWithoutRemains(raw, collection);
      const { vectorIndexType: type = '', vectorIndexConfig: config } = found;
      const { objects } = (await raw.get(
        `/objects?class=${collection}&limit=100&include=vector`,
      )) as { objects: readonly RawObject[] }; // what the server answers
      return {
        vectors: { ...(type === '' ? {} : { '': { type, config } }), ...found.vectorConfig },
        records: Object.fromEntries(
          objects.map(({ id, vector, vectors, properties }): [string, ForeignStored] => {
            const values = Object.entries(properties).filter(([, value]) => value !== null);
            const unnamed = vector === undefined || vector.length === 0 ? {} : { '': vector };
            return [
              id,
              { vectors: { ...unnamed, ...vectors }, values: Object.fromEntries(values) },
            ];
          }),
        ),
      };
    },
    async remove(collection) {
      await raw.drop(collection);
    },
    open: (collection, attach) => weaviate({ ...way, collection, attach }),
  };
}

/** A class whose removed vectors are gone: the server takes them out of the objects, then off its list, within half a minute. */
async function classWithoutRemains(
  raw: ReturnType<typeof rest>,
  collection: string,
): Promise<RawClass> {
  for (;;) {
    const found = (await raw.get(`/schema/${collection}`)) as RawClass; // what the server answers
    const vectors = Object.values(found.vectorConfig ?? {});
    if (vectors.every((vector) => !JSON.stringify(vector).includes('"vectorIndexType":"none"')))
      return found;
    await setTimeout(200);
  }
}

/** Whether the server was started with the experiment that takes vectors away. */
async function removesVectors(url: string): Promise<boolean> {
  const response = await fetch(`${url}/v1/schema/Nowhere/vectors/none/index`, { method: 'DELETE' });
  return !(await response.text()).includes('disabled');
}

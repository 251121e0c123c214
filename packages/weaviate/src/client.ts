import { unsupported } from '@nestvec/core';
import type { WeaviateClient } from 'weaviate-client';
import type {
  Deletion,
  NewObject,
  ObjectQuery,
  Place,
  Settings,
  StoredObject,
  WeaviateApi,
} from './api.ts';
import { clientFilter } from './client-filter.ts';
import { orNothing } from './direct.ts';
import { databaseName } from './errors.ts';
import { readFailure } from './failure.ts';
import { cutInto, type Lane } from './lane.ts';

/** The parts of the official client that are used here: any client that has them will do. */
export type ClientMethods = Pick<
  WeaviateClient,
  'collections' | 'getMeta' | 'getConnectionDetails'
>;

type Collection = ReturnType<typeof use>;

/** The user's client. It prints nothing in any of these calls. */
export function clientApi(client: ClientMethods): WeaviateApi {
  const { collections } = client;
  const at = (place: Place): Collection => collectionAt(client, place);
  return {
    meta: async () => await client.getMeta(),
    getClass: async (name) => await collections.exportToJson(name),
    async createClass(config) {
      await collections.createFromJson(config);
    },
    async setDescription(name, description) {
      await collections.use(name).config.update({ description });
    },
    async addVector(name, vector, { vectorizer, vectorIndexType, vectorIndexConfig }) {
      const [module = 'none'] = Object.keys(vectorizer);
      const config = {
        name: vector,
        vectorizer: { name: module, config: {} },
        // It passes on settings that it does not know, and knows these by other names.
        vectorIndex: { name: vectorIndexType, config: vectorIndexConfig },
      };
      await collections.use(name).config.addVector(loose(config));
    },
    async setVectorIndex(name, vector, { vectorIndexType, vectorIndexConfig }) {
      const vectorIndex = { name: vectorIndexType, config: vectorIndexConfig };
      // A list, since a single one is taken for a wish to change nothing.
      await collections
        .use(name)
        .config.update({ vectorizers: loose([{ name: vector, vectorIndex }]) });
    },
    deleteClass: async (name) => await collections.delete(name),
    async addProperty(name, { dataType, ...property }) {
      const [type] = dataType as [string]; // as schema.ts writes it
      await collections.use(name).config.addProperty(loose({ ...property, dataType: type }));
    },
    async listTenants(name) {
      return Object.values(await collections.use(name).tenants.get());
    },
    search: async (place, query) =>
      await orNothing([], async () => (await ask(at(place), query)).map(readObject)),
    count: async (place, filter) =>
      await orNothing(0, async () => {
        const filters = filter && clientFilter(filter, at(place).filter);
        const asked = at(place).aggregate.overAll(filters && { filters });
        return (await asked).totalCount;
      }),
    deleteMany: async (place, filter) =>
      await orNothing<Deletion>(
        { matches: 0, successful: 0, failed: 0 },
        async () => await at(place).data.deleteMany(clientFilter(filter, at(place).filter)),
      ),
    async setVectors(place, id, vectors) {
      try {
        await at(place).data.update({ id, vectors: numbersOf(vectors) });
        return true;
      } catch (error) {
        if (readFailure(error).status === 404) return false;
        throw error;
      }
    },
    close: async () => {},
  };
}

/**
 * Writes by the user's client, one object a call and many at once: a call with more than one waits on a clock of half a second.
 */
export function clientLane(client: ClientMethods): Lane {
  const lane = cutInto({
    pack: (place, object) => ({ data: object, bytes: roughBytes(object, place) }),
    async send(place, objects: readonly NewObject[]) {
      const { errors } = await collectionAt(client, place).data.insertMany(
        loose(
          objects.map(({ id, properties, vectors }) => ({
            id,
            properties,
            vectors: numbersOf(vectors),
          })),
        ),
      );
      return Object.entries(errors).map(([index, { message }]) => ({
        index: Number(index),
        error: message,
      }));
    },
  });
  return {
    ...lane,
    width: 32,
    check: checkNumbers,
    requests: (place, objects, { bytes }) => lane.requests(place, objects, { bytes, records: 1 }),
  };
}

/** Lists of whole numbers go as integers of 64 bits there, and what is larger becomes 0 without a word. */
function checkNumbers({ properties }: NewObject): void {
  for (const [name, list] of Object.entries(properties)) {
    if (!Array.isArray(list) || !list.every(Number.isInteger)) continue;
    if (list.every(Number.isSafeInteger)) continue;
    throw unsupported(
      `a list of whole numbers beyond 53 bits in ${name}, written by the official client`,
      databaseName,
      'give the server’s grpc beside the client, or a url instead of it',
    );
  }
}

/** What authorises the user's client, for a channel of our own beside it. */
export async function clientHeaders(
  client: ClientMethods,
): Promise<Readonly<Record<string, string>>> {
  const { headers = {}, bearerToken } = await client.getConnectionDetails();
  return {
    ...(Array.isArray(headers) ? Object.fromEntries(headers) : headers),
    ...(bearerToken === undefined ? {} : { authorization: bearerToken }),
  };
}

function use({ collections }: Pick<ClientMethods, 'collections'>, name: string) {
  return collections.use(name);
}

function collectionAt(client: ClientMethods, place: Place): Collection {
  const collection = use(client, place.class);
  const scoped = place.tenant === undefined ? collection : collection.withTenant(place.tenant);
  return place.consistency === undefined ? scoped : scoped.withConsistency(place.consistency);
}

interface Found {
  readonly uuid: string;
  readonly properties: object;
  readonly vectors: Readonly<Record<string, unknown>>;
  readonly metadata?: { readonly distance?: number; readonly score?: number } | undefined;
}

async function ask(collection: Collection, query: ObjectQuery): Promise<readonly Found[]> {
  const { limit, filter, near, words, after, byId, properties, vectors } = query;
  const options = {
    limit,
    returnProperties: [...properties],
    includeVector: vectors.includes('') ? true : [...vectors],
    ...(filter === undefined ? {} : { filters: clientFilter(filter, collection.filter) }),
  };
  if (near !== undefined) {
    const target = near.target === '' ? {} : { targetVector: near.target };
    const answer = await collection.query.nearVector(Array.from(near.vector), {
      ...options,
      ...target,
      returnMetadata: ['distance'],
    });
    return loose(answer.objects);
  }
  if (words !== undefined) {
    const answer = await collection.query.bm25(words.text, {
      ...options,
      queryProperties: [words.property],
      returnMetadata: ['score'],
    });
    return loose(answer.objects);
  }
  const answer = await collection.query.fetchObjects({
    ...options,
    ...(after === undefined ? {} : { after }),
    ...(byId === true ? { sort: collection.sort.byId(true) } : {}),
  });
  return loose(answer.objects);
}

function readObject({ uuid, properties, vectors, metadata }: Found): StoredObject {
  const read = Object.entries(vectors).flatMap(([name, numbers]): [string, Float32Array][] => {
    const isRow = Array.isArray(numbers) && typeof numbers[0] === 'number';
    // The unnamed vector has a name there.
    return isRow ? [[name, Float32Array.from(numbers as number[])]] : [];
  });
  return {
    id: uuid,
    // Dates become text again.
    properties: JSON.parse(JSON.stringify(properties)) as Settings,
    vectors: Object.fromEntries(read),
    ...(metadata?.distance === undefined ? {} : { distance: metadata.distance }),
    ...(metadata?.score === undefined ? {} : { score: metadata.score }),
  };
}

/** Numbers, since of a `Float32Array` it makes an error that nobody can catch. */
function numbersOf(vectors: NewObject['vectors']): number[] | Record<string, number[]> {
  const { '': unnamed, ...named } = vectors;
  if (unnamed !== undefined) return Array.from(unnamed);
  return Object.fromEntries(
    Object.entries(named).map(([name, vector]) => [name, Array.from(vector)]),
  );
}

function roughBytes({ properties, vectors }: NewObject, { class: name }: Place): number {
  let bytes = 100 + name.length + Buffer.byteLength(JSON.stringify(properties));
  for (const vector of Object.values(vectors)) bytes += 100 + vector.byteLength;
  return bytes;
}

/** The client's types follow from the type of a collection, which is not known here; it looks at values only. */
function loose<Type>(value: unknown): Type {
  return value as Type; // see above
}

import { messageOf, unsupported } from '@nestvec/core/kit';
import { RequestFailure } from '@nestvec/core/store';
import type { Deletion, ObjectPlace, ValueCount, WeaviateApi } from './api.ts';
import {
  type ClientMethods,
  type Collection,
  collectionAt,
  loose,
  numbersOf,
} from './client-collection.ts';
import { clientFilter } from './client-filter.ts';
import { askAll } from './client-search.ts';
import { orNothing } from './direct.ts';
import { databaseName } from './errors.ts';
import { readFailure } from './failure.ts';

/** The user's client. It prints nothing in any of these calls. */
export function clientApi(client: ClientMethods): WeaviateApi {
  const { collections } = client;
  const at = (place: ObjectPlace): Collection => collectionAt(client, place);
  return {
    meta: async () => await client.getMeta(),
    listClasses: async () =>
      (await collections.listAll()).map(({ name, description }) => ({ class: name, description })),
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
    async dropVector(_, vector) {
      throw unsupported(
        `a removal of the vector ${vector} by the official client`,
        databaseName,
        'give a url instead of the client, or declare the vector again',
      );
    },
    deleteClass: async (name) => await collections.delete(name),
    // A client that knows of none finds none, and can make none.
    async listAliases() {
      const found = (await client.alias?.listAll()) ?? [];
      return found.map(({ alias, collection }) => ({ alias, class: collection }));
    },
    async getAlias(name) {
      const found = await client.alias?.get(name);
      if (found === undefined)
        throw new RequestFailure(404, `there is no alias ${name}`, undefined);
      return { alias: found.alias, class: found.collection };
    },
    createAlias: async (alias, collection) => await aliasesOf(client).create({ alias, collection }),
    setAlias: async (alias, newTargetCollection) =>
      await aliasesOf(client).update({ alias, newTargetCollection }),
    async deleteAlias(alias) {
      try {
        await aliasesOf(client).delete(alias);
      } catch (error) {
        if (readFailure(error).status !== 404) throw error;
      }
    },
    async addProperty(name, { dataType, ...property }) {
      const [type] = dataType as [string]; // as schema.ts writes it
      await collections.use(name).config.addProperty(loose({ ...property, dataType: type }));
    },
    async listTenants(name) {
      return Object.values(await collections.use(name).tenants.get());
    },
    async deleteTenant(name, tenant) {
      await collections.use(name).tenants.remove(tenant);
    },
    search: async (place, query) => await orNothing([], async () => await askAll(at(place), query)),
    count: async (place, filter) =>
      await orNothing(0, async () => {
        const filters = filter && clientFilter(filter, at(place).filter);
        const asked = at(place).aggregate.overAll(filters && { filters });
        return (await asked).totalCount;
      }),
    countValues: async (place, property, limit, filter) =>
      await orNothing([], async () => {
        const filters = filter && clientFilter(filter, at(place).filter);
        try {
          const groups = await at(place).aggregate.groupBy.overAll({
            groupBy: { property, limit },
            ...(filters === undefined ? {} : { filters }),
          });
          return groups.flatMap(({ totalCount, groupedBy: { value } }): ValueCount[] =>
            typeof value === 'string' || typeof value === 'boolean' ? [[value, totalCount]] : [],
          );
        } catch (error) {
          if (messageOf(error).includes('No grouped results')) return []; // what the client calls an answer without groups
          throw error;
        }
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

function aliasesOf({ alias }: ClientMethods): NonNullable<ClientMethods['alias']> {
  if (alias !== undefined) return alias;
  throw unsupported(
    'another name (alias) of a collection by this official client',
    databaseName,
    'update weaviate-client, or give a url instead of the client',
  );
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

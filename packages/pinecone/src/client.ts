import { loadPeer, missingPeer } from '@nestvec/core/kit';
import { askingAgain } from '@nestvec/core/store';
import type { Index, Pinecone, PineconeConfiguration } from '@pinecone-database/pinecone';
import type { DataApi, PineconeApi, StoredRecord, WireMetadata } from './api.ts';
import { exchange, tracingFetch } from './exchange.ts';
import { strangeAnswer } from './errors.ts';
import { isNotFound } from './failure.ts';
import { readIndex, tryReadIndex } from './index-info.ts';
import type { ResolvedOptions } from './options.ts';
import { checkFilterSize } from './requests.ts';

/** The official client, the user's or one of our own, as the source of its configuration. */
export type ClientSource = Pick<Pinecone, 'getConfig'>;

/**
 * Pinecone by its official client. It gets a `fetch` of ours and tries nothing again by itself: when to try again is decided in
 * one place, by the errors' details.
 */
export async function connect(options: ResolvedOptions): Promise<PineconeApi> {
  const name = '@pinecone-database/pinecone';
  const { Pinecone } = await loadPeer(
    name,
    async () => {
      try {
        return await import('@pinecone-database/pinecone');
      } catch (error) {
        throw missingPeer(name, error);
      }
    },
    { from: import.meta.url },
  );
  const given = options.client?.getConfig();
  const config: PineconeConfiguration = {
    ...given,
    apiKey: given?.apiKey ?? options.apiKey ?? '',
    ...(options.controllerHost === undefined ? {} : { controllerHostUrl: options.controllerHost }),
    additionalHeaders: { ...given?.additionalHeaders, ...options.headers },
    fetchApi: tracingFetch(given?.fetchApi ?? fetch, options.timeoutMs),
    maxRetries: 0,
  };
  return apiOf(new Pinecone(config), options.indexHost);
}

function apiOf(client: Pinecone, indexHost: ResolvedOptions['indexHost']): PineconeApi {
  const controller = client.getConfig().controllerHostUrl;
  const hosts = new Map<string, DataApi>();
  /** An emulator without TLS says bare hosts, for which the client would take https. */
  const urlOf = (host: string): string =>
    /^https?:/.test(host) || controller?.startsWith('http:') !== true ? host : `http://${host}`;
  const api: PineconeApi = {
    async list() {
      const { result } = await exchange(() => client.indexes.list());
      return (result.indexes ?? []).flatMap((model) => tryReadIndex(model) ?? []);
    },
    async describe(index) {
      try {
        return readIndex((await exchange(() => client.indexes.describe(index))).result);
      } catch (error) {
        if (isNotFound(error)) return undefined;
        throw error;
      }
    },
    async create({ name, dimension, cloud, region, tags, deletionProtection }) {
      await exchange(() =>
        client.indexes.create({
          name,
          schema: { fields: { _values: { type: 'dense_vector', dimension, metric: 'cosine' } } },
          deployment: { deploymentType: 'managed', cloud, region },
          tags: { ...tags },
          deletionProtection: deletionProtection ? 'enabled' : 'disabled',
        }),
      );
    },
    async tag(index, tags) {
      await exchange(() => client.indexes.configure(index, { tags: { ...tags } }));
    },
    async remove(index) {
      await exchange(() => client.indexes.delete(index));
    },
    data(host) {
      const known = hosts.get(host);
      if (known !== undefined) return known;
      const made = dataOf(client.index({ host: indexHost?.(urlOf(host)) ?? urlOf(host) }));
      hosts.set(host, made);
      return made;
    },
  };
  return askingAgain(api, { reads: ['list', 'describe'] });
}

function dataOf(index: Index): DataApi {
  const data: DataApi = {
    async upsert(namespace, records) {
      const { headers } = await exchange(() =>
        index.upsert({
          namespace,
          // Only read there; its types want arrays that may be changed.
          records: records as Parameters<Index['upsert']>[0]['records'],
        }),
      );
      return numberOf(headers, 'x-pinecone-request-lsn');
    },
    async query(namespace, { vector, filter, ...rest }, signal) {
      checkFilterSize(filter, vector);
      const { result, headers } = await exchange(
        () =>
          index.query({
            namespace,
            vector: [...vector],
            ...rest,
            ...(filter === undefined ? {} : { filter }),
          }),
        signal,
      );
      const matches = result.matches.map((match) => ({
        ...readRecord(match),
        score: match.score ?? Number.NEGATIVE_INFINITY,
      }));
      return { matches, seen: numberOf(headers, 'x-pinecone-max-indexed-lsn') };
    },
    async fetch(namespace, ids, signal) {
      const { result } = await exchange(() => index.fetch({ namespace, ids: [...ids] }), signal);
      return byId(result.records);
    },
    async list(namespace, { limit, token }, signal) {
      const page = { namespace, limit, ...(token === undefined ? {} : { paginationToken: token }) };
      const { result } = await exchange(() => index.listPaginated(page), signal);
      const ids = (result.vectors ?? []).map(({ id }) => {
        if (id === undefined) throw strangeAnswer('it lists a record without id');
        return id;
      });
      return { ids, next: result.pagination?.next };
    },
    async fetchByFilter(namespace, { filter, limit, token }, signal) {
      checkFilterSize(filter);
      const page = { filter, limit, ...(token === undefined ? {} : { paginationToken: token }) };
      const { result } = await exchange(
        () => index.fetchByMetadata({ namespace, ...page }),
        signal,
      );
      return { records: byId(result.records), next: result.pagination?.next };
    },
    async remove(namespace, ids) {
      return await removal(() => index.deleteMany({ namespace, ids: [...ids] }));
    },
    async removeAll(namespace) {
      return await removal(() => index.deleteAll({ namespace }));
    },
    async namespaces(signal) {
      const names: string[] = [];
      for (let token: string | undefined; ;) {
        const page = token === undefined ? {} : { paginationToken: token };
        const { result } = await exchange(
          () => index.listNamespaces({ limit: 100, ...page }),
          signal,
        );
        names.push(...(result.namespaces ?? []).flatMap(({ name }) => name ?? []));
        token = result.pagination?.next;
        if (token === undefined || token === '') return names;
      }
    },
    async counts(signal) {
      const { result } = await exchange(() => index.describeIndexStats(), signal);
      return new Map(
        Object.entries(result.namespaces ?? {}).map(([name, { recordCount }]) => [
          name === '' ? defaultNamespace : name,
          recordCount,
        ]),
      );
    },
  };
  return askingAgain(data, {
    reads: ['query', 'fetch', 'list', 'fetchByFilter', 'namespaces', 'counts'],
    writes: ['upsert', 'remove'],
  });
}

/** Where records without a tenant lie. */
export const defaultNamespace = '__default__';

/** In a namespace that does not exist there is nothing to remove. */
async function removal(call: () => Promise<unknown>): Promise<number | undefined> {
  try {
    return numberOf((await exchange(call)).headers, 'x-pinecone-request-lsn');
  } catch (error) {
    if (isNotFound(error) && /namespace/i.test(String(error))) return undefined;
    throw error;
  }
}

function numberOf(headers: Headers, name: string): number | undefined {
  const text = headers.get(name);
  return text === null || !/^\d+$/.test(text) ? undefined : Number(text);
}

interface ClientRecord {
  readonly id: string;
  readonly values?: readonly number[];
  readonly metadata?: object;
}

function byId(records: Readonly<Record<string, ClientRecord>>): ReadonlyMap<string, StoredRecord> {
  return new Map(Object.values(records).map((one) => [one.id, readRecord(one)]));
}

function readRecord(record: ClientRecord): StoredRecord {
  return {
    id: record.id,
    values: Float32Array.from(record.values ?? []),
    metadata: (record.metadata ?? {}) as WireMetadata, // the service keeps nothing else
  };
}

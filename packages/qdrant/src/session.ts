import { invalid, once, type OpenedOnce, openOnce, writeLock } from '@nestvec/core/kit';
import {
  type CollectionMemory,
  isAtLeast,
  askingAgain,
  readVersion,
  requireRelease,
  type ServerVersion,
  storeSession,
  type StoreSession,
} from '@nestvec/core/store';
import { resolveAlias } from './aliases.ts';
import { recall } from './attach.ts';
import { checkLiveFields } from './attach-fields.ts';
import type { QdrantApi } from './api.ts';
import { fromClient } from './client.ts';
import { databaseName, errors } from './errors.ts';
import { isNotFound, readFailure } from './failure.ts';
import { type Channel, openChannel } from './grpc/channel.ts';
import { type CollectionInfo, readInfo } from './info.ts';
import { grpcTransport, type Transport, restTransport } from './transport.ts';
import type { ResolvedOptions } from './options.ts';
import { restApi } from './rest.ts';

/** A collection that exists. */
export interface FoundCollection {
  readonly info: CollectionInfo;
  /** Undefined for one that someone else made and whose use was not declared. */
  readonly memory: CollectionMemory | undefined;
}

/** What a store and the stores of its tenants share. */
export interface Session extends StoreSession<FoundCollection> {
  readonly options: ResolvedOptions;
  readonly channel: OpenedOnce<Channel>;
  readonly api: QdrantApi;
  /** The same, whose requests the signal aborts; the user's own client has no such thing. */
  readonly apiUntil: (signal: AbortSignal | undefined) => QdrantApi;
  /** The way of bulk writes and of scans with vectors. */
  readonly transport: (signal?: AbortSignal) => Promise<Transport>;
  readonly isAtLeast: (release: `${number}.${number}`) => Promise<boolean>;
  /** Throws `unsupported` on an older server, which would ignore the setting or answer with an internal error. */
  readonly require: (
    release: `${number}.${number}`,
    feature: string,
    alternative?: string,
  ) => Promise<void>;
}

/** What changes nothing. */
const reads = [
  'versionInfo',
  'getCollections',
  'getCollection',
  'getAliases',
  'retrieve',
  'scroll',
  'facet',
  'count',
  'query',
  'queryBatch',
] as const;

/** What is sent by many at once, most often. */
const writes = ['upsert', 'updateVectors', 'batchUpdate', 'delete'] as const;

/** A session; nothing is loaded or sent before the first call. Where it shares a channel, that is left open. */
export function createSession(
  options: ResolvedOptions,
  shared?: Pick<Session, 'channel'>,
): Session {
  const { address, attach, client, collection, grpc, timeoutMs } = options;
  const largeIds = attach !== undefined && attach.ids !== 'mapped';
  const apiUntil = (signal: AbortSignal | undefined): QdrantApi =>
    askingAgain(
      client === undefined
        ? restApi({ ...options, base: address?.base ?? '', largeIds, signal })
        : fromClient(client),
      { reads, writes },
    );
  const channel =
    shared?.channel ??
    openOnce(
      async () => {
        if (grpc === undefined) throw invalid('qdrant.grpc', 'is not given');
        const headers = async () => await Promise.resolve(grpc.headers);
        return await openChannel({ ...grpc, headers, service: 'qdrant.Points', timeoutMs });
      },
      (opened) => opened.close(),
    );
  const api = apiUntil(undefined);
  let fieldsAreRight = false;
  const version = once(async (): Promise<ServerVersion> => {
    const found = readVersion(await api.versionInfo());
    if (found === undefined) throw errors.strangeAnswer('it has no version');
    return found;
  });
  return {
    ...storeSession<FoundCollection>({
      database: databaseName,
      collection,
      lock: writeLock(databaseName, client ?? address?.base ?? '', collection),
      errors,
      async find() {
        try {
          const info = readInfo(await api.getCollection(collection));
          const memory = recall(info, options);
          // What is there was made under another name, so this one may be an alias; what is done under it would be on whatever it leads to.
          const isOwn = memory?.spec.name === collection;
          if (!isOwn && (await resolveAlias(api, collection)) !== undefined) return undefined;
          if (attach?.fields !== undefined && !fieldsAreRight)
            await checkLiveFields(api, collection, attach.fields, info);
          fieldsAreRight = true;
          return { info, memory };
        } catch (error) {
          if (isNotFound(readFailure(error))) return undefined;
          throw error;
        }
      },
      close: async () => await (shared === undefined ? channel.close() : undefined),
    }),
    options,
    channel,
    api,
    apiUntil: (signal) => (signal === undefined ? api : apiUntil(signal)),
    async transport(signal) {
      if (grpc === undefined) return restTransport(apiUntil(signal));
      return grpcTransport(await channel.open(), signal);
    },
    isAtLeast: async (release) => isAtLeast(await version(), release),
    async require(release, feature, alternative) {
      requireRelease(databaseName, await version(), release, feature, alternative);
    },
  };
}

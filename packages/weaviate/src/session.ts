import { invalid, type OpenedOnce, openOnce, writeLock } from '@nestvec/core/kit';
import {
  type CollectionMemory,
  askingAgain,
  readVersion,
  requireRelease,
  storeSession,
  type StoreSession,
} from '@nestvec/core/store';
import { recall } from './attach.ts';
import { checkLengths } from './attach-lengths.ts';
import type { WeaviateApi } from './api.ts';
import { clientApi, clientHeaders } from './client.ts';
import { clientTransport } from './client-transport.ts';
import { directApi } from './direct.ts';
import { databaseName, errors } from './errors.ts';
import { isNoClass, readFailure } from './failure.ts';
import { type Channel, openChannel } from './grpc/channel.ts';
import { type CollectionInfo, memoryOf, readInfo } from './info.ts';
import { grpcTransport, type Transport } from './transport.ts';
import { toClass, upperFirst } from './names.ts';
import type { ResolvedOptions } from './options.ts';
import { restApi } from './rest.ts';

/** A class that exists. */
export interface FoundCollection {
  readonly info: CollectionInfo;
  /** Undefined for one that someone else made and whose use was not declared. */
  readonly memory: CollectionMemory | undefined;
}

/** What the stores of a collection and of its tenants share. */
export interface Session extends StoreSession<FoundCollection> {
  readonly options: ResolvedOptions;
  /** The collection's name there. */
  readonly class: string;
  readonly channel: OpenedOnce<Channel>;
  readonly api: WeaviateApi;
  /** The same, whose requests the signal aborts; the user's own client can't do that. */
  readonly apiUntil: (signal: AbortSignal | undefined) => WeaviateApi;
  /** The way of bulk writes. */
  readonly transport: () => Promise<Transport>;
  /** Throws `unsupported` on an older server. */
  readonly require: (release: `${number}.${number}`, feature: string) => Promise<void>;
}

/** What changes nothing. */
const reads = [
  'meta',
  'listClasses',
  'getClass',
  'listAliases',
  'getAlias',
  'listTenants',
  'search',
  'count',
  'countValues',
] as const;

/** A session; it loads and sends nothing before the first call. Where it shares a channel, that is left open. */
export function createSession(
  options: ResolvedOptions,
  shared?: Pick<Session, 'channel'>,
): Session {
  const { address, client, collection, grpc, headers, timeoutMs } = options;
  const base = address?.base ?? '';
  const channel =
    shared?.channel ??
    openOnce(
      async () => {
        if (grpc === undefined) throw invalid('weaviate.grpc', 'is not given');
        return await openChannel({
          address: grpc,
          service: 'weaviate.v1.Weaviate',
          headers: async () => (client === undefined ? headers : await clientHeaders(client)),
          timeoutMs,
        });
      },
      (opened) => opened.close(),
    );
  const apiUntil = (signal: AbortSignal | undefined): WeaviateApi => {
    const given =
      client === undefined
        ? directApi(restApi({ base, headers, timeoutMs, signal }), channel.open, signal)
        : clientApi(client);
    return askingAgain(given, { reads });
  };
  const api = apiUntil(undefined);
  const name = toClass(collection, options);
  /** A class that someone else gave the collection's name, which one of ours does not have. */
  const findForeign = async (): Promise<FoundCollection | undefined> => {
    const theirs = upperFirst(collection);
    if (theirs === name) return undefined;
    try {
      const info = readInfo(await api.getClass(theirs));
      return memoryOf(info) === undefined ? { info, memory: undefined } : undefined;
    } catch (error) {
      if (isNoClass(readFailure(error))) return undefined;
      throw error;
    }
  };
  let lengthsAreRight = false;
  return {
    ...storeSession<FoundCollection>({
      database: databaseName,
      collection,
      lock: writeLock(databaseName, client ?? base, name),
      errors,
      async find() {
        try {
          const info = readInfo(await api.getClass(name));
          if (info.class !== name) return undefined; // the name is an alias
          const memory = recall(info, options);
          if (!lengthsAreRight) lengthsAreRight = await checkLengths(api, name, options, info);
          return { info, memory };
        } catch (error) {
          if (isNoClass(readFailure(error))) return await findForeign();
          throw error;
        }
      },
      close: async () => await (shared === undefined ? channel.close() : undefined),
    }),
    options,
    class: name,
    channel,
    api,
    apiUntil: (signal) => (signal === undefined ? api : apiUntil(signal)),
    async transport() {
      if (client !== undefined && grpc === undefined) return clientTransport(client);
      return grpcTransport(await channel.open());
    },
    async require(release, feature) {
      const version = readVersion(await api.meta());
      if (version === undefined) throw errors.strangeAnswer('it has no version');
      requireRelease(databaseName, version, release, feature);
    },
  };
}

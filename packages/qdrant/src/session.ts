import { type CallOptions, NestvecError } from '@nestvec/core';
import {
  type CollectionMemory,
  writeLock,
  throwIfAborted,
  type WriteLock,
} from '@nestvec/core/store';
import { recall } from './attach.ts';
import type { QdrantApi } from './api.ts';
import { fromClient } from './client.ts';
import { databaseName, foreignCollection, missingCollection, toStoreError } from './errors.ts';
import { readFailure } from './failure.ts';
import { type Channel, openChannel } from './grpc/channel.ts';
import { type CollectionInfo, readInfo } from './info.ts';
import { grpcTransport, type Transport, restTransport } from './transport.ts';
import type { ResolvedOptions } from './options.ts';
import { restApi } from './rest.ts';
import { readVersion, type Version } from './version.ts';

/** A collection that exists, as it was a moment ago. */
export interface FoundCollection {
  readonly info: CollectionInfo;
  /** Undefined for one that someone else made and nothing is said of. */
  readonly memory: CollectionMemory | undefined;
}

/** A collection that can be worked with. */
export interface OpenCollection extends FoundCollection {
  readonly memory: CollectionMemory;
}

/** What a store and its tenants' views share. */
export interface Session {
  readonly options: ResolvedOptions;
  readonly api: QdrantApi;
  readonly lock: WriteLock;
  /** Throws `closed` or `aborted`. Every call begins with it, and every request. */
  begin(operation: string, call: CallOptions | undefined): void;
  /** The way of bulk writes and of scans with vectors. */
  transport(): Promise<Transport>;
  version(): Promise<Version>;
  /** The collection; `undefined` where it does not exist. */
  find(operation: string): Promise<FoundCollection | undefined>;
  /** The collection, asked for now: others may have changed or dropped it. Throws `not-found`, or `identity` for a foreign one. */
  open(operation: string, call: CallOptions | undefined): Promise<OpenCollection>;
  /** The collection as `open` last found it. */
  known(): OpenCollection | undefined;
  close(): Promise<void>;
}

/** A session; nothing is loaded or sent before the first call. */
export function createSession(options: ResolvedOptions): Session {
  const { address, apiKey, attach, client, collection, grpc, timeoutMs } = options;
  const api =
    client === undefined
      ? restApi({
          base: address?.base ?? '',
          apiKey,
          timeoutMs,
          largeIds: attach !== undefined && attach.ids !== 'mapped',
        })
      : fromClient(client);
  const lock = writeLock(databaseName, client ?? address?.base ?? '', collection);
  let closed = false;
  let known: OpenCollection | undefined;
  let version: Version | undefined;
  let channel: Promise<Channel> | undefined;
  const session: Session = {
    options,
    api,
    lock,
    begin(operation, call) {
      const where = `${databaseName}: ${operation} on "${collection}"`;
      if (closed)
        throw new NestvecError('closed', `${where} after close(); open it again`, {
          what: collection,
        });
      throwIfAborted(call, where);
    },
    async transport() {
      if (grpc === undefined) return restTransport(api);
      channel ??= openChannel(grpc.address, grpc.apiKey, timeoutMs);
      return grpcTransport(await channel);
    },
    version: async () => (version ??= readVersion(await api.versionInfo())),
    async find(operation) {
      try {
        const info = readInfo(await api.getCollection(collection));
        return { info, memory: recall(info, options) };
      } catch (error) {
        if (readFailure(error).notFound) return undefined;
        throw toStoreError(error, { collection, operation });
      }
    },
    async open(operation, call) {
      session.begin(operation, call);
      const found = await session.find(operation);
      if (found?.memory === undefined) known = undefined;
      if (found === undefined) throw missingCollection(collection, operation);
      if (found.memory === undefined) throw foreignCollection(collection, operation);
      session.begin(operation, call);
      known = { ...found, memory: found.memory };
      return known;
    },
    known: () => known,
    async close() {
      if (closed) return;
      closed = true;
      await lock.idle();
      if (channel !== undefined) (await channel).close();
    },
  };
  return session;
}

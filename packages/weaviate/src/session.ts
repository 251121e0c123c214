import { type CallOptions, NestvecError } from '@nestvec/core';
import {
  type CollectionMemory,
  writeLock,
  invalid,
  throwIfAborted,
  type WriteLock,
} from '@nestvec/core/store';
import { recall } from './attach.ts';
import { checkLengths } from './attach-lengths.ts';
import type { WeaviateApi } from './api.ts';
import { clientApi, clientHeaders } from './client.ts';
import { clientTransport } from './client-transport.ts';
import { directApi } from './direct.ts';
import { databaseName, foreignCollection, missingCollection, toStoreError } from './errors.ts';
import { isNoClass, readFailure } from './failure.ts';
import { type Channel, openChannel } from './grpc/channel.ts';
import { type CollectionInfo, readInfo } from './info.ts';
import { grpcTransport, type Transport } from './transport.ts';
import { className, upperFirst } from './names.ts';
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
  /** The collection's name there. */
  readonly class: string;
  readonly api: WeaviateApi;
  readonly lock: WriteLock;
  /** Throws `closed` or `aborted`. Every call begins with it, and every request. */
  begin(operation: string, call: CallOptions | undefined): void;
  /** The way of bulk writes. */
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
  const { address, apiKey, attach, client, collection, grpc, headers, timeoutMs } = options;
  let channel: Promise<Channel> | undefined;
  const openOnce = async (): Promise<Channel> => {
    if (grpc === undefined) throw invalid('weaviate.grpc', 'is not given');
    const ownHeaders = {
      ...headers,
      ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
    };
    channel ??= openChannel(
      grpc,
      client === undefined ? async () => ownHeaders : async () => await clientHeaders(client),
      timeoutMs,
    );
    return await channel;
  };
  const api =
    client === undefined
      ? directApi(restApi({ base: address?.base ?? '', apiKey, headers, timeoutMs }), openOnce)
      : clientApi(client);
  const name = attach === undefined ? className(collection) : upperFirst(collection);
  const lock = writeLock(databaseName, client ?? address?.base ?? '', name);
  let closed = false;
  let known: OpenCollection | undefined;
  let version: Version | undefined;
  let lengths: Promise<void> | undefined;
  const session: Session = {
    options,
    class: name,
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
      if (client !== undefined && grpc === undefined) return clientTransport(client);
      return grpcTransport(await openOnce());
    },
    version: async () => (version ??= readVersion(await api.meta())),
    async find(operation) {
      try {
        const info = readInfo(await api.getClass(name));
        return { info, memory: recall(info, options) };
      } catch (error) {
        if (isNoClass(readFailure(error))) return undefined;
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
      const opened = { ...found, memory: found.memory };
      try {
        lengths ??= checkLengths(session, opened);
        await lengths;
      } catch (error) {
        lengths = undefined;
        throw toStoreError(error, { collection, operation });
      }
      known = opened;
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

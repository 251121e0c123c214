import {
  type CallOptions,
  type CollectionMemory,
  decodeMemory,
  NestvecError,
  throwIfAborted,
} from '@nestvec/core';
import { z } from 'zod';
import { type Client, openClient } from './client.ts';
import { databaseName, statusOf, toStoreError } from './errors.ts';
import type { ResolvedOptions } from './options.ts';
import { memoryKey } from './schema.ts';

/** The parts of a collection's description that are read here. */
export interface CollectionInfo {
  readonly vectors: Readonly<Record<string, LiveVector>>;
  /** Type of each payload index. */
  readonly indexes: Readonly<Record<string, string>>;
  readonly memory: CollectionMemory | undefined;
}

/** A named vector as the server has it. */
export interface LiveVector {
  readonly size: number;
  readonly distance: string;
  readonly graph: boolean;
  readonly quantization: string;
}

/** A collection that exists and is ours. */
export interface OpenCollection {
  readonly client: Client;
  readonly memory: CollectionMemory;
}

/** What a store and its tenants' views share. */
export interface Session {
  readonly options: ResolvedOptions;
  /** Throws `closed` or `aborted`. Every call begins with it. */
  begin(operation: string, call: CallOptions | undefined): void;
  client(): Promise<Client>;
  /** The collection; `undefined` where it does not exist. */
  find(operation: string): Promise<CollectionInfo | undefined>;
  /** The collection's memory, at most a second old; throws `not-found` or `identity`. */
  open(operation: string, call: CallOptions | undefined): Promise<OpenCollection>;
  /** Forgets what is known of the collection. */
  forget(): void;
  close(): void;
}

/** Another process may change a collection; asking before every search would double its time. */
const freshMs = 1000;

const vectorSchema = z.object({
  size: z.number(),
  distance: z.string(),
  hnsw_config: z.object({ m: z.number().nullish() }).nullish(),
  quantization_config: z.record(z.string(), z.unknown()).nullish(),
});

const infoSchema = z.object({
  config: z.object({
    params: z.object({ vectors: z.unknown() }),
    metadata: z.record(z.string(), z.unknown()).nullish(),
  }),
  payload_schema: z.record(z.string(), z.object({ data_type: z.string() })),
});

/** A session; nothing is sent before the first call. */
export function createSession(options: ResolvedOptions): Session {
  const { collection } = options;
  let closed = false;
  let client: Promise<Client> | undefined;
  let opened: { readonly at: number; readonly collection: Promise<OpenCollection> } | undefined;
  const session: Session = {
    options,
    begin(operation, call) {
      const where = `${databaseName}: ${operation} on "${collection}"`;
      if (closed)
        throw new NestvecError('closed', `${where} after close(); open it again`, {
          what: collection,
        });
      throwIfAborted(call, where);
    },
    client: () => (client ??= openClient(options)),
    async find(operation) {
      try {
        return readInfo(await (await session.client()).getCollection(collection));
      } catch (error) {
        if (statusOf(error) === 404) return undefined;
        throw toStoreError(error, { collection, operation });
      }
    },
    async open(operation, call) {
      session.begin(operation, call);
      if (opened === undefined || performance.now() - opened.at > freshMs) {
        opened = { at: performance.now(), collection: openCollection(session, operation) };
      }
      try {
        return await opened.collection;
      } catch (error) {
        opened = undefined;
        throw error;
      }
    },
    forget() {
      opened = undefined;
    },
    close() {
      closed = true;
    },
  };
  return session;
}

async function openCollection(session: Session, operation: string): Promise<OpenCollection> {
  const { collection } = session.options;
  const info = await session.find(operation);
  if (info === undefined) {
    throw new NestvecError(
      'not-found',
      `${databaseName}: ${operation} on "${collection}", which does not exist; create it with plan and apply, or ingest into it`,
      { what: 'collection', name: collection },
    );
  }
  if (info.memory === undefined) throw foreignCollection(collection, operation);
  return { client: await session.client(), memory: info.memory };
}

/** A collection without our memory: its vectors and payloads mean what someone else decided. */
export function foreignCollection(collection: string, operation: string): NestvecError<'identity'> {
  return new NestvecError(
    'identity',
    `${databaseName}: ${operation} on "${collection}", which nestvec did not make and which does not say which embedder filled it; use another name`,
    { verdict: 'unknown', fields: [] },
  );
}

function readInfo(answer: unknown): CollectionInfo {
  const { config, payload_schema: schema } = infoSchema.parse(answer);
  const named = z.record(z.string(), vectorSchema).safeParse(config.params.vectors);
  const vectors = Object.entries(named.success ? named.data : {}).map(
    ([name, vector]): [string, LiveVector] => [
      name,
      {
        size: vector.size,
        distance: vector.distance,
        graph: vector.hnsw_config?.m !== 0,
        quantization: Object.keys(vector.quantization_config ?? {})[0] ?? 'none',
      },
    ],
  );
  const text = config.metadata?.[memoryKey];
  return {
    vectors: Object.fromEntries(vectors),
    indexes: Object.fromEntries(
      Object.entries(schema).map(([key, { data_type: type }]) => [key, type]),
    ),
    memory: decodeMemory(typeof text === 'string' ? text : undefined, databaseName),
  };
}

import { checkCollectionName, parseInput } from '@nestvec/core';
import { z } from 'zod';
import type { Client } from './client.ts';

/** What `qdrant` takes: your own client or where the server is, and which collection is meant. */
export interface QdrantOptions {
  /** Your own `QdrantClient`. */
  readonly client?: Client | undefined;
  /** Such as `http://localhost:6333` or `https://host/path`; the port is the protocol's own unless it is named. */
  readonly url?: string | undefined;
  readonly apiKey?: string | undefined;
  readonly collection: string;
  /** For one request, where the client is made here. Default 60,000. */
  readonly timeoutMs?: number | undefined;
  /** Settings of a collection that is created, as Qdrant's API names them: `shard_number`, `replication_factor`, … */
  readonly native?: Readonly<Record<string, unknown>> | undefined;
}

/** Options with every default filled in. */
export interface ResolvedOptions extends QdrantOptions {
  readonly timeoutMs: number;
  readonly native: Readonly<Record<string, unknown>>;
}

const schema: z.ZodType<ResolvedOptions> = z
  .strictObject({
    client: z.custom<Client>((value) => typeof value === 'object' && value !== null).optional(),
    url: z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }).optional(),
    apiKey: z.string().min(1).optional(),
    collection: z.string(),
    timeoutMs: z.int().positive().default(60_000),
    native: z.record(z.string(), z.unknown()).default({}),
  })
  .refine(
    ({ client, url }) => (client === undefined) !== (url === undefined),
    'needs exactly one of client and url',
  );

/** Checks the options. Throws `invalid-input` naming the option. */
export function resolveOptions(options: QdrantOptions): ResolvedOptions {
  const resolved = parseInput(schema, options, 'qdrant');
  checkCollectionName(resolved.collection, 'qdrant.collection');
  return resolved;
}

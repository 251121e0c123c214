import type { Store } from '@nestvec/core';
import { lancedb } from '@nestvec/lancedb';
import { pgvector } from '@nestvec/pgvector';
import { pinecone } from '@nestvec/pinecone';
import { qdrant } from '@nestvec/qdrant';
import { weaviate } from '@nestvec/weaviate';
import { code, table } from '../site/markdown.ts';

const collection = 'page';

/** One store of each database. Nothing is asked of a database before the first call, and none is made. */
const stores: Readonly<Record<string, () => Store>> = {
  LanceDB: () => lancedb({ uri: 'memory://', collection }),
  Qdrant: () => qdrant({ url: 'http://localhost:6333', collection }),
  Weaviate: () => weaviate({ url: 'http://localhost:8080', collection }),
  Pinecone: () => pinecone({ apiKey: 'key', collection, cloud: 'aws', region: 'us-east-1' }),
  PostgreSQL: () => pgvector({ url: 'postgres://localhost/page', collection }),
  PGlite: () => pgvector({ data: 'memory://', collection }),
};

/** What a capability means, in the order of the table. */
const meanings: Readonly<Record<keyof Store['capabilities'], string>> = {
  namedVectors: 'several vectors a record',
  addVector: 'a named vector can be added to a filled collection',
  coarseToFull: 'who searches in two stages',
  words: 'search by words, and what orders it',
  quantization: 'quantisation of a vector',
  facets: 'who counts facets',
  sort: 'who orders by a field',
  textFilter: '`$text` in filters',
  startsWith: '`$startsWith` in filters; `single`: not of arrays',
  exact: 'exact search on request',
  tenants: 'how tenants are kept apart',
  aliases: 'other names of a collection',
  readAfterWrite: 'when a resolved write is found',
  machines: 'who may write to it at once',
};

const limitMeanings: Readonly<Record<keyof Store['limits'], string>> = {
  recordsPerUpsert: 'records of one upsert',
  bytesPerUpsert: 'bytes of one upsert',
  metadataBytes: 'bytes of a record’s metadata',
  candidates: 'candidates of one search',
  concurrency: 'upserts worth having in flight',
};

/** What every store declares of itself, by a store of each. */
export interface DeclaredStores {
  readonly names: readonly string[];
  readonly capabilities: readonly (readonly string[])[];
  readonly limits: readonly (readonly string[])[];
}

/** Opens a store of each database, reads its `capabilities` and `limits`, and closes it. */
export async function declaredStores(): Promise<DeclaredStores> {
  const opened = Object.entries(stores).map(([name, open]) => ({ name, store: open() }));
  const rows = <Of extends 'capabilities' | 'limits'>(
    of: Of,
    meaning: Readonly<Record<keyof Store[Of] & string, string>>,
  ): string[][] =>
    // `Object.keys` of a record has its keys.
    (Object.keys(meaning) as (keyof Store[Of] & string)[]).map((key) => [
      code(key),
      meaning[key],
      ...opened.map(({ store }) => shown(store[of][key])),
    ]);
  const declared = {
    names: opened.map(({ name }) => name),
    capabilities: rows('capabilities', meanings),
    limits: rows('limits', limitMeanings),
  };
  await Promise.all(opened.map(async ({ store }) => await store.close()));
  return declared;
}

/** The table of capabilities. */
export function capabilitiesPage({ names, capabilities }: DeclaredStores): string {
  return [
    '# What each database can do',
    'Read from `store.capabilities` of a store of each. `native`: the database does it; `emulated`: nestvec does it exactly, from what the database gives; `no`: the call throws `unsupported` and says what works instead. A collection that someone else made may do less: see the page of its database.',
    table(['capability', 'what it is', ...names], capabilities),
    'Pinecone is proved against a strict fake only. Which versions are tested stands with each of the [packages](/reference/packages/).',
  ].join('\n\n');
}

/** A declared value as a cell. */
export function shown(value: unknown): string {
  if (value === true) return 'yes';
  if (value === false) return 'no';
  if (Array.isArray(value)) return value.map((each) => shown(each)).join(', ');
  if (typeof value === 'number')
    return Number.isFinite(value) ? value.toLocaleString('en-US') : 'none';
  return String(value);
}

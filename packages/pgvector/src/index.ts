export type { PgAttachOptions } from './attach-options.ts';
export type { PgClient, PgPool } from './database/client.ts';
export { listCollections } from './list-collections.ts';
export type { PgVectorOptions } from './native.ts';
export type { PgvectorOptions, PgvectorPlace } from './options.ts';
export { pgvectorStorage } from './storage.ts';
export { pgvector } from './store.ts';

export type { Client } from './client.ts';
export type { QdrantOptions } from './options.ts';
export { qdrant } from './store.ts';

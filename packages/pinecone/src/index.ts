export type { AttachOptions } from './attach-options.ts';
export type { CheckOptions, CheckReport, IncompleteRecord } from './check.ts';
export type { ClientSource } from './client.ts';
export { listCollections } from './list-collections.ts';
export { type TextKeeper, textFolder } from './long-text.ts';
export type { PineconeAccess, PineconeOptions } from './options.ts';
export { pineconeStorage } from './storage.ts';
export { pinecone, type PineconeStore } from './store.ts';

export type { ClientSource } from './client.ts';
export { type TextKeeper, textFolder } from './long-text.ts';
export type { PineconeOptions } from './options.ts';
export { pinecone } from './store.ts';

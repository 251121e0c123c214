export type { LanceAttachOptions } from './attach-options.ts';
export type { LanceModule } from './client.ts';
export { listCollections } from './list-collections.ts';
export type { IndexKind, LanceVectorOptions } from './native.ts';
export type { LanceOptions, LancePlace } from './options.ts';
export { lanceStorage } from './storage.ts';
export { lancedb } from './store.ts';

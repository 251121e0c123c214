export type { Consistency } from './api.ts';
export type { AttachOptions } from '@nestvec/core/store';
export type { ClientMethods } from './client-collection.ts';
export type { CollectionNative, IndexNative, QuantizationNative, VectorNative } from './native.ts';
export { listCollections } from './list.ts';
export type { GrpcOptions, WeaviateOptions } from './options.ts';
export { weaviateStorage } from './storage.ts';
export { weaviate } from './store.ts';

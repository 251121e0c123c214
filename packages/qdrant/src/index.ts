export type { AttachOptions } from '@nestvec/core/store';
export { listCollections } from './list.ts';
export type { ClientMethods } from './client.ts';
export type {
  CollectionNative,
  HnswNative,
  QuantizationNative,
  StrictModeNative,
  VectorNative,
} from './native.ts';
export type { GrpcOptions, QdrantOptions } from './options.ts';
export { qdrantStorage } from './storage.ts';
export { qdrant } from './store.ts';

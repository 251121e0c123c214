export type { Consistency } from './api.ts';
export type { AttachOptions } from './attach-options.ts';
export type { ClientMethods } from './client.ts';
export type {
  CollectionNative,
  IndexNative,
  QuantizationNative,
  TextTokenization,
  VectorNative,
} from './native.ts';
export type { GrpcOptions, WeaviateOptions } from './options.ts';
export { weaviate } from './store.ts';

import { graphStorage, type StorageRule } from '@nestvec/core/cost';

/** What Weaviate keeps of a vector; by its own rule of resources, 10 bytes for each of 32 connections. */
export const weaviateStorage: StorageRule = graphStorage(320);

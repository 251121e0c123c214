import { type StorageRule, storageRule } from '@nestvec/core/cost';

/** What Pinecone bills of a vector: serverless stores the full numbers only, and asks for no memory. */
export const pineconeStorage: StorageRule = storageRule((dimensions, quantization) =>
  quantization === 'none' ? { disk: dimensions * 4, memory: 0 } : undefined,
);

import { type StorageRule, storageRule } from '@nestvec/core/cost';

/** Edges of an HNSW graph with m = 16: a place in the table of 6 bytes for each of 2m neighbors, and those of higher layers. */
const graphBytes = 6 * 34 + 100;

/** What PostgreSQL keeps of a vector: the column, and its index where it has a graph, which is fast only in memory. */
export const pgvectorStorage: StorageRule = storageRule((dimensions, quantization) => {
  if (quantization === 'int8') return undefined; // not offered
  const index =
    graphBytes + (quantization === 'binary' ? Math.ceil(dimensions / 8) : dimensions * 4);
  return { disk: dimensions * 4 + 8 + index, memory: index };
});

import { graphStorage, type StorageRule } from '@nestvec/core/cost';

/** What Qdrant keeps of a vector: 32 links of 4 bytes in the lowest layer of the graph (m 16), and a sixteenth of that above. */
export const qdrantStorage: StorageRule = graphStorage(136);

import type { Store } from '@nestvec/core';
import { lancedb } from '@nestvec/lancedb';
import { qdrant } from '@nestvec/qdrant';
import { weaviate } from '@nestvec/weaviate';

/** Where the collection is kept: on the server that the environment names, else in a folder. */
export function openStore(): Store {
  const { COLLECTION: collection = 'existing_app', NESTVEC_DATA: uri = '.nestvec' } = process.env;
  const { QDRANT_URL, WEAVIATE_URL, WEAVIATE_GRPC_URL } = process.env;
  if (QDRANT_URL !== undefined) return qdrant({ url: QDRANT_URL, collection });
  if (WEAVIATE_URL === undefined) return lancedb({ uri, collection });
  const grpc = WEAVIATE_GRPC_URL === undefined ? undefined : { url: WEAVIATE_GRPC_URL };
  return weaviate({ url: WEAVIATE_URL, grpc, collection });
}

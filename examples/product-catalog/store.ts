import type { Store } from '@nestvec/core';
import { lancedb } from '@nestvec/lancedb';
import { qdrant } from '@nestvec/qdrant';
import { weaviate } from '@nestvec/weaviate';

/** Where the products are. */
interface Place {
  /** `lancedb`, `qdrant` or `weaviate`. */
  readonly store: string;
  readonly collection: string;
  readonly url: string | undefined;
  readonly grpcUrl: string | undefined;
}

/** Where the products are kept: in a folder, or on a server; nothing is asked of it yet. */
export function openStore({ store, collection, url, grpcUrl }: Place): Store {
  const grpc = grpcUrl === undefined ? undefined : { url: grpcUrl };
  switch (store) {
    case 'lancedb':
      if (url !== undefined) throw new Error('--url is for a server; add --store');
      return lancedb({ uri: '.nestvec', collection });
    case 'qdrant': {
      const apiKey = process.env['QDRANT_API_KEY'];
      return qdrant({ url: url ?? 'http://localhost:6333', grpc, apiKey, collection });
    }
    case 'weaviate': {
      const apiKey = process.env['WEAVIATE_API_KEY'];
      return weaviate({ url: url ?? 'http://localhost:8080', grpc, apiKey, collection });
    }
    default:
      throw new Error(`--store ${store}: use lancedb, qdrant or weaviate`);
  }
}

import type { Store } from '@nestvec/core';
import { qdrant } from '@nestvec/qdrant';
import { weaviate } from '@nestvec/weaviate';

/** A database that several processes can reach. */
export interface ServerPlace {
  readonly kind: 'qdrant' | 'weaviate';
  readonly url: string;
  readonly grpcUrl?: string | undefined;
}

/** A collection of it. */
export function openServer({ kind, url, grpcUrl }: ServerPlace, collection: string): Store {
  if (kind === 'qdrant') return qdrant({ url, collection });
  return weaviate({ url, collection, ...(grpcUrl === undefined ? {} : { grpc: { url: grpcUrl } }) });
}

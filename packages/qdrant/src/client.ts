import { loadPeer } from '@nestvec/core';
import type { QdrantClient } from '@qdrant/js-client-rest';
import type { ResolvedOptions } from './options.ts';

/** The methods of Qdrant's client that are used here: any client that has them will do. */
export type Client = Pick<
  QdrantClient,
  | 'batchUpdate'
  | 'collectionExists'
  | 'count'
  | 'createCollection'
  | 'createPayloadIndex'
  | 'createVectorName'
  | 'delete'
  | 'deleteCollection'
  | 'getCollection'
  | 'query'
  | 'retrieve'
  | 'scroll'
  | 'updateCollection'
  | 'updateVectors'
  | 'upsert'
  | 'versionInfo'
>;

/** The user's client, or one made from the URL; nothing is sent yet. */
export async function openClient(options: ResolvedOptions): Promise<Client> {
  if (options.client !== undefined) return options.client;
  const { QdrantClient } = await loadPeer(
    '@qdrant/js-client-rest',
    async () => await import('@qdrant/js-client-rest'),
  );
  const { url, apiKey, timeoutMs } = options;
  const target = new URL(url ?? '');
  const https = target.protocol === 'https:';
  const path = target.pathname.replace(/\/+$/, '');
  return new QdrantClient({
    // Given as a whole, the client would take 6333 for every port that URL parsing drops, and drop the path.
    host: target.hostname,
    port: target.port === '' ? (https ? 443 : 80) : Number(target.port),
    https,
    timeout: timeoutMs,
    checkCompatibility: false, // it would ask the server and print, unasked
    ...(path === '' ? {} : { prefix: path }),
    ...(apiKey === undefined ? {} : { apiKey }),
  });
}

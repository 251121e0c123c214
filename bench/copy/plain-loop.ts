import { randomUUID } from 'node:crypto';
import { QdrantClient } from '@qdrant/js-client-rest';
import weaviateClient from 'weaviate-client';
import type { Store } from '../../packages/core/dist/index.js';
import { url, weaviateGrpcUrl, weaviateUrl } from '../support/environment.ts';

const pageSize = 500;

/** What people write: one page of the source, one request of the official client, and so on. */
export const plainLoops: Readonly<
  Record<string, (from: Store, collection: string) => Promise<void>>
> = {
  async qdrant(from, collection) {
    const client = new QdrantClient({ url, checkCompatibility: false });
    for await (const { records } of from.scan({ pageSize }))
      await client.upsert(collection, {
        wait: true,
        points: records.map(({ id, vectors, metadata, text }) => ({
          id: randomUUID(),
          vector: {
            image: Array.from(vectors['image'] ?? []),
            image_64: Array.from(vectors['image_64'] ?? []),
          },
          payload: { ...metadata, text, id },
        })),
      });
  },
  async weaviate(from, collection) {
    const [http, grpc] = [new URL(weaviateUrl), new URL(weaviateGrpcUrl)];
    const client = await weaviateClient.connectToCustom({
      httpHost: http.hostname,
      httpPort: Number(http.port),
      grpcHost: grpc.hostname,
      grpcPort: Number(grpc.port),
    });
    const name = collection.charAt(0).toUpperCase() + collection.slice(1);
    const theirs = client.collections.use(name);
    for await (const { records } of from.scan({ pageSize })) {
      const answer = await theirs.data.insertMany(
        records.map(({ id, vectors, metadata, text }) => ({
          id: randomUUID(),
          vectors: {
            image: Array.from(vectors['image'] ?? []),
            image_64: Array.from(vectors['image_64'] ?? []),
          },
          properties: { title: JSON.stringify(metadata['title']), text: text ?? '', key: id },
        })),
      );
      if (answer.hasErrors) throw new Error(JSON.stringify(Object.values(answer.errors)[0]));
    }
    await client.close();
  },
};

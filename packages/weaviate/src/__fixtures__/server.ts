import { realServer } from '@nestvec/testkit/server';
import weaviate, { type WeaviateClient } from 'weaviate-client';

/** A server to test on. */
export interface TestServer {
  readonly url: string;
  readonly grpcUrl: string;
  readonly stop: () => Promise<void>;
}

/** A Weaviate to test on, or the sentence to skip with. */
export async function startServer(): Promise<TestServer | string> {
  const server = await realServer('weaviate');
  if (typeof server === 'string') return server;
  // Where only the URL is given, the port that Weaviate has by itself.
  const { url, stop, grpcUrl = `http://${new URL(url).hostname}:50051` } = server;
  return { url, grpcUrl, stop };
}

/** The official client of a server. */
export async function connect({
  url,
  grpcUrl,
}: Pick<TestServer, 'url' | 'grpcUrl'>): Promise<WeaviateClient> {
  const [http, grpc] = [new URL(url), new URL(grpcUrl)];
  return await weaviate.connectToCustom({
    httpHost: http.hostname,
    httpPort: Number(http.port),
    grpcHost: grpc.hostname,
    grpcPort: Number(grpc.port),
  });
}

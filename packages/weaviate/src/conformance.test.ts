/* oxlint-disable vitest/expect-expect, vitest/no-conditional-tests -- without a server there is nothing to declare but a skip */
import { conformance, faultCases, filterCases } from '@nestvec/testkit';
import { afterAll, it } from 'vitest';
import { connect, startServer } from './__fixtures__/server.ts';
import type { WeaviateOptions } from './options.ts';
import { weaviate } from './store.ts';

const server = await startServer();

if (typeof server === 'string') {
  it('conforms on a real server', (context) => {
    context.skip(server);
  });
} else {
  const { url, grpcUrl, stop } = server;
  const grpc = { url: grpcUrl };
  const client = await connect(server);
  afterAll(async () => {
    await client.close();
    await stop();
  });
  const lanes: Record<string, Omit<WeaviateOptions, 'collection'>> = {
    weaviate: { url, grpc },
    'weaviate by the user’s client': { client },
  };
  for (const [name, options] of Object.entries(lanes)) {
    const open = (collection: string) => weaviate({ ...options, collection });
    conformance({ name, open });
    filterCases({ name, open });
  }

  // Small requests, so that a write takes several and one of them can fail.
  const small = { batchRecords: 60, concurrency: 2 };
  // A connection that is cut takes every request on it along; the shorter they are, the more come through.
  const smaller = { batchRecords: 10, concurrency: 1 };
  faultCases({
    name: 'weaviate over REST',
    target: url,
    open: (at, collection) => weaviate({ url: at, grpc, collection, ...small }),
  });
  faultCases({
    name: 'weaviate over gRPC',
    target: new URL(grpcUrl).host,
    transport: 'tcp',
    timeoutMs: 240_000,
    open: (at, collection) =>
      weaviate({ url, grpc: { url: `http://${at}` }, collection, ...smaller }),
  });
}

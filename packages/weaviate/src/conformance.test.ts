/* oxlint-disable vitest/expect-expect, vitest/no-conditional-tests -- without a server there is nothing to declare but a skip */
import { conformance, faultCases, filterCases } from '@nestvec/testkit';
import { afterAll, it } from 'vitest';
import { startServer } from './__fixtures__/server.ts';
import type { WeaviateOptions } from './options.ts';
import { weaviate } from './store.ts';

const server = await startServer();

if (typeof server === 'string') {
  it('conforms on a real server', (context) => {
    context.skip(server);
  });
} else {
  const { url, grpcUrl, stop } = server;
  afterAll(stop);
  const grpc = { url: grpcUrl };
  const lanes: Record<string, Omit<WeaviateOptions, 'collection'>> = {
    weaviate: { url, grpc },
  };
  for (const [name, options] of Object.entries(lanes)) {
    const open = (collection: string) => weaviate({ ...options, collection });
    conformance({ name, open });
    filterCases({ name, open });
  }

  // Small requests, so that a write takes several and one of them can fail.
  const small = { batchRecords: 60, concurrency: 2 };
  faultCases({
    name: 'weaviate over REST',
    target: url,
    open: (at, collection) => weaviate({ url: at, grpc, collection, ...small }),
  });
  faultCases({
    name: 'weaviate over gRPC',
    target: new URL(grpcUrl).host,
    transport: 'tcp',
    open: (at, collection) =>
      weaviate({ url, grpc: { url: `http://${at}` }, collection, ...small }),
  });
}

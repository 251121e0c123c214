/* oxlint-disable vitest/expect-expect, vitest/no-conditional-tests -- without a server there is nothing to declare but a skip */
import { faultCases } from '@nestvec/testkit';
import { afterAll, it } from 'vitest';
import { startServer } from './__fixtures__/server.ts';
import { weaviate } from './store.ts';

const server = await startServer();

if (typeof server === 'string') {
  it('keeps its word under faults on a real server', (context) => {
    context.skip(server);
  });
} else {
  const { url, grpcUrl, stop } = server;
  const grpc = { url: grpcUrl };
  afterAll(stop);
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

/* oxlint-disable vitest/expect-expect, vitest/no-conditional-tests -- without a server there is nothing to declare but a skip */
import { faultCases } from '@nestvec/testkit';
import { afterAll, it } from 'vitest';
import { startServer } from './__fixtures__/server.ts';
import { qdrant } from './store.ts';

const server = await startServer();

if (typeof server === 'string') {
  it('keeps its word under faults on a real server', (context) => {
    context.skip(server);
  });
} else {
  const { url, grpcUrl, stop } = server;
  afterAll(stop);
  // Small requests, so that a write takes several and one of them can fail.
  const small = { batchRecords: 60, concurrency: 2 };
  faultCases({
    name: 'qdrant over REST',
    target: url,
    open: (at, collection) => qdrant({ url: at, collection, ...small }),
  });
  if (grpcUrl !== undefined) {
    faultCases({
      name: 'qdrant over gRPC',
      target: new URL(grpcUrl).host,
      transport: 'tcp',
      open: (at, collection) =>
        qdrant({ url, grpc: { url: `http://${at}` }, collection, ...small }),
    });
  }
}

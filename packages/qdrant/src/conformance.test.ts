/* oxlint-disable vitest/expect-expect, vitest/no-conditional-tests -- without a server there is nothing to declare but a skip */
import { env } from 'node:process';
import { conformance, filterCases } from '@nestvec/testkit';
import { QdrantClient } from '@qdrant/js-client-rest';
import { afterAll, it } from 'vitest';
import { startServer } from './__fixtures__/server.ts';
import type { QdrantServer } from './options.ts';
import { qdrant } from './store.ts';

const server = await startServer();
const isFull = (env['NESTVEC_FULL'] ?? '') !== '';

if (typeof server === 'string') {
  it('conforms on a real server', (context) => {
    context.skip(server);
  });
} else {
  const { url, grpcUrl, stop } = server;
  afterAll(stop);
  const grpc = grpcUrl === undefined ? undefined : { url: grpcUrl };
  const client = new QdrantClient({ url, checkCompatibility: false });
  const transports: Record<string, QdrantServer> = {
    'qdrant over REST': { url },
    'qdrant by the user’s client': { client },
  };
  if (grpc !== undefined) transports['qdrant over gRPC'] = { url, grpc };
  for (const [name, options] of Object.entries(transports)) {
    const open = (collection: string) => qdrant({ ...options, collection });
    // The client sends what REST sends, at 40 ms a request: a sample of the cases and filters there, all of them with the full counts.
    const byClient = 'client' in options;
    conformance({ name, open, ...(byClient ? { oneIn: 4 } : {}) });
    filterCases({ name, open, ...(byClient && !isFull ? { filters: 50 } : {}) });
  }
}

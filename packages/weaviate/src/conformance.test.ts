/* oxlint-disable vitest/expect-expect, vitest/no-conditional-tests -- without a server there is nothing to declare but a skip */
import type { FilterNode } from '@nestvec/core/store';
import { conformance, filterCases } from '@nestvec/testkit';
import { afterAll, it } from 'vitest';
import { connect, startServer } from './__fixtures__/server.ts';
import type { WeaviateServer } from './options.ts';
import { weaviate } from './store.ts';

const server = await startServer();

const deviations = [
  {
    case: 'searches while others write, and never gives a record that is mixed from two',
    reason:
      'the server takes what a batch overwrites out of its indexes before it puts the new in, so for a moment a search misses it; traps.test.ts sees that none is mixed',
    race: /every record is there all the time/,
  },
];

/** The official client writes whole numbers beyond 64 bits as if they had 64. */
function byClient(node: FilterNode): boolean {
  switch (node.op) {
    case 'and':
    case 'or':
      return node.nodes.some(byClient);
    case 'not':
      return byClient(node.node);
    default:
      if ('value' in node) return isTooLarge(node.value);
      if ('bounds' in node) return Object.values(node.bounds).some(isTooLarge);
      return 'values' in node && node.values.some(isTooLarge);
  }
}

function isTooLarge(value: unknown): boolean {
  return Number.isInteger(value) && !Number.isSafeInteger(value);
}

/** Beginnings that white space or a quotation mark ends, and those of ids. */
function noBeginning(node: FilterNode): boolean {
  if ('nodes' in node) return node.nodes.some(noBeginning);
  if ('node' in node) return noBeginning(node.node);
  return node.op === 'prefix' && (node.field === '$id' || /[\s\u0085"]$/.test(node.value));
}

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
  const transports: Record<string, WeaviateServer> = {
    weaviate: { url, grpc },
    'weaviate by the user’s client': { client },
    'weaviate by the user’s client, and writes by gRPC': { client, grpc },
  };
  for (const [name, options] of Object.entries(transports)) {
    const open = (collection: string) => weaviate({ ...options, collection });
    // What the user's client sends is what REST and gRPC send: a sample of the cases, all of them with the full counts.
    const oneIn = 'client' in options ? 3 : 1;
    conformance({ name, open, deviations, timeoutMs: 120_000, oneIn });
    // The official client can't write all of the random records.
    if (options.grpc !== undefined)
      filterCases({
        name,
        open,
        refuses: (node) => noBeginning(node) || ('client' in options && byClient(node)),
      });
  }
}

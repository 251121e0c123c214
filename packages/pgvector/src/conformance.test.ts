/* oxlint-disable vitest/expect-expect, vitest/no-conditional-tests -- without a server there is nothing to declare but a skip */
import { env } from 'node:process';
import { conformance, faultCases, filterCases } from '@nestvec/testkit';
import { afterAll, it } from 'vitest';
import { openFolder } from './__fixtures__/pglite.ts';
import { startServer } from './__fixtures__/server.ts';
import { pgvector } from './store.ts';

const isFull = (env['NESTVEC_FULL'] ?? '') !== '';

const folder = await openFolder();
afterAll(folder.close);
const server = await startServer();
// It takes a minute and more of a core in WebAssembly, so a sample where a server is asked all.
const oneIn = typeof server === 'string' ? 1 : 4;
const embedded = (collection: string) => pgvector({ data: folder.data, collection });
conformance({ name: 'pglite', open: embedded, oneIn });
filterCases({ name: 'pglite', open: embedded, ...(isFull ? {} : { filters: 60 }) });

if (typeof server === 'string') {
  it('conforms on a real server', (context) => {
    context.skip(server);
  });
} else {
  const { url, stop } = server;
  afterAll(stop);
  // Every write goes into the indexes here, and none on PGlite, whose tables are small.
  const open = (collection: string) => pgvector({ url, collection, indexFrom: 0 });
  conformance({ name: 'postgres', open });
  filterCases({ name: 'postgres', open });

  // Small transactions, so that a write takes several and one of them can fail.
  const { username, password, host, pathname } = new URL(url);
  const user = password === '' ? username : `${username}:${password}`;
  faultCases({
    name: 'postgres',
    target: host,
    transport: 'tcp',
    open: (at, collection) =>
      pgvector({ url: `postgres://${user}@${at}${pathname}`, collection, batchRecords: 60 }),
  });
}

/* oxlint-disable vitest/expect-expect, vitest/no-conditional-tests -- without a service there is nothing to declare but a skip */
import { env } from 'node:process';
import { Pinecone } from '@pinecone-database/pinecone';
import { conformance, filterCases } from '@nestvec/testkit';
import { afterAll, it } from 'vitest';
import { openAt } from './__fixtures__/open.ts';

/**
 * The suite on Pinecone itself, or on an emulator. Each case makes its own indexes under names of this run, and deletes them;
 * at the end every index is deleted that bears a tag of this run, and no other.
 */
const url = env['NESTVEC_PINECONE_URL'] ?? '';
const apiKey = env['NESTVEC_PINECONE_API_KEY'] ?? '';
const run = `svc${Date.now().toString(36)}`;

if (url === '' && apiKey === '') {
  it('conforms on Pinecone', (context) => {
    context.skip(
      'set NESTVEC_PINECONE_API_KEY to the key of a project that may be filled, or NESTVEC_PINECONE_URL to an emulator',
    );
  });
} else {
  const key = apiKey === '' ? 'emulator' : apiKey;
  const controllerHost = url === '' ? undefined : url;
  // Making an index takes the service up to a minute, and a case makes several.
  const timeoutMs = 15 * 60_000;
  const open = openAt(controllerHost, { apiKey: key, waitMs: timeoutMs });
  conformance({ name: 'pinecone', open, prefix: run, timeoutMs });
  filterCases({ name: 'pinecone', open, prefix: `${run}_filters`, timeoutMs });

  afterAll(async () => {
    const client = new Pinecone({
      apiKey: key,
      ...(controllerHost === undefined ? {} : { controllerHostUrl: controllerHost }),
    });
    const { indexes = [] } = await client.indexes.list();
    for (const { name, tags } of indexes)
      if (tags?.['nestvec-collection']?.startsWith(run) === true) await client.indexes.delete(name);
  }, timeoutMs);
}

/* oxlint-disable vitest/expect-expect, vitest/no-conditional-tests -- without a server there is nothing to declare but a skip */
import { aliasCases } from '@nestvec/testkit';
import { it } from 'vitest';
import { rest } from './__fixtures__/collections.ts';
import { startServer } from './__fixtures__/server.ts';
import { className } from './names.ts';
import { weaviate } from './store.ts';

const server = await startServer();

if (typeof server === 'string') {
  it('follows an alias on a real server', (context) => {
    context.skip(server);
  });
} else {
  const { url, grpcUrl, stop } = server;
  const raw = rest(url);
  const known = new Set<string>();
  aliasCases({
    name: 'weaviate',
    open: (collection) => weaviate({ url, grpc: { url: grpcUrl }, collection }),
    async point(alias, collection) {
      const target = className(collection);
      if (known.has(alias)) await raw.put(`/aliases/${className(alias)}`, { class: target });
      else await raw.post('/aliases', { alias: className(alias), class: target });
      known.add(alias);
    },
    async removeAlias(alias) {
      await fetch(`${url}/v1/aliases/${className(alias)}`, { method: 'DELETE' });
    },
    cleanUp: stop,
  });
}

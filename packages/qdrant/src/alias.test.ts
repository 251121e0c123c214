/* oxlint-disable vitest/expect-expect, vitest/no-conditional-tests -- without a server there is nothing to declare but a skip */
import { aliasCases } from '@nestvec/testkit';
import { QdrantClient } from '@qdrant/js-client-rest';
import { it } from 'vitest';
import { startServer } from './__fixtures__/server.ts';
import { qdrant } from './store.ts';

const server = await startServer();

if (typeof server === 'string') {
  it('follows an alias on a real server', (context) => {
    context.skip(server);
  });
} else {
  const { url, stop } = server;
  const client = new QdrantClient({ url, checkCompatibility: false });
  aliasCases({
    name: 'qdrant',
    open: (collection) => qdrant({ url, collection }),
    async point(alias, collection) {
      const create = { create_alias: { alias_name: alias, collection_name: collection } };
      const { aliases } = await client.getAliases();
      const exists = aliases.some(({ alias_name: name }) => name === alias);
      const remove = { delete_alias: { alias_name: alias } };
      await client.updateCollectionAliases({ actions: exists ? [remove, create] : [create] });
    },
    async removeAlias(alias) {
      await client.updateCollectionAliases({ actions: [{ delete_alias: { alias_name: alias } }] });
    },
    cleanUp: stop,
  });
}

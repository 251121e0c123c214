import { rm } from 'node:fs/promises';
import { conformance, filterCases } from '@nestvec/testkit';
import { newFolder } from './__fixtures__/collection.ts';
import { loadVersion, versions } from './__fixtures__/versions.ts';
import { lancedb } from './store.ts';

for (const version of versions) {
  const module = loadVersion(version);
  if (module === undefined) continue; // traps.test.ts reports it as skipped, with the reason
  const uri = await newFolder();
  const open = (collection: string) => lancedb({ uri, collection, module });
  const cleanUp = async (): Promise<void> => await rm(uri, { recursive: true, force: true });
  // The newest is asked all; the older one, and the second way to open a table, a sample each.
  conformance({ name: version, open, cleanUp, oneIn: version === versions.at(-1) ? 1 : 3 });
  filterCases({ name: version, open });
  if (version !== versions[0]) continue; // that both versions append and merge is in store.test.ts
  const exclusiveUri = await newFolder();
  conformance({
    name: `${version}, exclusive`,
    open: (collection) => lancedb({ uri: exclusiveUri, collection, module, exclusive: true }),
    cleanUp: async () => await rm(exclusiveUri, { recursive: true, force: true }),
    oneIn: 3,
  });
}

// A process that may not write to the folder: says what each call came to. Root may write anywhere, so it becomes the user without rights.
import { createRequire } from 'node:module';
import { truncate } from '@nestvec/core';
import { lancedb } from '@nestvec/lancedb';

const [folder, modulePath] = process.argv.slice(2);
const module = createRequire(import.meta.url)(modulePath);
if (process.getuid?.() === 0) {
  process.setgid(65534);
  process.setuid(65534);
}
const store = lancedb({ uri: folder, collection: 'things', module });
const image = Float32Array.from({ length: 256 }, (_, i) => (i === 0 ? 1 : 0));
const record = { id: 'b', vectors: { image, image_64: truncate(image, 64) }, metadata: {} };
const outcome = async (call) => {
  try {
    return await call();
  } catch (error) {
    return { code: error.code, message: error.message, ids: error.details?.unconfirmedIds };
  }
};
const spec = (await store.describe()).spec;
const other = lancedb({ uri: folder, collection: 'others', module });
process.send({
  count: await outcome(async () => await store.count()),
  hits: await outcome(
    async () => (await store.search({ vector: image, using: 'image' })).hits.length,
  ),
  upsert: await outcome(async () => await store.upsert([record])),
  remove: await outcome(async () => await store.remove({ ids: ['a'] })),
  drop: await outcome(async () => await store.drop()),
  create: await outcome(async () => await other.apply(await other.plan({ ...spec, name: 'others' }))),
});

// A second process: writes 200 records, 100 of them under ids that its sibling writes too.
import { createRequire } from 'node:module';
import { truncate } from '@nestvec/core';
import { lancedb } from '@nestvec/lancedb';

const [folder, name, modulePath] = process.argv.slice(2);
const module = createRequire(import.meta.url)(modulePath);
const store = lancedb({ uri: folder, collection: 'things', module });
for (let batch = 0; batch < 4; batch++) {
  const records = Array.from({ length: 50 }, (_, i) => {
    const n = batch * 50 + i;
    const image = new Float32Array(256);
    image[n] = 1;
    image[0] = image[0] === 1 ? 1 : 0.5;
    const norm = Math.hypot(...image);
    const unit = image.map((value) => value / norm);
    return {
      id: n % 2 === 0 ? `shared-${n}` : `${name}-${n}`,
      vectors: { image: unit, image_64: truncate(unit, 64) },
      metadata: {},
    };
  });
  await store.upsert(records);
}
await store.close();

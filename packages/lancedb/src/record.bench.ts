import { it } from 'vitest';
import { picture, pictureSpec } from './__fixtures__/collection.ts';
import { loadPeers } from './client.ts';
import { toTable } from './record.ts';

it('a batch of 1,000 records is made an Arrow table', async ({ bench }) => {
  const { arrow } = await loadPeers(undefined);
  const spec = pictureSpec({ price: 'number', tags: 'string[]' });
  const records = Array.from({ length: 1000 }, (_, i) => ({
    ...picture(`id-${i}`, i, { price: i, tags: ['red', 'blue'] }),
    text: 'a thousand words and a few more, '.repeat(60),
  }));
  const convert = bench('toTable', () => {
    toTable(records, spec, undefined, arrow);
  });
  await convert.run({ iterations: 20, time: 500, warmupIterations: 3, warmupTime: 0 });
});

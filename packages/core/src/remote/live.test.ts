import { env } from 'node:process';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { dot } from '../vector.ts';
import { jina } from './jina.ts';

const apiKey = env['JINA_API_KEY'];

it('answers for real: a text and an image of red are near each other, under a cap of 10,000 tokens', async (context) => {
  context.skip(
    apiKey === undefined || apiKey === '',
    'without JINA_API_KEY nothing is asked of Jina; with it this costs about 4,100 tokens',
  );
  const embedder = jina({ apiKey, budgets: { spend: { tokens: 10_000 } } });
  const red = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#f00' } })
    .png()
    .toBuffer();
  const contents = [{ text: 'plain red' }, { text: 'a bill of lading' }, { image: red }];
  const sizes = await embedder.measure(contents);
  const expected = sizes.reduce((sum, { tokens }) => sum + tokens, 0);
  await context.annotate(`about ${expected} tokens will be spent`);
  const { embeddings, usage } = await embedder.embed(contents, { task: 'document' });
  await context.annotate(`${usage.tokens} tokens were spent`);
  const [near, far, image] = embeddings.map((one) => {
    if (!one.ok) throw one.error;
    return one.vector;
  });
  if (near === undefined || far === undefined || image === undefined) throw new Error('three');
  expect(dot(near, image)).toBeGreaterThan(dot(far, image));
  expect(usage.tokens / expected).toBeGreaterThan(0.9);
  expect(usage.tokens / expected).toBeLessThan(1.1);
  await embedder.close();
});

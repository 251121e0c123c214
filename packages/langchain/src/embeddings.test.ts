import { cosine, isNestvecError, NestvecError } from '@nestvec/core';
import { fakeEmbedder } from '@nestvec/testkit/embedder';
import { expect, it } from 'vitest';
import { NestvecEmbeddings } from './embeddings.ts';

it('embeds documents as documents and queries as queries, in calls that keep to the limits', async () => {
  const calls: string[] = [];
  const embedder = fakeEmbedder({
    limits: { itemsPerCall: 3 },
    onCall: (contents, task) => calls.push(`${contents.length} ${task}`),
  });
  const embeddings = new NestvecEmbeddings({ embedder });
  const texts = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
  const vectors = await embeddings.embedDocuments(texts);
  expect(calls).toEqual(['3 document', '3 document', '1 document']);
  expect(await embeddings.embedQuery('f')).toEqual(vectors[5]);
  expect(calls.at(-1)).toBe('1 query');
  expect(JSON.parse(JSON.stringify(vectors[5]))).toEqual(vectors[5]);
  expect(await embeddings.embedDocuments([])).toEqual([]);
});

it('embeds images into the same space', async () => {
  const embeddings = new NestvecEmbeddings({ embedder: fakeEmbedder() });
  const [image] = await embeddings.embedImages([Uint8Array.of(1, 2)]);
  expect(await embeddings.embedImageQuery(Uint8Array.of(1, 2))).toEqual(image);
  expect(image).toHaveLength(256);
});

it('cuts to fewer dimensions and renormalises', async () => {
  const embedder = fakeEmbedder();
  const short = new NestvecEmbeddings({ embedder, dimensions: 64 });
  const vector = await short.embedQuery('a');
  const whole = await new NestvecEmbeddings({ embedder }).embedQuery('a');
  expect(vector).toHaveLength(64);
  expect(vector.reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(1, 5);
  const prefix = Float32Array.from(whole.slice(0, 64));
  expect(cosine(Float32Array.from(vector), prefix)).toBeCloseTo(1, 5);
});

it('names the text that can’t be embedded', async () => {
  const embeddings = new NestvecEmbeddings({ embedder: fakeEmbedder() });
  for (const [call, field] of [
    [embeddings.embedDocuments(['good', '']), 'documents[1]'],
    [embeddings.embedQuery(''), 'query'],
    [embeddings.embedImages(['a[fail].jpg']), 'images[0]'],
  ] as const)
    await expect(call).rejects.toSatisfy(
      (error) => isNestvecError(error, 'invalid-input') && error.details.field === field,
    );
});

it('waits and tries again where a call fails for a while', async () => {
  let calls = 0;
  const embedder = fakeEmbedder();
  const busy = {
    ...embedder,
    embed: async (...args: Parameters<typeof embedder.embed>) => {
      calls += 1;
      if (calls === 1) {
        throw new NestvecError('embedder', 'busy', {
          operation: 'embed',
          retryable: true,
          retryAfterMs: 0,
        });
      }
      return await embedder.embed(...args);
    },
  };
  await expect(new NestvecEmbeddings({ embedder: busy }).embedQuery('a')).resolves.toHaveLength(
    256,
  );
  expect(calls).toBe(2);
});

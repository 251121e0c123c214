import * as runtime from 'onnxruntime-node';
import { expect, it, onTestFinished } from 'vitest';
import { largestDifference } from './__fixtures__/golden.ts';
import { rowDirectory } from './__fixtures__/row-directory.ts';
import { meanOfTokens, textFeeds } from './feeds.ts';
import { localModel } from './local-models.ts';
import { onnx } from './onnx.ts';

it('the mean of a text’s tokens leaves padding out', () => {
  const padding = [100, 100];
  const vectors = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, ...padding, ...padding);
  const means = meanOfTokens(vectors, { lengths: [3, 1], length: 3 }, 2);
  expect([...means]).toEqual([3, 4, 7, 8]);
});

it('a graph of texts is fed with a mask over the tokens, zeros for types and the number of the task', () => {
  const text = localModel('jinaai/jina-embeddings-v3')?.text;
  if (text === undefined) throw new Error('it is a row');
  const side = { ...text, inputs: { ...text.inputs, types: 'token_type_ids' } };
  const ids = BigInt64Array.of(0n, 5n, 2n, 0n, 2n, 1n);
  const feed = { ids, lengths: [3, 2], length: 3 };
  const numbers = (task: 'query' | 'document'): unknown =>
    Object.entries(textFeeds(runtime, side, { ...feed, task })).map(([name, tensor]) => [
      name,
      tensor.dims,
      [...tensor.data].map(Number),
    ]);
  const ofTexts = [
    ['input_ids', [2, 3], [0, 5, 2, 0, 2, 1]],
    ['attention_mask', [2, 3], [1, 1, 1, 1, 1, 0]],
    ['token_type_ids', [2, 3], [0, 0, 0, 0, 0, 0]],
  ];
  expect(numbers('query')).toEqual([...ofTexts, ['task_id', [], [0]]]);
  expect(numbers('document')).toEqual([...ofTexts, ['task_id', [], [1]]]);
});

it.each(['jina-embeddings-v3', 'jina-clip-v1', 'jina-clip-v1-whole', 'clip'])(
  'texts of %s that are padded in one inference get the vectors that each gets alone',
  async (row) => {
    const embedder = await onnx({ directory: await rowDirectory(row), worker: false });
    onTestFinished(() => embedder.close());
    const words = 'a photograph of a bicycle in front of a house with a cat on the roof'.split(' ');
    // Long enough for less than 5 % of padding, which is what a batch may hold.
    const texts = [0, 1, 2].map((left) => ({ text: words.slice(left).join(' ') }));
    const { embeddings: together } = await embedder.embed(texts, { task: 'document' });
    for (const [i, text] of texts.entries()) {
      const { embeddings } = await embedder.embed([text], { task: 'document' });
      const pair = [together[i], embeddings[0]].map((one) => {
        if (one?.ok !== true) throw new Error('it is embedded');
        return one.vector;
      });
      const [first = new Float32Array(), second = new Float32Array()] = pair;
      expect(first.length).toBeGreaterThan(0);
      expect(largestDifference(first, second)).toBeLessThan(1e-6);
    }
  },
);

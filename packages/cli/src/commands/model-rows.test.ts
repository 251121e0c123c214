import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { documentOf, nestvec, type Outcome } from '../__fixtures__/nestvec.ts';
import { copyRow } from '../__fixtures__/row.ts';
import { createWorkplace, type Workplace } from '../__fixtures__/workplace.ts';

let at: Workplace;
beforeEach(async () => {
  at = await createWorkplace();
  await at.write(
    'shop.jsonl',
    [
      ...['a red shoe', 'a green hat', 'a violin'].map((text) => ({ id: text, text })),
      { id: 'image', image: 'violin.webp' },
    ]
      .map((row) => JSON.stringify(row))
      .join('\n'),
  );
  await at.image('violin', 'violin.webp');
});
afterEach(() => at.remove());

const run = async (...args: readonly string[]): Promise<Outcome> =>
  await nestvec([...args, '--json'], { cwd: at.folder });

describe.each([
  { row: 'jina-clip-v1', model: 'jinaai/jina-clip-v1', images: 1, texts: 3, dimensions: ['768'] },
  { row: 'clip', model: 'me/clip', images: 1, texts: 3, dimensions: ['80'] },
  {
    row: 'jina-embeddings-v3',
    model: 'jinaai/jina-embeddings-v3',
    images: 0,
    texts: 3,
    dimensions: ['1024', '32'],
  },
])(
  'a graph with the signature of $row',
  { timeout: 60_000 },
  ({ row, model, images, texts, dimensions }) => {
    it('is verified, reckoned and compared', async () => {
      await copyRow(row, at.path('model'));
      const verified = documentOf(await run('model', 'verify', './model'));
      expect(verified).toMatchObject({
        passed: true,
        sides: images === 0 ? [{ side: 'text' }] : [{ side: 'text' }, { side: 'image' }],
      });
      const cost = documentOf(
        await run('cost', 'shop.jsonl', '--embedder', 'local', '--model', './model'),
      );
      expect(cost).toMatchObject({
        model,
        items: { read: 4, failed: 1 - images },
        contents: { text: texts, image: images },
      });
      for (const one of dimensions) expect(JSON.stringify(cost)).toContain(`"dimensions":${one}`);
      const compared = await run('compare', 'shop.jsonl', 'local:./model', 'local:./model');
      expect(documentOf(compared)).toMatchObject({ verdict: 'equal' });
      expect(compared.code).toBe(0);
    });
  },
);

it(
  'a model of texts by a description of one’s own has no images to pay for',
  { timeout: 60_000 },
  async () => {
    await copyRow('jina-embeddings-v3', at.path('model'));
    const token = (text: string, id: number): object => ({ token: text, id });
    const tokens = { begin: token('<s>', 0), end: token('</s>', 2), pad: token('<pad>', 1) };
    const prefixes = { query: '', document: '' };
    const inputs = { ids: 'input_ids', mask: 'attention_mask' };
    const text = { inputs, output: 'text_embeds', normalized: false, pooling: 'mean', tokens };
    const own = { model: 'me/texts', dimensions: 1024, graphs: 'one' };
    await at.write(
      'model/nestvec.json',
      JSON.stringify({ ...own, text: { ...text, maxTokens: 512, prefixes } }),
    );
    const cost = documentOf(
      await run('cost', 'shop.jsonl', '--embedder', 'local', '--model', './model'),
    );
    expect(cost).toMatchObject({
      model: 'me/texts',
      items: { read: 4, failed: 1 },
      contents: { text: 3, image: 0 },
    });
  },
);

it('a hosted model without a row is refused by cost, which takes no facts', async () => {
  const { code, stderr } = await nestvec(['cost', 'shop.jsonl', '--model', 'e5'], {
    cwd: at.folder,
  });
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /--model: e5 is not hosted; there are .*; for a model on this machine add --embedder local\n$/,
  );
});

it.each([
  [['cost', 'shop.jsonl', '--model', 'Jina-CLIP-v2'], 'is not hosted (did you mean jina-clip-v2?)'],
  [['model', 'pull', 'JINAAI/jina-clip-v1'], 'JINAAI/jina-clip-v1 is written jinaai/jina-clip-v1'],
  [['model', 'pull', 'mini-clip'], 'so there is nothing to fetch'],
  [['model', 'pull', 'jinaai/jina-embeddings-v4'], 'onnx does not run jinaai/jina-embeddings-v4'],
  [['model', 'verify', 'jinaai/jina-embeddings-v4'], 'onnx does not run jinaai/jina-embeddings-v4'],
  [['model', 'verify', 'jina-clip-v1'], 'did you mean jinaai/jina-clip-v1?'],
  [
    ['model', 'verify', 'jinaai/jina-clip-v2', '--weights', 'fp16'],
    'it takes 1.7 GB with fp16 weights, and its licence is CC-BY-NC-4.0, which allows no commercial use; fetch it with: nestvec model pull jinaai/jina-clip-v2 --weights fp16, or give --model the directory it is in',
  ],
  [
    ['compare', 'shop.jsonl', 'local:mini-clip', 'local:jinaai/jina-clip-V1'],
    'is written jinaai/jina-clip-v1',
  ],
  [['doctor', '--model', 'jinaai/jina-clip-1'], 'did you mean jinaai/jina-clip-v1?'],
])('of %j what was meant is said', async (args, problem) => {
  const env = { HF_HUB_CACHE: at.path('cache'), HF_ENDPOINT: 'http://127.0.0.1:9' };
  const { code, stdout, stderr } = await nestvec(args, { cwd: at.folder, env });
  expect(stderr + stdout).toContain(problem);
  expect(code).toBe(1);
});

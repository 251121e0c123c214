import { describe, expect, it } from 'vitest';
import { isNestvecError } from '../errors.ts';
import type { EmbedderIdentity } from '../spec/identity.ts';
import type { Store } from '../store/store.ts';
import { createIndex } from './create-index.ts';

/** What is refused before anything is asked of an embedder or a store, so these need not do anything. */

const identity: EmbedderIdentity = {
  model: 'nestvec/mini-clip',
  revision: 'r',
  weights: 'fp32',
  preprocessing: 'onnx-1',
  maxTokens: 512,
  imagePolicy: 'crop',
  taskHandling: 'prefix',
  dimensions: 256,
};
const embedder = { identity, embed: () => undefined, close: async () => {} };
const store = {
  database: 'none',
  collection: 'docs',
  limits: { candidates: 100 },
  describe: async () => await Promise.resolve(undefined),
  upsert: async () => await Promise.resolve(),
} as unknown as Store; // nothing else is called

async function problemOf(enter: () => unknown): Promise<string> {
  try {
    await enter();
    return 'accepted';
  } catch (error) {
    return isNestvecError(error, 'invalid-input') ? error.message : `raw: ${String(error)}`;
  }
}

const circle: Record<string, unknown> = {};
circle['self'] = circle;

describe('createIndex', () => {
  it.each<[unknown, string]>([
    [undefined, 'options: must be { store, embedder }'],
    [{ embedder }, 'options.store: must be a store, got undefined'],
    [
      { embedder, store: Promise.resolve(store) },
      'options.store: must be a store, got a Promise; await it',
    ],
    [
      { store, embedder: Promise.resolve(embedder) },
      'options.embedder: must be an embedder, got a Promise; await it',
    ],
    [{ store, embedder: identity }, 'options.embedder: must be an embedder'],
    [{ store, embedder: () => undefined }, 'what options.embedder opens: must be an embedder'],
    [{ store, embedders: embedder }, 'options.embedders: must be an array'],
    [{ store, embedders: [null] }, 'options.embedders[0]: must be an embedder, got null'],
    [{ store, embedder, acceptNear: 'weights' }, 'options.acceptNear: must be an array'],
    [{ store, embedder, modalities: 'image' }, 'modalities: must be an array'],
    [
      { store, embedder, modalities: [circle] },
      'modalities[0]: must be image or text, got an object',
    ],
    [
      { store, embedder, fields: JSON.parse('{"__proto__":"string"}') },
      'spec.fields: "__proto__" is not a usable name',
    ],
  ])('refuses %o in a sentence', async (options, problem) => {
    expect(await problemOf(() => createIndex(options as never))).toContain(problem);
  });
});

describe('index.search', () => {
  it.each<[query: unknown, options: object, problem: string]>([
    ['half \ud800', {}, 'query: must be a well-formed string'],
    [{ text: 5 }, {}, 'query.text: must be a well-formed string, got 5'],
    [{ image: 5 }, {}, 'query.image: must be a path, a URL, bytes or { base64 }, got 5'],
    ['q', { over: circle }, 'over: must be image, text or both, got an object'],
    ['q', { over: 'x'.repeat(1_000_000) }, `got "${'x'.repeat(40)}…"`],
    ['q', { rescore: circle }, 'rescore: an object is not a named vector of docs'],
    ['q', { using: circle }, 'using: an object is not a named vector of docs'],
    ['q', { limit: null }, 'options.limit: is null; leave it out instead'],
    ['q', { minScore: [0] }, 'minScore: must be from -1 to 1, got an array'],
    ['q', { exact: 'false' }, 'exact: must be true or false, got "false"'],
    ['q', { allowIncomplete: 1 }, 'allowIncomplete: must be true or false, got 1'],
    ['q', { include: { text: 'no' } }, 'include.text: must be true or false, got "no"'],
    ['q', { groupBy: { field: circle } }, 'groupBy.field: an object is neither'],
  ])('refuses %o with %o', async (query, options, problem) => {
    const index = await createIndex({ store, embedder: embedder as never });
    const message = await problemOf(() => index.search(query as never, options));
    expect(message).toContain(problem);
    expect(message.length).toBeLessThan(500);
  });

  it.each(['create', 'tenants'] as const)('refuses a misspelt option of %s', async (call) => {
    const index = await createIndex({ store, embedder: embedder as never });
    const message = await problemOf(() => index[call]({ singal: 1 } as object));
    expect(message).toContain('did you mean signal?');
  });
});

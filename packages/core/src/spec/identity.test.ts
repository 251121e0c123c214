import { expect, it } from 'vitest';
import { compareIdentity, type EmbedderIdentity } from './identity.ts';

const stored: EmbedderIdentity = {
  model: 'jinaai/jina-clip-v2',
  revision: 'e10d47f',
  weights: 'fp16',
  preprocessing: 'onnx-1',
  maxTokens: 512,
  imagePolicy: 'crop',
  taskHandling: 'prefix',
  dimensions: 1024,
};

it.each<[string, Partial<EmbedderIdentity>, string]>([
  ['the same', {}, 'equal'],
  ['other weights of the same revision', { weights: 'q4' }, 'near'],
  ['a service that does not tell its revision', { weights: 'hosted', revision: 'unknown' }, 'near'],
  ['another preprocessing', { preprocessing: 'onnx-2' }, 'near'],
  ['longer texts read', { maxTokens: 8192 }, 'near'],
  ['another revision', { revision: 'abcdef0' }, 'different'],
  ['another model', { model: 'jinaai/jina-clip-v1' }, 'different'],
  ['another length', { dimensions: 768 }, 'different'],
])('%s', (_case, change, verdict) => {
  const comparison = compareIdentity(stored, { ...stored, ...change });
  expect(comparison.verdict).toBe(verdict);
  expect(comparison.differences.map((d) => d.field).sort()).toEqual(Object.keys(change).sort());
});

it('is unknown where the collection does not say', () => {
  expect(compareIdentity(undefined, stored)).toEqual({ verdict: 'unknown', differences: [] });
});

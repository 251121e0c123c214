import { describe, expect, it } from 'vitest';
import { storageRules } from './storage-rules.ts';

// The first case loads five adapters.
describe('how databases keep a vector', { timeout: 30_000 }, () => {
  it('is known of each, by its name and quantisation', async () => {
    const rules = await storageRules();
    const of = (database: string, dimensions: number) =>
      (['none', 'int8', 'binary'] as const).map((kind) => rules[database]?.(dimensions, kind));
    expect(Object.keys(rules)).toEqual([
      'lancedb',
      'qdrant',
      'weaviate',
      'pinecone',
      'postgres',
      'pglite',
    ]);
    expect(of('qdrant', 1024)).toEqual([
      { disk: 4232, memory: 4232 },
      { disk: 5256, memory: 1160 },
      { disk: 4360, memory: 264 },
    ]);
    expect(of('weaviate', 64)).toEqual([
      { disk: 576, memory: 576 },
      { disk: 640, memory: 384 },
      { disk: 584, memory: 328 },
    ]);
    expect(of('lancedb', 64)).toEqual([
      { disk: 515, memory: 0 },
      { disk: 549, memory: 0 },
      { disk: 278, memory: 0 },
    ]);
    expect(of('pinecone', 512)).toEqual([{ disk: 2048, memory: 0 }, undefined, undefined]);
  });
});

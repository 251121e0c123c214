import { foreignCutter, resolveWords } from '@nestvec/core/store';
import { expect, it } from 'vitest';
import { smallSpec } from './__fixtures__/spec.ts';
import type { StoredObject, WeaviateApi } from './api.ts';
import { attachedLayout } from './attach-layout.ts';
import { capabilities } from './capabilities.ts';
import { readInfo } from './info.ts';
import type { Scope } from './scope.ts';
import { wordHits } from './words.ts';

it('finds an object by its words whatever its vector is, a zero vector of another maker included', async () => {
  const spec = smallSpec();
  const info = readInfo({
    class: 'Theirs',
    properties: [{ name: 'caption', dataType: ['text'], indexSearchable: true }],
  });
  const found: StoredObject[] = [1, 2].map((n) => ({
    id: `00000000-0000-4000-8000-00000000000${n}`,
    properties: { caption: `dog ${n}` },
    vectors: { image: new Float32Array(64) },
    score: n,
  }));
  const api: Pick<WeaviateApi, 'search'> = { search: async () => await Promise.resolve(found) };
  const attach = { embedder: spec.embedder, vectors: {}, textField: 'caption' };
  const scope: Partial<Scope> = {
    api: api as WeaviateApi, // it only searches
    begin: () => {},
    info,
    layout: attachedLayout(attach, spec, info),
    where: () => undefined,
  };
  const theirs = { ...spec, keyword: true, cutter: foreignCutter };
  const context = {
    spec: theirs,
    incomplete: [],
    database: 'weaviate',
    capabilities,
    maxLimit: 9999,
  };
  const search = resolveWords({ words: 'dog', limit: 5 }, context);
  const hits = await wordHits(scope as Scope, search); // it looks at these parts only
  expect(hits.map(({ text }) => text)).toEqual(['dog 2', 'dog 1']);
});

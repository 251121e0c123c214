import { expect, it } from 'vitest';
import type { SearchRequest } from '../search/search.ts';
import { type IndexSearchOptions, searchIndex } from './search-index.ts';

async function requests(options: IndexSearchOptions): Promise<SearchRequest[]> {
  const asked: SearchRequest[] = [];
  const index = {
    spec: {
      vectors: {
        image: { modality: 'image', dimensions: 4 },
        text: { modality: 'text', dimensions: 4 },
      },
    },
    embedder: {
      embed: async () => ({
        embeddings: [{ ok: true, vector: new Float32Array(4), tokens: 1, truncated: false }],
        usage: { tokens: 1, requests: 1 },
      }),
    },
    store: {
      collection: 'c',
      search: async (request: SearchRequest) => {
        asked.push(request);
        return { hits: [], explain: { using: request.using } };
      },
    },
  };
  // Of these three, a search asks for no more than that.
  await searchIndex(index as unknown as Parameters<typeof searchIndex>[0], 'shoe', options);
  return asked;
}

it('looks for words once where it searches over both modalities, among the texts', async () => {
  const both = await requests({ keyword: 'shoe' });
  expect(both.map(({ using, keyword }) => [using, keyword])).toEqual([
    ['image', undefined],
    ['text', 'shoe'],
  ]);
  const images = await requests({ keyword: 'shoe', over: 'image' });
  expect(images.map(({ using, keyword }) => [using, keyword])).toEqual([['image', 'shoe']]);
});

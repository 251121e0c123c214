import type { Content } from '@nestvec/core';
import { expect } from 'vitest';
import { hashKey } from '../guard/keys.ts';
import type { ServerKey } from '../options.ts';
import { testServer, type TestServer } from './test-server.ts';
import { testShop, type TestShop } from './test-shop.ts';

export const headers = { authorization: 'Bearer the-key-of-a-reader' };
export const all: ServerKey = { hash: hashKey('the-key-of-a-reader'), access: 'read', indexes: '*' } as const;

export type Params = Readonly<Record<string, unknown>>;
export type Sent = readonly { readonly indexName: string; readonly params?: Params }[];

export interface Hit {
  readonly objectID: string;
  readonly title?: string;
  readonly price?: number;
  readonly _highlightResult: Readonly<Record<string, unknown>>;
  readonly _snippetResult?: Readonly<Record<string, unknown>>;
  readonly _nestvec: {
    readonly image?: string;
    readonly text?: string;
    readonly score?: number;
    readonly modality?: string;
  };
}

export interface Result {
  readonly hits: readonly Hit[];
  readonly nbHits: number;
  readonly nbPages: number;
  readonly page: number;
  readonly hitsPerPage: number;
  readonly facets: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly facets_stats: Readonly<Record<string, { readonly min: number; readonly max: number }>>;
  readonly renderingContent?: object;
  readonly exhaustiveNbHits: boolean;
  readonly exhaustiveFacetsCount: boolean;
  readonly nestvec: { readonly over: string; readonly n: number };
  readonly facetHits?: readonly {
    readonly value: string;
    readonly count: number;
    readonly highlighted: string;
  }[];
}

export interface Screens extends TestShop, TestServer {
  /** Contents of queries. */
  readonly embedded: readonly Content[];
  readonly screen: (requests: Sent) => ReturnType<TestServer['ask']>;
  readonly one: (params: Params, indexName?: string) => Promise<Result>;
  readonly upload: () => Promise<string>;
}

/** A server over the test shop, with a key that sees all of it. */
export async function screens(): Promise<Screens> {
  const embedded: Content[] = [];
  const shop = await testShop({
    wrap: (embedder) => ({
      ...embedder,
      async embed(contents, options) {
        if (options.task === 'query') embedded.push(...contents);
        return await embedder.embed(contents, options);
      },
    }),
  });
  const server = await testServer({
    embedder: shop.embedder,
    indexes: { shop: shop.index },
    imageRoots: [shop.folder],
    keys: [all],
  });
  const screen = async (requests: Sent) =>
    await server.ask('/instantsearch', { requests }, { headers });
  embedded.length = 0; // the probe's
  return {
    ...shop,
    ...server,
    embedded,
    screen,
    async one(params, indexName = 'shop') {
      const { json, problem } = await screen([{ indexName, params }]);
      expect(problem).toBe('');
      return (json as { results: [Result] }).results[0];
    },
    async upload() {
      const form = new FormData();
      form.append('image', new Blob([new Uint8Array(shop.red)], { type: 'image/png' }), 'any.png');
      return ((await server.ask('/v1/uploads', form, { headers })).json as { upload: string })
        .upload;
    },
  };
}

export const idsOf = ({ hits }: Pick<Result, 'hits'>): string[] => hits.map(({ objectID }) => objectID);

import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { createIndex, type Embedder } from '@nestvec/core';
import { afterAll, describe, it } from 'vitest';
import { fakeEmbedder } from './embedder/fake-embedder.ts';
import { failure } from './expect/failure.ts';
import { newPrefix } from './new-prefix.ts';
import type { StoreOpener } from './run-case.ts';

/** What `aliasCases` takes. */
export interface AliasCaseOptions extends Pick<StoreOpener, 'open'> {
  /** What the store is called in the titles. */
  readonly name: string;
  /** Makes an alias, or moves it to another collection, in one step of the database's own. */
  readonly point: (alias: string, collection: string) => Promise<void>;
  readonly removeAlias: (alias: string) => Promise<void>;
  /** Runs after the last case. */
  readonly cleanUp?: (() => void | Promise<void>) | undefined;
  readonly timeoutMs?: number | undefined;
}

/** So many searches are answered before the alias moves on. */
const searchesAWay = 30;

/** Declares tests of an alias that moves between collections of two embedders while an index over it is searched. */
export function aliasCases(options: AliasCaseOptions): void {
  const { name, open, point, removeAlias, cleanUp, timeoutMs = 60_000 } = options;
  const old = fakeEmbedder();
  const newer = fakeEmbedder({ model: 'nestvec/other-clip', dimensions: 128 });

  /** Two collections of one record each, and an alias that stands for the first. */
  const run = async (test: (alias: string, collections: [string, string]) => Promise<void>) => {
    const prefix = newPrefix('T');
    const collections: [string, string] = [`${prefix}_old`, `${prefix}_new`];
    const alias = `${prefix}_alias`;
    const fill = async (collection: string, embedder: Embedder, id: string): Promise<void> => {
      const store = open(collection);
      const index = await createIndex({ embedder, store, modalities: ['text'] });
      await index.ingest([{ id, text: 'a' }]);
      await store.close();
    };
    try {
      await fill(collections[0], old, 'old');
      await fill(collections[1], newer, 'new');
      await point(alias, collections[0]);
      await test(alias, collections);
    } finally {
      await removeAlias(alias);
      for (const collection of collections) {
        const store = open(collection);
        await store.drop();
        await store.close();
      }
    }
  };

  describe(`${name}, an alias`, { timeout: timeoutMs }, () => {
    if (cleanUp !== undefined) afterAll(cleanUp);

    it('that moves to another embedder’s collection and back is followed under load, by searches and writes', async () => {
      await run(async (alias, [first, second]) => {
        const store = open(alias);
        const index = await createIndex({ embedders: [old, newer], store });
        assert.equal(index.embedder, old);
        const stop = new AbortController();
        const wrong: unknown[] = [];
        const state: { answered: number; found: string | undefined } = {
          answered: 0,
          found: undefined,
        };
        const answers = async (count: number): Promise<void> => {
          for (const until = state.answered + count; state.answered < until;) await setImmediate();
        };
        const searcher = async (): Promise<void> => {
          while (!stop.signal.aborted) {
            const { hits } = await index.search('a').catch((error: unknown) => {
              wrong.push(error);
              return { hits: [] };
            });
            state.found = hits[0]?.id;
            state.answered++;
            await setImmediate();
          }
        };
        const searchers = [searcher(), searcher(), searcher()];
        const moves = [
          { collection: second, id: 'new', embedder: newer, searchedFirst: true },
          { collection: first, id: 'old', embedder: old, searchedFirst: false },
          { collection: second, id: 'new', embedder: newer, searchedFirst: false },
          { collection: first, id: 'old', embedder: old, searchedFirst: true },
        ];
        for (const [i, { collection, id, embedder, searchedFirst }] of moves.entries()) {
          await answers(searchesAWay);
          await point(alias, collection);
          // Searches follow by themselves, before any write has looked; and so do writes.
          if (searchedFirst) {
            while (wrong.length === 0 && state.found !== id) await setImmediate();
            if (wrong.length === 0) assert.equal(index.embedder, embedder);
          }
          if (wrong.length > 0) break;
          // What was described a moment ago may be believed; a write looks. Of a record that is overwritten Weaviate finds nothing for
          // a moment, so each write is of another one.
          const { failures } = await index.ingest([{ id: `b${i}`, text: `b ${i}` }]);
          assert.deepEqual(failures, [], 'what a write after the move failed with');
        }
        await answers(searchesAWay);
        stop.abort();
        await Promise.all(searchers);
        assert.deepEqual(wrong, [], 'what searches failed with');
        assert.equal(index.embedder, old);
        const [record] = await store.get(['b3']);
        assert.equal(record?.vectors['text']?.length, 256);
        const there = open(second);
        assert.equal((await there.get(['b2']))[0]?.vectors['text']?.length, 128);
        await there.close();
        await store.close();
      });
    });

    it('that moves to an embedder’s collection that was not given is refused, by searches and writes', async () => {
      await run(async (alias, [, second]) => {
        const store = open(alias);
        const index = await createIndex({ embedder: old, store });
        await point(alias, second);
        await failure('identity', () => index.ingest([{ id: 'b', text: 'b' }]), 'a write');
        await failure('identity', () => index.search('a'), 'a search');
        assert.equal(await open(second).count(), 1);
        await store.close();
      });
    });
  });
}

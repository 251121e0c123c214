import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { createIndex, type Embedder, isNestvecError, type Store } from '@nestvec/core';
import { afterAll, describe, it } from 'vitest';
import { fakeEmbedder } from './embedder/fake-embedder.ts';
import { failure } from './expect/failure.ts';
import { newPrefix } from './new-prefix.ts';
import type { StoreOpener } from './run-case.ts';

/** What `aliasCases` takes. */
export interface AliasCaseOptions extends Pick<StoreOpener, 'open'> {
  /** What the store is called in the titles. */
  readonly name: string;
  /** Moves an alias by other means than the store's own `aliases.move`, such as the database's client. */
  readonly move?: ((alias: string, collection: string) => Promise<void>) | undefined;
  /** Writes that are confirmed before the alias moves on; fewer for a database that is slow with small ones. Default 8. */
  readonly writesAWay?: number | undefined;
  /** Runs after the last case. */
  readonly cleanUp?: (() => void | Promise<void>) | undefined;
  /** Of one case. Default 120,000 ms. */
  readonly timeoutMs?: number | undefined;
}

/** So many searches are answered before the alias moves on. */
const searchesAWay = 30;

/**
 * Declares tests of an alias that moves between collections of two embedders while an index over it is searched and written at full
 * rate.
 */
export function aliasCases(options: AliasCaseOptions): void {
  const { name, open, cleanUp, timeoutMs = 120_000, writesAWay = 8 } = options;
  const old = fakeEmbedder();
  const newer = fakeEmbedder({ model: 'nestvec/other-clip', dimensions: 128 });

  interface Moving {
    readonly alias: string;
    readonly stores: readonly [old: Store, newer: Store];
    readonly moveTo: (store: Store) => Promise<void>;
  }

  /** Two collections of one record each, and an alias that leads to the first. */
  const run = async (test: (moving: Moving) => Promise<void>) => {
    const prefix = newPrefix('T');
    const alias = `${prefix}_alias`;
    const stores = [open(`${prefix}_old`), open(`${prefix}_new`)] as const;
    const fill = async (store: Store, embedder: Embedder, id: string): Promise<void> => {
      const index = await createIndex({ embedder, store, modalities: ['text'] });
      await index.ingest([{ id, text: 'a' }]);
    };
    const [{ aliases }] = stores;
    const moveTo = async ({ collection }: Store): Promise<void> => {
      if (options.move !== undefined) await options.move(alias, collection);
      else await aliases.move(alias, collection, { otherModel: true });
    };
    try {
      await fill(stores[0], old, 'old');
      await fill(stores[1], newer, 'new');
      await aliases.set(alias, stores[0].collection);
      await test({ alias, stores, moveTo });
    } finally {
      await aliases.remove(alias);
      for (const store of stores) {
        await store.drop();
        await store.close();
      }
    }
  };

  describe(`${name}, an alias`, { timeout: timeoutMs }, () => {
    if (cleanUp !== undefined) afterAll(cleanUp);

    it('that moves to another embedder’s collection and back is followed under load, by searches and writes', async () => {
      await run(async ({ alias, stores: [first, second], moveTo }) => {
        const store = open(alias);
        const index = await createIndex({ embedders: [old, newer], store });
        assert.equal(index.embedder, old);
        const stop = new AbortController();
        const wrong: unknown[] = [];
        const state: { answered: number; written: number; found: string | undefined } = {
          answered: 0,
          written: 0,
          found: undefined,
        };
        const loop = async (work: () => Promise<void>): Promise<void> => {
          while (!stop.signal.aborted) {
            await work().catch((error: unknown) => {
              wrong.push(error);
              stop.abort();
            });
            await setImmediate();
          }
        };
        const search = async (): Promise<void> => {
          const { hits } = await index.search('a');
          state.found = hits[0]?.id;
          state.answered++;
        };
        let next = 0;
        const write = async (): Promise<void> => {
          const number = next++;
          const { failures } = await index.ingest([{ id: `w${number}`, text: `w ${number}` }]);
          assert.deepEqual(failures, [], `what write ${number} failed with`);
          state.written++;
        };
        const working = [loop(search), loop(search), loop(search), loop(write), loop(write)];
        const until = async (isReached: () => boolean): Promise<void> => {
          while (wrong.length === 0 && !isReached()) await setImmediate();
        };
        const load = async (): Promise<void> => {
          const [answered, written] = [state.answered + searchesAWay, state.written + writesAWay];
          await until(() => state.answered >= answered && state.written >= written);
        };
        for (const [to, id] of [
          [second, 'new'],
          [first, 'old'],
          [second, 'new'],
          [first, 'old'],
        ] as const) {
          await load();
          await moveTo(to);
          await until(() => state.found === id);
        }
        await load();
        stop.abort();
        await Promise.all(working);
        assert.deepEqual(wrong, [], 'what searches and writes failed with');
        assert.equal(index.embedder, old);
        // Every write is whole in one of the two, with the numbers of that one's embedder.
        const ids = Array.from({ length: next }, (_, number) => `w${number}`);
        const [inFirst, inSecond] = [await first.get(ids), await second.get(ids)];
        let [firsts, seconds] = [0, 0];
        for (const [i, id] of ids.entries()) {
          const [one, two] = [inFirst[i], inSecond[i]];
          assert.ok((one ?? two) !== undefined, `${id} was confirmed and is in neither collection`);
          if (one !== undefined) firsts++;
          if (two !== undefined) seconds++;
          assert.equal(one?.vectors['text']?.length ?? 256, 256);
          assert.equal(two?.vectors['text']?.length ?? 128, 128);
        }
        assert.ok(firsts >= writesAWay && seconds >= writesAWay, 'writes went to both collections');
        await store.close();
      });
    });

    it('that moves to an embedder’s collection that was not given is refused, by searches and writes, both ways', async () => {
      await run(async ({ alias, stores: [first, second], moveTo }) => {
        for (const { embedder, from, to, id } of [
          { embedder: old, from: first, to: second, id: 'old' },
          { embedder: newer, from: second, to: first, id: 'new' },
        ]) {
          const store = open(alias);
          const index = await createIndex({ embedder, store });
          assert.deepEqual(
            (await index.search('a')).hits.map((hit) => hit.id),
            [id],
          );
          await moveTo(to);
          // Until it asks again, a search finds what it found before, and never what the other embedder made.
          const error = await untilRefused(async () => {
            assert.deepEqual(
              (await index.search('a')).hits.map((hit) => hit.id),
              [id],
            );
          });
          assert.ok(isNestvecError(error, 'identity'), String(error));
          await failure('identity', () => index.ingest([{ id: 'b', text: 'b' }]), 'a write');
          assert.deepEqual([await from.count(), await to.count()], [1, 1]);
          await store.close();
        }
      });
    });

    it('that moves is refused to a write at once, before any search has looked', async () => {
      await run(async ({ alias, stores: [first, second], moveTo }) => {
        const store = open(alias);
        const index = await createIndex({ embedder: old, store });
        await index.search('a');
        await moveTo(second);
        await failure('identity', () => index.ingest([{ id: 'b', text: 'b' }]), 'a write');
        assert.deepEqual([await first.count(), await second.count()], [1, 1]);
        await store.close();
      });
    });
  });
}

async function untilRefused(call: () => Promise<void>): Promise<unknown> {
  for (;;) {
    try {
      await call();
    } catch (error) {
      return error;
    }
    await setImmediate();
  }
}

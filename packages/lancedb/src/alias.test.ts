import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createIndex } from '@nestvec/core';
import { aliasCases, environment } from '@nestvec/testkit';
import { fakeEmbedder } from '@nestvec/testkit/embedder';
import { afterAll, describe, expect, it } from 'vitest';
import { listCollections } from './list-collections.ts';
import { lancedb } from './store.ts';

const folder = mkdtempSync(join(tmpdir(), 'nestvec-alias-'));
const open = (collection: string) => lancedb({ uri: folder, collection });

aliasCases({ name: 'lancedb', open, writesAWay: 3 });

afterAll(() => {
  rmSync(folder, { recursive: true });
});

const script = fileURLToPath(new URL('__fixtures__/mover.mjs', import.meta.url));
const racerScript = fileURLToPath(new URL('__fixtures__/racer.mjs', import.meta.url));

let number = 0;

/** Collections, each with one record named after it, and an alias of the first. */
async function make(count: number) {
  const prefix = `c${number++}`;
  const names = Array.from({ length: count }, (_, i) => `${prefix}_${i}`);
  for (const name of names) {
    const index = await createIndex({
      embedder: fakeEmbedder(),
      store: open(name),
      modalities: ['text'],
    });
    await index.ingest([{ id: name, text: 'a' }]);
  }
  const alias = `${prefix}_live`;
  const [first = ''] = names;
  await open(first).aliases.set(alias, first);
  return { names, alias, first };
}

describe('aliases in LanceDB, as a record beside the tables', () => {
  it('lead to one of two collections whenever a process that moves them is killed, and each read is of one', async () => {
    const { names, alias, first } = await make(2);
    const live = open(alias);
    for (let kill = 0; kill < 4; kill++) {
      const mover: ChildProcess = spawn(execPath, [script, folder, alias, ...names], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const { stdout } = mover;
      if (stdout === null) throw new Error('it was asked for');
      await once(stdout, 'data');
      await setTimeout(25 * kill + 7);
      const read = await live.get(names);
      expect(read.filter((record) => record !== undefined)).toHaveLength(1);
      mover.kill('SIGKILL');
      await once(mover, 'exit');
      const leads = await live.aliases.get(alias);
      expect(names).toContain(leads);
      expect((await live.get(names)).map((record) => record?.id)).toContain(leads);
      // The next process is not kept waiting by the one that was killed.
      await live.aliases.move(alias, first);
    }
    expect(await live.aliases.list()).toContainEqual({ alias, collection: first });
  });

  it('are moved by one of several processes at once, and the others say so', async () => {
    const { names, alias, first } = await make(5);
    const outcomes = await Promise.allSettled(
      names.slice(1).map(async (name) => {
        // An address of its own, so that no lock of this process is shared.
        const apart = lancedb({
          uri: `${folder}/./../${folder.split('/').at(-1)}`,
          collection: name,
        });
        return await apart.aliases.move(alias, name, { from: first });
      }),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const failed = outcomes.flatMap((one) =>
      one.status === 'rejected' ? [one.reason as unknown] : [],
    );
    for (const reason of failed) expect(reason).toMatchObject({ code: 'plan' });
  });

  it('are moved by one of two processes that begin at the same time, each time, and lead where that one says', async () => {
    const { names, alias, first } = await make(3);
    const racers = names.slice(1).map((name) => {
      const child = spawn(execPath, [racerScript, folder, alias, name], {
        stdio: ['pipe', 'pipe', 'inherit'],
      });
      const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
      return { name, child, next: async () => String((await lines.next()).value) };
    });
    const answers = async (): Promise<string[]> =>
      await Promise.all(racers.map(async ({ next }) => next()));
    expect(await answers()).toEqual(['ready', 'ready']);
    for (let round = 0; round < (environment.full ? 100 : 8); round++) {
      for (const { child } of racers) child.stdin.write(`${first}\n`);
      const outcomes = await answers();
      expect(outcomes.toSorted()).toEqual(['moved', 'plan']);
      const leads = await open(first).aliases.get(alias);
      expect(leads).toBe(racers[outcomes.indexOf('moved')]?.name);
      expect((await open(alias).get(names)).map((record) => record?.id)).toContain(leads);
      await open(first).aliases.move(alias, first);
    }
    for (const { child } of racers) {
      child.stdin.end();
      await once(child, 'exit');
    }
  });

  it('are made once where two processes make the same one at once', async () => {
    const { names } = await make(2);
    const made = await Promise.allSettled(
      names.map(async (name) => open(name).aliases.set('same', name)),
    );
    expect(made.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const list = await open('any').aliases.list();
    expect(list.filter(({ alias }) => alias === 'same')).toHaveLength(1);
  });

  it('keep their place where a move fails, and hold their collection', async () => {
    const { alias, first } = await make(1);
    const { aliases } = open(first);
    await expect(aliases.move(alias, 'nothing')).rejects.toMatchObject({ code: 'not-found' });
    expect(await aliases.get(alias)).toBe(first);
    await expect(open(first).drop()).rejects.toThrow(`is what ${alias} leads to`);
    await expect(open(alias).drop()).rejects.toThrow(`is an alias of ${first}`);
    expect(await open(alias).count()).toBe(1);
  });

  it('are not listed among collections, and none is made by looking for one', async () => {
    const { alias, first } = await make(1);
    const names = await listCollections({ uri: folder });
    expect(names).toContain(first);
    expect(names.filter((name) => /alias/.test(name) || name === alias)).toEqual([]);
    const elsewhere = join(folder, 'elsewhere');
    const store = lancedb({ uri: elsewhere, collection: 'any' });
    expect(await store.aliases.list()).toEqual([]);
    expect(await store.describe()).toBeUndefined();
    expect(await listCollections({ uri: elsewhere })).toEqual([]);
  });

  it('of a collection that others took away with their own tools say so', async () => {
    const { alias, first } = await make(1);
    const live = open(alias);
    expect(await live.count()).toBe(1);
    rmSync(join(folder, `${first}.lance`), { recursive: true });
    expect(await live.describe()).toBeUndefined();
    await expect(live.count()).rejects.toThrow(
      `${alias} is an alias of ${first}, which does not exist`,
    );
    await live.aliases.remove(alias);
  });
});

import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryDatabase, memoryStore } from '@nestvec/testkit/memory';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { planted } from '../__fixtures__/planted.ts';
import { evaluate } from './evaluate.ts';
import type { EvaluateOptions, StoreChoice } from './options.ts';

let checkpoints: string;
beforeEach(async () => {
  checkpoints = await mkdtemp(join(tmpdir(), 'nestvec-eval-'));
});
afterEach(() => rm(checkpoints, { recursive: true }));

/** Two tasks through one store, which breaks off when the given collection is opened. */
function run(breaksAt: number): { readonly options: EvaluateOptions; readonly opened: string[] } {
  const { dataset, embedder } = planted({
    queries: 30,
    needed: 32,
    dimensions: 64,
    noise: 0.3,
    seed: 31,
  });
  const opened: string[] = [];
  const store: StoreChoice = {
    name: 'memory',
    open: (collection) => {
      opened.push(collection);
      if (opened.length === breaksAt) throw new Error('the power is gone');
      return memoryStore({ collection });
    },
  };
  const tasks = dataset.tasks.flatMap((task) =>
    ['de', 'fr'].map((language) => ({ ...task, language })),
  );
  const options = {
    dataset: { ...dataset, tasks },
    embedder,
    stores: [store],
    dimensions: [32],
    quantizations: ['none', 'int8'],
    checkpoints,
  } as const;
  return { options, opened };
}

it('goes on with what is missing, and finds the same as one that was not stopped', async () => {
  const broken = run(3);
  await expect(evaluate(broken.options)).rejects.toThrow('the power is gone');
  expect(await readdir(checkpoints)).toHaveLength(4);
  const second = run(0);
  const report = await evaluate(second.options);
  expect(second.opened).toEqual([broken.opened[2], second.opened[1]]);
  expect(await readdir(checkpoints)).toEqual([]);
  const whole = await evaluate({ ...run(0).options, checkpoints: undefined });
  const untimed = JSON.parse(
    JSON.stringify([report, whole], (key, value: unknown) => (/^p\d\dMs$/.test(key) ? 0 : value)),
  ) as readonly unknown[];
  expect(untimed[0]).toEqual(untimed[1]);
});

it('measures again what was measured of other vectors or under other options', async () => {
  await expect(evaluate(run(3).options)).rejects.toThrow('the power is gone');
  const other = run(0);
  await evaluate({ ...other.options, k: [1, 3] });
  expect(other.opened).toHaveLength(4);
  const { embedder } = planted({ queries: 30, needed: 32, dimensions: 64, noise: 0.4, seed: 32 });
  const third = run(0);
  await evaluate({ ...third.options, embedder });
  expect(third.opened).toHaveLength(4);
});

it('drops the collection that a killed run left behind, and fills it anew', async () => {
  const database = memoryDatabase();
  const { options, opened } = run(3);
  const kept: StoreChoice = {
    name: 'memory',
    open: (collection) => {
      opened.push(collection);
      const store = memoryStore({ collection, database });
      // A process that is killed drops nothing.
      return opened.length > 1
        ? store
        : {
            ...store,
            drop: async () => false,
            search: () => {
              throw new Error('killed');
            },
          };
    },
  };
  await expect(evaluate({ ...options, stores: [kept] })).rejects.toThrow('killed');
  const report = await evaluate({ ...options, stores: [kept] });
  expect(opened[1]).toBe(opened[0]);
  const served = report.tasks[0]?.cells.flatMap((cell) => cell.served ?? []) ?? [];
  expect(served).toHaveLength(3);
  for (const { recall } of served) expect(recall).toBeGreaterThan(0.9);
});

it('says which file of the folder is not its own', async () => {
  await expect(evaluate(run(3).options)).rejects.toThrow('the power is gone');
  for (const file of await readdir(checkpoints))
    await writeFile(join(checkpoints, file), '{"settings":');
  await expect(evaluate(run(0).options)).rejects.toThrow(
    /is not a part of an evaluation; remove it/,
  );
});

import { expect, it } from 'vitest';
import { planted } from '../__fixtures__/planted.ts';
import { compareReports } from './compare-reports.ts';
import { evaluate } from './evaluate.ts';

const metric = 'hitRate@1';
const run = async (noise: number, queries = 200) => {
  const { dataset, embedder } = planted({ queries, needed: 16, dimensions: 16, noise, seed: 11 });
  return await evaluate({ dataset, embedder, metric, dimensions: [8], quantizations: ['none'] });
};

it('finds nothing between two runs of the same', async () => {
  const changes = compareReports(await run(1), await run(1));
  expect(changes).toHaveLength(2);
  for (const change of changes)
    expect(change).toMatchObject({ isSignificant: false, difference: { value: 0 } });
});

it('finds what a worse model loses, setting by setting', async () => {
  const changes = compareReports(await run(0.5), await run(1.5));
  for (const change of changes) {
    expect(change.isSignificant).toBe(true);
    expect(change.after).toBeLessThan(change.before);
    expect(change.difference.high).toBeLessThan(0);
  }
});

it('finds it among hundreds of settings, too, of which most have not changed', async () => {
  const [before, after] = [await run(0.5, 60), await run(1.5, 60)];
  const many = (own: typeof before, changed: number): typeof before => ({
    ...own,
    tasks: Array.from({ length: 70 }, (_, i) =>
      (i < changed ? own : before).tasks.map((task) => ({ ...task, language: `l${i}` })),
    ).flat(),
  });
  const changes = compareReports(many(before, 0), many(after, 5));
  expect(changes).toHaveLength(140);
  expect(changes.filter(({ isSignificant }) => isSignificant)).toHaveLength(10);
});

it('refuses reports over other data, and what is not a report', async () => {
  const report = await run(1);
  const other = await run(1, 50);
  expect(() => compareReports(other, report)).toThrow('is over other data');
  // As a file may hold.
  const read: unknown = JSON.parse('{"version":2,"tasks":[]}');
  expect(() => compareReports(read as typeof report, report)).toThrow('before.version: must be 1');
  expect(compareReports(JSON.parse(JSON.stringify(report)) as typeof report, report)).toHaveLength(
    2,
  );
});

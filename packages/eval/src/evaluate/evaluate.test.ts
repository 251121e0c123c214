import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openJournal } from '@nestvec/core/journal';
import { fakeEmbedder } from '@nestvec/testkit/embedder';
import { memoryStore } from '@nestvec/testkit/memory';
import { expect, it } from 'vitest';
import { planted } from '../__fixtures__/planted.ts';
import type { Example, RetrievalDataset } from '../data/dataset.ts';
import { evaluate } from './evaluate.ts';
import { recommend } from './recommend.ts';

const metric = 'hitRate@1';

it('recommends the size that the planted data set needs, and no smaller one', async () => {
  const { dataset, embedder } = planted({
    queries: 320,
    needed: 16,
    dimensions: 64,
    noise: 0.5,
    seed: 1,
  });
  const report = await evaluate({
    dataset,
    embedder,
    metric,
    dimensions: [32, 16, 8, 4],
    quantizations: ['none'],
  });
  const [best] = recommend(report, { keep: 0.99 });
  expect(best).toMatchObject({
    verdict: 'smaller',
    dimensions: 16,
    quantization: 'none',
    bytesPerMillion: 64_000_000,
  });
  expect(best?.kept?.low).toBeGreaterThanOrEqual(0.99);
  expect(best?.spec).toEqual({
    vectors: { text: { modality: 'text', dimensions: 16, quantization: 'none' } },
  });
  const [task] = report.tasks;
  const cell = (dimensions: number) => task?.cells.find((one) => one.dimensions === dimensions);
  expect(cell(16)?.metrics[metric]?.value).toBe(cell(64)?.metrics[metric]?.value);
  expect(cell(4)?.kept?.high).toBeLessThan(0.9);
  expect(cell(4)?.pCorrected).toBeLessThan(0.05);
  expect(cell(32)?.pCorrected).toBe(1);
});

it('keeps the full size where everything smaller surely loses', async () => {
  const { dataset, embedder } = planted({
    queries: 300,
    needed: 64,
    dimensions: 64,
    noise: 1.5,
    seed: 2,
  });
  const report = await evaluate({
    dataset,
    embedder,
    metric,
    dimensions: [8, 4],
    quantizations: ['none'],
  });
  expect(recommend(report)[0]).toMatchObject({ verdict: 'full', dimensions: 64 });
});

it('is undecided where there are too few queries, and says how many would do', async () => {
  const { dataset, embedder } = planted({
    queries: 40,
    needed: 64,
    dimensions: 64,
    noise: 1.5,
    seed: 3,
  });
  const report = await evaluate({
    dataset,
    embedder,
    metric: 'MRR@10',
    dimensions: [56, 48],
    quantizations: ['none'],
  });
  const [best] = recommend(report, { keep: 0.99 });
  // All are right at every size, which 40 queries do not prove: three of n may be missed, so that 1 % takes 300.
  expect(best).toMatchObject({
    verdict: 'undecided',
    dimensions: 64,
    maybe: { dimensions: 48, queriesNeeded: 300 },
  });
});

it('finds what chance finds among random vectors', async () => {
  const count = 200;
  const examples = (kind: string): Example[] =>
    Array.from({ length: count }, (_, i) => ({
      id: `${kind}${i}`,
      content: { text: `${kind} ${i}` },
    }));
  const dataset: RetrievalDataset = {
    name: 'chance',
    notes: [],
    tasks: [
      {
        name: 'text-to-text',
        queries: examples('q'),
        documents: examples('d'),
        qrels: new Map(Array.from({ length: count }, (_, i) => [`q${i}`, new Map([[`d${i}`, 1]])])),
      },
    ],
  };
  const report = await evaluate({
    dataset,
    embedder: fakeEmbedder(),
    k: [1, 20],
    metric: 'hitRate@20',
    dimensions: [64, 32],
  });
  for (const { metrics } of report.tasks[0]?.cells ?? []) {
    // 10 % of 200 queries, and five standard errors of 2.1 %.
    expect(Math.abs((metrics['hitRate@20']?.value ?? -1) - 20 / count)).toBeLessThan(0.106);
    expect(metrics['hitRate@1']?.value).toBeLessThan(0.04);
  }
  const binary = report.tasks[0]?.cells.find(
    (cell) => cell.quantization === 'binary' && cell.dimensions === 32,
  );
  const tied = binary?.metrics['hitRate@20'];
  expect(tied?.best).toBeGreaterThan((tied?.value ?? 1) + 0.01);
  expect(tied?.worst).toBeLessThan((tied?.value ?? 0) - 0.01);
});

it('measures through a store what it measures exactly, and shows losses that add up', async () => {
  const { dataset, embedder } = planted({
    queries: 60,
    needed: 32,
    dimensions: 64,
    noise: 0.8,
    seed: 4,
  });
  const opened: string[] = [];
  const stores = [
    {
      name: 'memory',
      open: (collection: string) => {
        opened.push(collection);
        return memoryStore({ collection });
      },
    },
  ];
  const report = await evaluate({
    dataset,
    embedder,
    metric,
    stores,
    dimensions: [48, 32],
    quantizations: ['none'],
  });
  const [task] = report.tasks;
  const served = task?.cells.filter(({ where }) => where === 'memory') ?? [];
  expect(served.map(({ dimensions, rescored }) => [dimensions, rescored])).toEqual([
    [64, false],
    [48, false],
    [48, true],
    [32, false],
    [32, true],
  ]);
  for (const cell of served.filter(({ rescored }) => !rescored)) {
    const exact = task?.cells.find(
      (one) => one.where === 'exact' && one.dimensions === cell.dimensions,
    );
    expect(cell.served?.recall).toBeCloseTo(1, 2);
    expect(cell.metrics[metric]?.value).toBeCloseTo(exact?.metrics[metric]?.value ?? -1, 1);
  }
  for (const cell of served) {
    expect(cell.served?.p50Ms).toBeGreaterThan(0);
    const {
      full = 0,
      truncation = 0,
      quantization = 0,
      rescoring = 0,
      index = 0,
    } = cell.losses ?? {};
    expect(full - truncation - quantization - rescoring - index).toBeCloseTo(
      cell.metrics[metric]?.value ?? -1,
      12,
    );
  }
  expect(opened).toHaveLength(1);
  expect(opened[0]).toMatch(/^eval_[0-9a-f]{16}$/);
});

it('embeds each content once, also over two runs with one journal', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'nestvec-eval-'));
  try {
    const { dataset, embedder } = planted({
      queries: 30,
      needed: 8,
      dimensions: 16,
      noise: 0.1,
      seed: 5,
    });
    const journal = await openJournal({ directory });
    const first = await evaluate({ dataset, embedder, journal, dimensions: [8] });
    expect(embedder.calls).toHaveLength(60);
    const second = await evaluate({ dataset, embedder, journal, dimensions: [8, 4] });
    expect(embedder.calls).toHaveLength(60);
    expect(second.tasks[0]?.cells[0]?.perQuery).toEqual(first.tasks[0]?.cells[0]?.perQuery);
    await journal.close();
  } finally {
    await rm(directory, { recursive: true });
  }
});

it('leaves out what can’t be embedded, and says so', async () => {
  const { dataset, embedder } = planted({
    queries: 10,
    needed: 8,
    dimensions: 16,
    noise: 0.1,
    seed: 6,
  });
  const [task] = dataset.tasks;
  if (task === undefined) throw new Error('there is one');
  const broken = {
    ...task,
    documents: task.documents.map((one, i) =>
      i === 3 ? { ...one, content: { text: 'bad [fail]' } } : one,
    ),
  };
  const report = await evaluate({
    dataset: { ...dataset, tasks: [broken] },
    embedder,
    dimensions: [8],
  });
  expect(report.tasks[0]).toMatchObject({ queries: 9, documents: 9 });
  expect(report.notes[0]).toContain('1 contents could not be embedded (d3:');
});

it.each<
  [string, (task: RetrievalDataset['tasks'][number]) => RetrievalDataset['tasks'][number], string]
>([
  [
    'judgements of an unknown document',
    (task) => ({ ...task, qrels: new Map([...task.qrels, ['q0', new Map([['nothing', 1]])]]) }),
    'unknown document "nothing"',
  ],
  [
    'judgements of an unknown query',
    (task) => ({ ...task, qrels: new Map([...task.qrels, ['nothing', new Map([['d0', 1]])]]) }),
    'unknown query "nothing"',
  ],
  [
    'a document twice',
    (task) => ({ ...task, documents: [...task.documents, ...task.documents.slice(0, 1)] }),
    '"d0" is there twice',
  ],
  [
    'a language without queries',
    (task) => ({ ...task, language: 'de', queries: [] }),
    'is empty (text-to-text de)',
  ],
  [
    'nothing relevant',
    (task) => ({ ...task, qrels: new Map([['q0', new Map([['d0', 0]])]]) }),
    'has nothing relevant',
  ],
])('refuses %s', async (_, change, message) => {
  const { dataset, embedder } = planted({
    queries: 3,
    needed: 8,
    dimensions: 16,
    noise: 0.1,
    seed: 7,
  });
  const tasks = dataset.tasks.map(change);
  await expect(evaluate({ dataset: { ...dataset, tasks }, embedder })).rejects.toThrow(message);
});

it('refuses languages and sizes that are not there', async () => {
  const { dataset, embedder } = planted({
    queries: 3,
    needed: 8,
    dimensions: 16,
    noise: 0.1,
    seed: 8,
  });
  await expect(evaluate({ dataset, embedder, languages: ['de'] })).rejects.toThrow(
    'has nothing in de',
  );
  await expect(evaluate({ dataset, embedder, dimensions: [32] })).rejects.toThrow(
    '32 is more than the 16',
  );
});

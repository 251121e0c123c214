import type { Reranker } from '@nestvec/core';
import { graphStorage } from '@nestvec/core/cost';
import { memoryStore } from '@nestvec/testkit/memory';
import { describe, expect, it } from 'vitest';
import { planted } from '../__fixtures__/planted.ts';
import type { RetrievalDataset, RetrievalTask } from '../data/dataset.ts';
import { evaluate } from '../evaluate/evaluate.ts';
import type { Cell } from '../evaluate/report.ts';
import type { StoreChoice } from '../evaluate/options.ts';

const metric = 'hitRate@1';
const memory: StoreChoice = {
  name: 'memory',
  open: (collection) => memoryStore({ collection }),
  storage: graphStorage(100),
};

function changed(
  dataset: RetrievalDataset,
  change: (task: RetrievalTask) => RetrievalTask,
): RetrievalDataset {
  return { ...dataset, tasks: dataset.tasks.map(change) };
}

const shown = ({ where, dimensions, quantization, rescored, added }: Cell): string =>
  [where, dimensions, quantization, ...(rescored ? ['rescored'] : []), ...added].join(' ');

describe('candidates that whole vectors score again', () => {
  it('bring back exactly what a database’s do, and the losses add up', async () => {
    const { dataset, embedder } = planted({
      queries: 300,
      needed: 64,
      dimensions: 64,
      noise: 2.2,
      seed: 21,
    });
    const report = await evaluate({
      dataset,
      embedder,
      metric,
      stores: [memory],
      dimensions: [32],
      quantizations: ['none', 'binary'],
      oversample: 1,
    });
    const [task] = report.tasks;
    if (task === undefined) throw new Error('there is one');
    const valueOf = (name: string): number | undefined =>
      task.cells.find((cell) => shown(cell).startsWith(name))?.metrics[metric]?.value;
    const plain = valueOf('exact 32 none') ?? 1;
    const again = valueOf('exact 32 none rescored') ?? 0;
    expect(again).toBeGreaterThan(plain + 0.2);
    // A third of the documents are candidates, so that some of what whole vectors find is missed.
    const valuesOf = (name: string) => task.cells.find((cell) => shown(cell) === name)?.perQuery;
    expect(valuesOf('exact 32 none rescored')).not.toEqual(valuesOf('exact 64 none'));
    const losses = new Map(
      task.cells
        .filter(({ where }) => where === 'memory')
        .map((cell) => [shown(cell), { ...cell.losses, value: cell.metrics[metric]?.value }]),
    );
    expect(losses.size).toBe(3);
    for (const loss of losses.values()) {
      const {
        full = 0,
        truncation = 0,
        quantization = 0,
        rescoring = 0,
        index = 0,
        added = 0,
      } = loss;
      expect(full - truncation - quantization - rescoring - index - added).toBeCloseTo(
        loss.value ?? -1,
        12,
      );
    }
    // The memory store searches exactly.
    for (const name of ['memory 64 none', 'memory 32 none', 'memory 32 none rescored'])
      expect(losses.get(name)?.index).toBeCloseTo(0, 12);
    expect(losses.get('memory 32 none rescored')?.rescoring).toBeLessThan(-0.2);
    expect(losses.get('memory 32 none')?.rescoring).toBe(0);
    const served = task.cells.find((cell) => shown(cell) === 'memory 32 none rescored')?.served;
    expect(served?.bytesPerVector).toEqual({ disk: 128 + 100 + 256, memory: 228 });
  });
});

describe('a database of binary vectors', () => {
  const signs = (vector: Float32Array): Float32Array =>
    vector.map((value) => (value < 0 ? -1 : 1) / Math.sqrt(vector.length));
  /** Compares whole numbers, whatever is asked of it. */
  const whole: StoreChoice = {
    name: 'whole',
    open: (collection) =>
      memoryStore({ collection, capabilities: { quantization: ['none', 'binary'] } }),
  };
  /** Compares nothing but signs. */
  const bits: StoreChoice = {
    name: 'bits',
    open: async (collection) => {
      const store = await whole.open(collection);
      return {
        ...store,
        upsert: async (records, options) =>
          await store.upsert(
            records.map((record) => ({
              ...record,
              vectors: Object.fromEntries(
                Object.entries(record.vectors).map(([name, one]) => [name, signs(one)]),
              ),
            })),
            options,
          ),
        search: async (request, options) =>
          await store.search(
            request.vector === undefined ? request : { ...request, vector: signs(request.vector) },
            options,
          ),
      };
    },
  };

  it('has the recall of the true neighbours; the gain of its own whole numbers is not the index’s', async () => {
    const { dataset, embedder } = planted({
      queries: 200,
      needed: 64,
      dimensions: 64,
      noise: 2.2,
      seed: 27,
    });
    const report = await evaluate({
      dataset,
      embedder,
      metric,
      stores: [whole, bits],
      dimensions: [64],
      quantizations: ['binary'],
    });
    const cellOf = (where: string): Cell | undefined =>
      report.tasks[0]?.cells.find((cell) => cell.where === where && cell.quantization === 'binary');
    const lost = cellOf('whole')?.losses;
    expect(lost?.quantization).toBeGreaterThan(0.05);
    expect(cellOf('whole')).toMatchObject({ served: { recall: 1, scoresWhole: true } });
    expect(cellOf('whole')?.losses?.rescoring).toBeCloseTo(-(lost?.quantization ?? 0), 12);
    expect(cellOf('whole')?.losses?.index).toBeCloseTo(0, 12);
    expect(cellOf('bits')?.served?.recall).toBeLessThan(0.9);
    expect(cellOf('bits')?.served?.scoresWhole).toBe(false);
    expect(cellOf('bits')?.losses?.rescoring).toBe(0);
    expect(cellOf('bits')?.losses?.index).toBeCloseTo(0, 12);
  });
});

describe('filters of queries', () => {
  const shops = (task: RetrievalTask): RetrievalTask => ({
    ...task,
    fields: { shop: 'string' },
    documents: task.documents.map((one, i) => ({ ...one, metadata: { shop: `s${i % 10}` } })),
    queries: task.queries.map((one, i) => ({ ...one, filter: { shop: `s${i % 10}` } })),
  });

  it('count exactly and in a database alike', async () => {
    const { dataset, embedder } = planted({
      queries: 100,
      needed: 64,
      dimensions: 64,
      noise: 3,
      seed: 22,
    });
    const options = {
      embedder,
      metric,
      stores: [memory],
      dimensions: [32],
      quantizations: ['none'],
    } as const;
    const all = await evaluate({ dataset, ...options });
    const filtered = await evaluate({ dataset: changed(dataset, shops), ...options });
    const values = (cells: readonly Cell[] = []) =>
      Object.fromEntries(cells.map((cell) => [shown(cell), cell.metrics[metric]?.value ?? -1]));
    const before = values(all.tasks[0]?.cells);
    const after = values(filtered.tasks[0]?.cells);
    // A tenth of the documents compete.
    expect(after['exact 64 none']).toBeGreaterThan((before['exact 64 none'] ?? 1) + 0.1);
    expect(after['memory 64 none']).toBeCloseTo(after['exact 64 none'] ?? -1, 12);
    expect(after['memory 32 none']).toBeCloseTo(after['exact 32 none'] ?? -1, 12);
    const served = filtered.tasks[0]?.cells.flatMap((cell) => cell.served ?? []);
    expect(served?.map(({ recall }) => recall)).toEqual([1, 1, 1]);
    expect(filtered.dataHash).not.toBe(all.dataHash);
  });

  it('are refused where they hide what is right, or name what is not declared', async () => {
    const { dataset, embedder } = planted({
      queries: 4,
      needed: 8,
      dimensions: 64,
      noise: 0,
      seed: 23,
    });
    const hidden = changed(dataset, (task) => ({
      ...shops(task),
      queries: task.queries.map((one) => ({ ...one, filter: { shop: 's0' } })),
    }));
    await expect(evaluate({ dataset: hidden, embedder })).rejects.toThrow(
      'options.dataset.tasks[0].queries[1].filter: text-to-text: leaves out "d1", which is right for "q1"',
    );
    const undeclared = changed(dataset, (task) => ({ ...shops(task), fields: {} }));
    await expect(evaluate({ dataset: undeclared, embedder })).rejects.toMatchObject({
      details: { field: expect.stringContaining('queries[0].filter') },
    });
  });
});

describe('what a database adds to vectors', () => {
  const named = (task: RetrievalTask): RetrievalTask => ({
    ...task,
    documents: task.documents.map((one, i) => ({ ...one, text: `number ${i}` })),
    queries: task.queries.map((one, i) => ({ ...one, content: { text: `number ${i}` } })),
  });
  /** Knows which text was meant. */
  const knowing: Reranker = {
    rerank: async (query, texts) =>
      texts
        .map((text, index) => ({ index, score: text === query ? 1 : 0 }))
        .sort((a, b) => b.score - a.score),
  };

  it('is measured beside the vectors alone: words, and a reranker', async () => {
    // The vectors of these texts are chance.
    const { dataset, embedder } = planted({
      queries: 40,
      needed: 8,
      dimensions: 64,
      noise: 9,
      seed: 24,
    });
    const texts = changed(dataset, (task) => {
      const own = named(task);
      return { ...own, queries: own.queries, documents: own.documents };
    });
    const report = await evaluate({
      dataset: texts,
      embedder,
      metric,
      stores: [memory],
      dimensions: [32],
      quantizations: ['none'],
      words: true,
      reranker: { name: 'knowing', reranker: knowing },
    });
    const cells = report.tasks[0]?.cells.filter(({ where }) => where === 'memory') ?? [];
    expect(cells.map(shown)).toEqual([
      'memory 64 none',
      'memory 64 none words',
      'memory 64 none words reranker',
      'memory 32 none',
      'memory 32 none rescored',
      'memory 32 none rescored words',
      'memory 32 none rescored words reranker',
    ]);
    const valueOf = (name: string): number =>
      cells.find((cell) => shown(cell) === name)?.metrics[metric]?.value ?? -1;
    expect(valueOf('memory 64 none')).toBeLessThan(0.3);
    expect(valueOf('memory 64 none words')).toBeGreaterThan(valueOf('memory 64 none') + 0.3);
    expect(valueOf('memory 64 none words reranker')).toBe(1);
    const [task] = report.tasks;
    const reranked = cells.find((cell) => shown(cell) === 'memory 64 none words reranker');
    if (task === undefined || reranked === undefined) throw new Error('there is one');
    expect(reranked.losses?.added).toBeCloseTo(valueOf('memory 64 none') - 1, 12);
  });

  it('is left out with a note where there is nothing to read', async () => {
    const { dataset, embedder } = planted({
      queries: 10,
      needed: 8,
      dimensions: 64,
      noise: 0,
      seed: 25,
    });
    const wordless: StoreChoice = {
      name: 'wordless',
      open: (collection) => {
        const store = memoryStore({ collection });
        return { ...store, capabilities: { ...store.capabilities, words: false } };
      },
    };
    const report = await evaluate({
      dataset,
      embedder,
      stores: [wordless],
      dimensions: [32],
      quantizations: ['none'],
      words: true,
    });
    expect(report.notes).toEqual(['wordless is not searched by words: it has no full text']);
  });
});

it('refuses two stores of one name, and one called exact', async () => {
  const { dataset, embedder } = planted({
    queries: 4,
    needed: 8,
    dimensions: 64,
    noise: 0,
    seed: 26,
  });
  await expect(evaluate({ dataset, embedder, stores: [memory, memory] })).rejects.toThrow(
    'options.stores[1].name: memory is there twice',
  );
  const exact = { ...memory, name: 'exact' };
  await expect(evaluate({ dataset, embedder, stores: [exact] })).rejects.toThrow(
    'options.stores[0].name: is taken',
  );
});

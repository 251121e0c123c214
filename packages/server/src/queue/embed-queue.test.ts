import type { Content, Embedder, Task } from '@nestvec/core';
import { isNestvecError, NestvecError } from '@nestvec/core';
import { fakeEmbedder } from '@nestvec/testkit/embedder';
import { expect, it } from 'vitest';
import { createEmbedQueue } from './embed-queue.ts';
import type { QueueReport } from './embed-queue.ts';

interface Held {
  readonly texts: readonly string[];
  readonly task: Task;
  readonly go: () => void;
}

/** An embedder whose calls wait until they are let go. */
function heldEmbedder(limits: Partial<Embedder['limits']> = {}): {
  embedder: Embedder;
  held: Held[];
} {
  const held: Held[] = [];
  const fake = fakeEmbedder({ limits: { itemsPerCall: 4, concurrency: 1, ...limits } });
  const embedder: Embedder = {
    ...fake,
    async embed(contents, options) {
      await new Promise<void>((go) => {
        held.push({ texts: contents.map(textOf), task: options.task, go });
      });
      return await fake.embed(contents, options);
    },
  };
  return { embedder, held };
}

function textOf(content: Content): string {
  return 'text' in content ? content.text : 'image';
}

const turn = async (): Promise<void> => {
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
};
const document = { task: 'document', client: 'a', signal: undefined } as const;
const texts = (...names: string[]): Content[] => names.map((text) => ({ text }));

function queueOf(
  embedder: Embedder,
  joinMs = 1,
): { queue: ReturnType<typeof createEmbedQueue>; reports: QueueReport[] } {
  const reports: QueueReport[] = [];
  const queue = createEmbedQueue(embedder, {
    joinMs,
    now: () => 0,
    onBatch: (report) => reports.push(report),
  });
  return { queue, reports };
}

it('joins what comes while a call runs, one of each client in turn', async () => {
  const { embedder, held } = heldEmbedder();
  const { queue, reports } = queueOf(embedder);
  const first = queue.embed(texts('0', '0', '0', '0'), document);
  const many = queue.embed(texts('a1', 'a2', 'a3', 'a4', 'a5', 'a6'), document);
  const few = queue.embed(texts('b1'), { ...document, client: 'b' });
  const also = queue.embed(texts('c1', 'c2'), { ...document, client: 'c' });
  for (let done = 0; done < 4; done++) {
    await turn();
    held[done]?.go();
  }
  await Promise.all([first, many, few, also]);
  expect(held.map((call) => call.texts)).toEqual([
    ['0', '0', '0', '0'],
    ['a1', 'b1', 'c1', 'a2'],
    ['c2', 'a3', 'a4', 'a5'],
    ['a6'],
  ]);
  expect(reports.map(({ items }) => items)).toEqual([4, 4, 4, 1]);
});

it('gives each request its own embeddings, in its order', async () => {
  const { queue } = queueOf(fakeEmbedder({ limits: { itemsPerCall: 3 } }));
  const embedder = fakeEmbedder();
  const asks = Array.from({ length: 20 }, (_, i) => texts(`${i}a`, `${i}b`).slice(i % 2));
  const answers = await Promise.all(
    asks.map(
      async (contents, i) => await queue.embed(contents, { ...document, client: `${i % 3}` }),
    ),
  );
  for (const [i, contents] of asks.entries())
    expect(answers[i]).toEqual((await embedder.embed(contents, { task: 'document' })).embeddings);
});

it('never lets a query wait for documents, or a text for images', async () => {
  const { embedder, held } = heldEmbedder();
  const { queue } = queueOf(embedder);
  const image: Content = { image: Uint8Array.of(1) };
  void queue.embed([image, image, image, image], document);
  void queue.embed(texts('d1', 'd2', 'd3', 'd4'), document);
  void queue.embed(texts('q1', 'q2', 'q3', 'q4'), { ...document, task: 'query' });
  await turn();
  expect(held.map(({ texts: [first], task }) => [first, task])).toEqual([
    ['image', 'document'],
    ['d1', 'document'],
    ['q1', 'query'],
  ]);
  for (const call of held) call.go();
});

it('joins nothing of two requests where joining is off', async () => {
  const { embedder, held } = heldEmbedder();
  const { queue } = queueOf(embedder, 0);
  const all = ['a', 'b'].map(
    async (client) => await queue.embed(texts(`${client}1`, `${client}2`), { ...document, client }),
  );
  for (let done = 0; done < 4; done++) {
    await turn();
    held[done]?.go();
  }
  await Promise.all(all);
  for (const call of held) expect(new Set(call.texts.map((text) => text[0])).size).toBe(1);
});

it('keeps to the tokens and bytes of a call', async () => {
  const { embedder, held } = heldEmbedder({ itemsPerCall: 100, tokensPerCall: 8 });
  const { queue } = queueOf(embedder);
  const all = queue.embed(
    texts('one', 'two two', 'three', 'four four four four four four four'),
    document,
  );
  for (let done = 0; done < 4; done++) {
    await new Promise((resolve) => setTimeout(resolve, 3));
    held[done]?.go();
  }
  await all;
  expect(held.map((call) => call.texts.length)).toEqual([2, 1, 1]);
});

it('fails the requests of a call that fails as a whole, and no others', async () => {
  const fake = fakeEmbedder({ limits: { itemsPerCall: 2, concurrency: 1 } });
  let calls = 0;
  const { queue } = queueOf({
    ...fake,
    embed: async (contents, options) => {
      if (calls++ === 0)
        throw new NestvecError('embedder', 'no', { operation: 'embedding', retryable: true });
      return await fake.embed(contents, options);
    },
  });
  const [bad, good] = await Promise.allSettled([
    queue.embed(texts('a', 'b'), document),
    queue.embed(texts('c', 'd'), document),
  ]);
  expect([bad?.status, good?.status]).toEqual(['rejected', 'fulfilled']);
});

it('finds the content that a call is refused for, so that the others are answered', async () => {
  const fake = fakeEmbedder();
  const refused = new NestvecError('embedder', 'no', {
    operation: 'embedding',
    retryable: false,
    status: 400,
  });
  const { queue } = queueOf({
    ...fake,
    embed: async (contents, options) => {
      if (contents.some((content) => textOf(content) === 'poison')) throw refused;
      return await fake.embed(contents, options);
    },
  });
  const [good, bad] = await Promise.all([
    queue.embed(texts('a', 'b', 'c'), document),
    queue.embed(texts('d', 'poison'), { ...document, client: 'b' }),
  ]);
  expect(good.every(({ ok }) => ok)).toBe(true);
  expect(bad).toMatchObject([{ ok: true }, { ok: false, error: refused }]);
});

it('drops what a client that has gone still has waiting', async () => {
  const { embedder, held } = heldEmbedder();
  const { queue } = queueOf(embedder);
  const controller = new AbortController();
  void queue.embed(texts('0', '0', '0', '0'), document);
  const gone = queue.embed(texts('a', 'b', 'c', 'd', 'e'), {
    ...document,
    signal: controller.signal,
  });
  const kept = queue.embed(texts('f', 'g', 'h', 'i'), { ...document, client: 'b' });
  await turn();
  controller.abort();
  await expect(gone).rejects.toSatisfy((error) => isNestvecError(error, 'aborted'));
  expect(queue.size).toBe(4);
  for (let done = 0; done < 2; done++) {
    held[done]?.go();
    await turn();
  }
  await kept;
  expect(held.map((call) => call.texts)).toEqual([
    ['0', '0', '0', '0'],
    ['f', 'g', 'h', 'i'],
  ]);
});

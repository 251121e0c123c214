import { onnx } from '@nestvec/core/onnx';
import { modelDirectory } from '@nestvec/mini-clip';
import { expect, it, onTestFinished } from 'vitest';
import { useRedis } from './__fixtures__/test-redis.ts';
import { createWorkplace, idsOf } from './__fixtures__/workplace.ts';
import { defaultPrefix } from './redis/names.ts';

const urlOf = useRedis();
const lockMs = 1000;

it('keeps its lock while a model of this machine embeds for longer than that, and does the job once', async ({
  skip,
}) => {
  const at = await createWorkplace(urlOf(skip));
  const model = await onnx({ directory: modelDirectory });
  onTestFinished(async () => await model.close());
  const client = at.client();
  const [problems, lived]: [string[], number[]] = [[], []];
  let jobs = 0;
  const index = await at.index({
    ...model,
    async embed(contents, options) {
      jobs++;
      let result = await model.embed(contents, options);
      // Until one call alone takes so long that its lock would have run out within it.
      for (let many = contents, took = 0; took < 2 * lockMs; many = [...many, ...many]) {
        const startedAt = performance.now();
        result = await model.embed(many, options);
        took = performance.now() - startedAt;
      }
      result = { ...result, embeddings: result.embeddings.slice(0, contents.length) };
      const [lock = ''] = await client.keys(`${defaultPrefix}:${at.queue}:*:lock`);
      lived.push(await client.pttl(lock));
      return result;
    },
  });
  await at.worker(index, {
    lockMs,
    concurrency: 1,
    onProblem: ({ error }) => problems.push(String(error)),
  });
  const items = Array.from({ length: 64 }, (_, row) => ({
    id: `long-${row}`,
    text: Array.from({ length: 120 }, (_word, word) => `word ${row} ${word}`).join(' '),
  }));
  const producer = await at.producer(index, { itemsPerJob: 64 });
  const report = await producer.run(items);
  expect(report).toMatchObject({ written: 64, failed: 0, lost: 0 });
  expect(problems).toEqual([]);
  expect(jobs).toBe(lived.length);
  for (const ms of lived) expect(ms).toBeGreaterThan(0);
  expect(await idsOf(index.store)).toHaveLength(64);
});

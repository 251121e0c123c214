import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { folder } from '@nestvec/sources';
import { readmeExample, runReadmeExample } from '@nestvec/testkit';
import { expect, it, onTestFinished } from 'vitest';
import { useRedis } from './__fixtures__/test-redis.ts';
import { createWorkplace, idsOf } from './__fixtures__/workplace.ts';
import { createProducer, createWorker } from './index.ts';

const urlOf = useRedis();
const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

it('has a worker and a producer that find each other', async ({ skip }) => {
  const at = await createWorkplace(urlOf(skip));
  const data = await mkdtemp(join(tmpdir(), 'nestvec-photos-'));
  onTestFinished(async () => await rm(data, { recursive: true, force: true }));
  for (const name of ['a.png', 'b.png']) await writeFile(join(data, name), name);
  const index = await at.index();
  let stop = (): void => {};
  const process = {
    once: (signal: string, listener: () => void) => {
      expect(signal).toBe('SIGTERM');
      stop = listener;
    },
  };
  // A queue of its own beside those of other tests.
  const inQueue = { 'redis://redis:6379': `${at.redis}', queue: '${at.queue}` };
  const working = runReadmeExample(
    readmeExample(readme, 'worker'),
    { createWorker, index, process },
    { ...inQueue, "import { createWorker } from '@nestvec/queue';": '', '/data': data },
  );
  const printed = await runReadmeExample(
    readmeExample(readme, 'producer'),
    { createProducer, folder, index },
    {
      ...inQueue,
      "import { createProducer } from '@nestvec/queue';": '',
      "import { folder } from '@nestvec/sources';": '',
      './photos.queue': at.list,
      '/data/photos': data,
    },
  );
  expect(printed).toEqual(['2 written, 0 failed']);
  expect(await idsOf(index.store)).toEqual(['a.png', 'b.png']);
  stop();
  await working;
});

it('says what the arithmetic comes to', async () => {
  const { code, prints } = readmeExample(readme, 'sizing');
  const [, ...args] = code.trim().split(' ');
  const cwd = fileURLToPath(new URL('../../..', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd });
  expect(stdout.split('\n').slice(0, prints.length)).toEqual(prints);
});

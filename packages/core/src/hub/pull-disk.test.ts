import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { type FileHandle, link, mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Setup, setup, temporaryDirectory } from './__fixtures__/setup.ts';
import { modelLayout, type ModelLayout } from './layout.ts';
import type { PullProgress } from './progress.ts';

const weights = 'onnx/model_q4.onnx';

describe('a full disk', () => {
  it('is one clear sentence, keeps what came, and the next pull goes on from there', async () => {
    const context = await setup();
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), {
      code: 'ENOSPC',
      syscall: 'write',
    });
    const writeChunk = async (
      ...[file, chunk, offset, position]: Parameters<typeof write>
    ): Promise<number> => {
      if (position >= 100_000) throw full;
      return write(file, chunk.subarray(0, offset + 100_000 - position), offset, position);
    };
    await expect(context.pull({}, { writeChunk })).rejects.toMatchObject({
      code: 'download',
      details: { reason: 'disk-full', retryable: false },
      cause: full,
      message: `the disk of ${context.cache} is full: 150.0 kB more are needed; 100.0 kB already fetched are kept, so free some space, or choose another cacheDirectory (HF_HUB_CACHE), and pull again`,
    });
    context.asked();
    expect(await context.differing(await context.pull())).toEqual([]);
    expect(context.asked().filter((line) => line.startsWith('cdn'))).toEqual([
      `cdn GET ${weights} bytes=100000-`,
    ]);
  });

  it.runIf(canMount())(
    'is reported before the first byte where it is too small from the start',
    async () => {
      const context = await setup();
      const cacheDirectory = await smallDisk('100k');
      await expect(context.pull({ cacheDirectory })).rejects.toMatchObject({
        details: { reason: 'disk-full' },
        message: expect.stringContaining('is full: 300.1 kB more are needed; 0 bytes already'),
      });
      expect(context.asked()).toHaveLength(1);
    },
  );

  it.runIf(canMount())('that fills up meanwhile keeps what came (a real one)', async () => {
    const context = await setup();
    const cacheDirectory = await smallDisk('600k');
    const half = deferred();
    const fault = { kind: 'stall', after: 60_000, until: half.promise } as const;
    context.hub.faults.push({ server: 'cdn', path: weights, fault });
    const pulling = context.pull({ cacheDirectory });
    const layout = modelLayout(cacheDirectory, context.model.name);
    await untilPartHas(context, layout, 60_000);
    const filler = join(cacheDirectory, 'filler');
    await writeFile(filler, Buffer.alloc(10_000_000)).catch(() => {});
    half.resolve();
    await expect(pulling).rejects.toMatchObject({
      code: 'download',
      details: { reason: 'disk-full' },
      message: expect.stringMatching(/is full: .* more are needed; .* already fetched are kept/),
    });
    const kept = await partBytes(context, layout);
    expect(kept).toBeGreaterThanOrEqual(60_000);
    await rm(filler);
    context.asked();
    expect(await context.differing(await context.pull({ cacheDirectory }))).toEqual([]);
    expect(context.asked()).toContain(`cdn GET ${weights} bytes=${kept}-`);
  });
});

it('says which directory can not be written', async () => {
  const { pull, cache } = await setup();
  const blocked = join(cache, 'file');
  await writeFile(blocked, '');
  await expect(pull({ cacheDirectory: blocked })).rejects.toMatchObject({
    code: 'download',
    details: { reason: 'disk' },
    message: expect.stringContaining(blocked),
  });
});

describe('a file system without symlinks', () => {
  const fails = (): Promise<never> =>
    Promise.reject(Object.assign(new Error('EPERM'), { code: 'EPERM', syscall: 'symlink' }));

  it('gets hard links, and is found whole', async () => {
    const context = await setup();
    const pulled = await context.pull({}, { linking: { symlink: fails, link } });
    expect(await context.differing(pulled)).toEqual([]);
    const layout = modelLayout(context.cache, context.model.name);
    const blob = await stat(layout.blob(oidOf(context)));
    expect((await stat(join(pulled.directory, weights))).ino).toBe(blob.ino);
    context.asked();
    await context.pull();
    expect(context.asked()).toEqual([]);
  });

  it('and hard links gets the files themselves, as Python lays them out on Windows', async () => {
    const context = await setup();
    const linking = { symlink: fails, link: fails };
    const pulled = await context.pull({}, { linking });
    expect(await context.differing(pulled)).toEqual([]);
    const layout = modelLayout(context.cache, context.model.name);
    expect(await readdir(layout.blobs)).toEqual([]);
    context.asked();
    await context.pull({ weights: 'int8' }, { linking });
    expect(context.asked().slice(1)).toEqual([
      'hub GET onnx/model_int8.onnx',
      'cdn GET onnx/model_int8.onnx',
    ]);
  });
});

describe('an abort', () => {
  it('in the middle of a file keeps what came, and the next pull goes on from there', async () => {
    const context = await setup();
    const fault = { kind: 'stall', after: 80_000 } as const;
    context.hub.faults.push({ server: 'cdn', path: weights, fault });
    const controller = new AbortController();
    const pulling = context.pull({ signal: controller.signal });
    const layout = modelLayout(context.cache, context.model.name);
    await untilPartHas(context, layout, 80_000);
    controller.abort(new Error('enough'));
    await expect(pulling).rejects.toMatchObject({ code: 'aborted' });
    expect(await readdir(layout.locks)).toEqual([]);
    context.asked();
    expect(await context.differing(await context.pull())).toEqual([]);
    expect(context.asked()).toContain(`cdn GET ${weights} bytes=80000-`);
  });

  it('before the call sends nothing', async () => {
    const { pull, asked } = await setup();
    await expect(pull({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted' });
    expect(asked()).toEqual([]);
  });

  it('ends the wait between two tries', async () => {
    const { pull, hub } = await setup();
    const controller = new AbortController();
    const headers = { 'retry-after': '100' };
    const fault = { kind: 'status', status: 429, headers } as const;
    hub.faults.push({ server: 'hub', path: 'model_q4.onnx', fault });
    const onRetry = (): void => controller.abort();
    const pulling = pull({ signal: controller.signal, retry: { sleep: undefined, onRetry } });
    await expect(pulling).rejects.toMatchObject({ code: 'aborted' });
  });
});

it('goes on where a process was killed in the middle of a file', async () => {
  const context = await setup();
  const fault = { kind: 'stall', after: 123_456 } as const;
  context.hub.faults.push({ server: 'cdn', path: weights, fault });
  const child = pullInChild(context);
  const layout = modelLayout(context.cache, context.model.name);
  await untilPartHas(context, layout, 123_456);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(await readdir(layout.locks)).toHaveLength(1);
  context.asked();
  const pulled = await context.pull();
  expect(await context.differing(pulled)).toEqual([]);
  expect(context.asked()).toEqual([
    `hub GET api:revision/${context.model.commit}`,
    `hub GET ${weights} bytes=123456-`,
    `cdn GET ${weights} bytes=123456-`,
  ]);
  expect(await readdir(layout.locks)).toEqual([]);
}, 20_000);

describe('two pulls of the same model at once', () => {
  it('in one process fetch each file once', async () => {
    const context = await setup();
    const both = await Promise.all([context.pull(), context.pull()]);
    for (const pulled of both) expect(await context.differing(pulled)).toEqual([]);
    const fetched = context.asked().filter((line) => line.startsWith('cdn'));
    expect(fetched.sort()).toEqual([`cdn GET ${weights}`, 'cdn GET tokenizer.json']);
  });

  it('in two processes fetch each file once, and the second tells that it waits', async () => {
    const context = await setup();
    const half = deferred();
    const fault = { kind: 'stall', after: 50_000, until: half.promise } as const;
    context.hub.faults.push({ server: 'cdn', path: weights, fault });
    const child = pullInChild(context);
    const layout = modelLayout(context.cache, context.model.name);
    await untilPartHas(context, layout, 50_000);
    const seen: PullProgress[] = [];
    const pulling = context.pull({ onProgress: (progress) => void seen.push(progress) });
    while (!seen.some(({ step }) => step === 'waiting')) await delay(10);
    half.resolve();
    const pulled = await pulling;
    if (child.exitCode === null) await once(child, 'exit');
    expect(child.exitCode).toBe(0);
    expect(await context.differing(pulled)).toEqual([]);
    expect(context.asked().filter((line) => line.startsWith(`cdn GET ${weights}`))).toHaveLength(1);
    expect(seen.find(({ step }) => step === 'waiting')).toMatchObject({ fileBytes: 50_000 });
  }, 20_000);
});

function oidOf({ model }: Setup): string {
  return model.files[weights]?.oid ?? '';
}

async function partBytes(context: Setup, layout: ModelLayout): Promise<number> {
  const facts = await stat(layout.part(oidOf(context))).catch(() => undefined);
  return facts?.size ?? 0;
}

async function untilPartHas(context: Setup, layout: ModelLayout, bytes: number): Promise<void> {
  while ((await partBytes(context, layout)) < bytes) await delay(10);
}

async function write(
  file: FileHandle,
  chunk: Uint8Array,
  offset: number,
  position: number,
): Promise<number> {
  return (await file.write(chunk, offset, chunk.byteLength - offset, position)).bytesWritten;
}

function pullInChild({ hub, model, cache }: Setup): ReturnType<typeof spawn> {
  const script = fileURLToPath(new URL('./__fixtures__/pull-child.ts', import.meta.url));
  const options = {
    model: model.name,
    weights: 'q4',
    revision: model.commit,
    endpoint: hub.endpoint,
    // One after the other, the weights last: when they stall, all else is there.
    concurrency: 1,
    cacheDirectory: cache,
  };
  const child = spawn(process.execPath, [script, JSON.stringify(options)], { stdio: 'inherit' });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

function deferred(): { readonly promise: Promise<void>; resolve(): void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { promise, resolve };
}

/** Whether this user may mount a file system in memory, as root mostly may on Linux. */
function canMount(): boolean {
  const directory = mkdtempSync(join(tmpdir(), 'nestvec-hub-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', directory], { stdio: 'ignore' });
    execFileSync('umount', ['-l', directory]);
    return true;
  } catch {
    return false;
  } finally {
    rmdirSync(directory);
  }
}

/** A disk of its own that is soon full. */
async function smallDisk(size: string): Promise<string> {
  const directory = join(await temporaryDirectory(), 'disk');
  await mkdir(directory);
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', directory]);
  onTestFinished(() => void execFileSync('umount', ['-l', directory]));
  return directory;
}

import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nestvec } from '../../__fixtures__/nestvec.ts';
import { isForeign, type Machine, thisMachine } from './platform.ts';
import { sizeReport } from './report.ts';

const linux: Machine = { platform: 'linux', arch: 'x64', libc: 'gnu' };

let app: string;

/** A file of so many bytes. */
async function put(path: string, bytes: number): Promise<void> {
  await mkdir(dirname(join(app, path)), { recursive: true });
  await writeFile(join(app, path), Buffer.alloc(bytes));
}

async function pack(name: string, manifest: object, within = ''): Promise<void> {
  const folder = join(app, within, 'node_modules', name);
  await mkdir(folder, { recursive: true });
  const all = { name, version: '1.0.0', ...manifest };
  await writeFile(join(folder, 'package.json'), JSON.stringify(all).padEnd(1000));
}

beforeAll(async () => {
  app = await realpath(await mkdtemp(join(tmpdir(), 'nestvec-size-')));
  const dependencies = { '@nestvec/lancedb': '1', 'onnxruntime-node': '1' };
  await writeFile(join(app, 'package.json'), JSON.stringify({ name: 'shop', dependencies }));
  await pack('@nestvec/lancedb', { peerDependencies: { '@lancedb/lancedb': '*', absent: '*' } });
  const optionalDependencies = { '@huggingface/transformers': '3', openai: '4', absent: '1' };
  await pack('@lancedb/lancedb', { dependencies: { shared: '1' }, optionalDependencies });
  await pack('openai', { dependencies: { shared: '1' } });
  await put('node_modules/openai/index.js', 5000);
  await pack('shared', {});
  await pack('@huggingface/transformers', { dependencies: { 'onnxruntime-node': '0', web: '1' } });
  await put('node_modules/@huggingface/transformers/model.js', 3_000_000);
  // Its own older runtime goes with it, and what only it needs.
  const within = 'node_modules/@huggingface/transformers';
  await pack('onnxruntime-node', { version: '0.1.0' }, within);
  await put(`${within}/node_modules/onnxruntime-node/bin/napi-v3/darwin/x64/a.node`, 7000);
  await pack('web', {});
  await pack('not-asked-for', {});
  await pack('onnxruntime-node', { version: '2.0.0' });
  const bin = 'node_modules/onnxruntime-node/bin/napi-v6';
  await put(`${bin}/linux/x64/libonnxruntime.so.1`, 2_000_000);
  await put(`${bin}/linux/arm64/libonnxruntime.so.1`, 300_000);
  await put(`${bin}/win32/x64/onnxruntime.dll`, 100_000);
  await put(`${bin}/win32/arm64/onnxruntime.dll`, 100_000);
  await put(`node_modules/onnxruntime-node/lib/win32/read-me.js`, 50);
  await mkdir(join(app, 'elsewhere'));
  await symlink(
    join(app, 'elsewhere'),
    join(app, 'node_modules/onnxruntime-node/link'),
    'junction',
  );
});
afterAll(async () => await rm(app, { recursive: true }));

describe('what an install takes', () => {
  it('is each package that the app gets, the largest first, each with its own files', async () => {
    const { bytes, packages } = await sizeReport(app, linux);
    expect(packages.map(({ name, version, bytes: own }) => [name, version, own])).toEqual([
      ['@huggingface/transformers', '1.0.0', 3_001_000],
      ['onnxruntime-node', '2.0.0', 2_501_050],
      ['onnxruntime-node', '0.1.0', 8000],
      ['openai', '1.0.0', 6000],
      ['@lancedb/lancedb', '1.0.0', 1000],
      ['@nestvec/lancedb', '1.0.0', 1000],
      ['shared', '1.0.0', 1000],
      ['web', '1.0.0', 1000],
    ]);
    expect(bytes).toBe(5_520_050);
  });

  it('can lose what is never called with what only that needs, and other platforms’ binaries', async () => {
    const { packages, canGo } = await sizeReport(app, linux);
    expect(packages.filter(({ neverCalled }) => neverCalled).map(({ name }) => name)).toEqual([
      '@huggingface/transformers',
      'onnxruntime-node',
      'openai',
      'web',
    ]);
    expect(canGo).toEqual({
      neverCalledBytes: 3_016_000,
      overrides: {
        '@lancedb/lancedb': { '@huggingface/transformers': 'npm:tslib@2', openai: 'npm:tslib@2' },
      },
      foreignBytes: 500_000,
      foreign: [
        'node_modules/onnxruntime-node/bin/napi-v6/linux/arm64',
        'node_modules/onnxruntime-node/bin/napi-v6/win32',
      ],
    });
  });

  it('is printed by nestvec doctor --size, and given whole with --json', async () => {
    const { stdout, code } = await nestvec(['doctor', '--size', app], { cwd: tmpdir() });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ +3\.0 MB {2}@huggingface\/transformers 1\.0\.0 \(never called\)$/m);
    expect(stdout).toMatch(/^ +2\.5 MB {2}onnxruntime-node 2\.0\.0 \(\d+\.\d [kM]B for other/m);
    expect(stdout).toMatch(/^ +18\.0 kB {2}6 smaller packages$/m);
    expect(stdout).toContain('"openai":"npm:tslib@2"');
    expect(stdout).toMatch(/^ {2}rm -rf node_modules\/onnxruntime-node\/bin\/napi-v6\//m);
    const json = await nestvec(['doctor', '--size', '--json', '.'], { cwd: app });
    expect(json.code).not.toBe(0); // a folder goes with the flag
    const whole = await nestvec(['doctor', '--json', '--size', app], { cwd: tmpdir() });
    expect(JSON.parse(whole.stdout)).toEqual(await sizeReport(app, thisMachine()));
  });

  it('is, without a folder, of this program itself', async () => {
    const { stdout } = await nestvec(['doctor', '--size', '--json'], { cwd: tmpdir() });
    const report: unknown = JSON.parse(stdout);
    expect(report).toMatchObject({
      folder: expect.stringMatching(/cli$/),
      packages: expect.arrayContaining([expect.objectContaining({ name: '@nestvec/core' })]),
    });
  });

  it('of a folder that holds no package is an error', async () => {
    const outcome = await nestvec(['doctor', '--size', join(app, 'elsewhere')], { cwd: app });
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toContain('package.json');
  });
});

it.each([
  ['tokenizers.linux-x64-gnu.node', false],
  ['tokenizers.linux-x64-musl.node', true],
  ['tokenizers.linux-arm64-gnu.node', true],
  ['tokenizers.linux-arm-gnueabihf.node', true],
  ['tokenizers.darwin-universal.node', true],
  ['tokenizers.android-arm-eabi.node', true],
  ['bin/napi-v6/linux/x64/libonnxruntime.so.1', false],
  ['bin/napi-v6/linux/x64/libonnxruntime.so.1.30.0', false],
  ['bin/napi-v6/darwin/arm64/libonnxruntime.1.30.0.dylib', true],
  ['prebuilds/linux/x.node', false],
  ['lib/win32/path.js', false],
  ['build/Release/x.node', false],
])('%s is for another machine than Linux on x64: %s', (path, expected) => {
  expect(isForeign(path, linux)).toBe(expected);
});

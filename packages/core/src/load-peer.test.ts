import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { loadPeer, missingPeer } from './load-peer.ts';
import { installWord, isWithin } from './peer-version.ts';

/** A file of an app in which a package of this version is installed, some folders above it. */
async function appWith(version: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'nestvec-peer-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const peer = join(folder, 'node_modules/@some/peer');
  await mkdir(peer, { recursive: true });
  await writeFile(join(peer, 'package.json'), JSON.stringify({ name: '@some/peer', version }));
  return pathToFileURL(join(folder, 'deep/within/file.js')).href;
}

const loaded = { is: 'loaded' };
const load = async (): Promise<typeof loaded> => await Promise.resolve(loaded);
const needs = '^1.2.0 || ^3.0.0';

it('loads a peer whose version fits', async () => {
  expect(await loadPeer('@some/peer', load, { needs, from: await appWith('3.4.5') })).toBe(loaded);
});

it('says which version is there and which is needed, and loads nothing', async () => {
  const from = await appWith('2.0.0');
  let calls = 0;
  const counting = async () => {
    calls++;
    return await load();
  };
  await expect(loadPeer('@some/peer', counting, { needs, from })).rejects.toMatchObject({
    code: 'missing-dependency',
    message:
      '@some/peer 2.0.0 is installed, and nestvec works with ^1.2.0 || ^3.0.0; install it with: npm install @some/peer@3',
    details: { dependency: '@some/peer', install: 'npm install @some/peer@3' },
  });
  expect(calls).toBe(0);
});

it('says that an install script is better not run', async () => {
  const options = { needs, from: await appWith('2.0.0'), withoutScript: true };
  await expect(loadPeer('@some/peer', load, options)).rejects.toMatchObject({
    details: { install: 'npm install --ignore-scripts @some/peer@3' },
  });
});

it('does not look at a version that it can not find, as in a bundle', async () => {
  expect(await loadPeer('@some/peer', load, { needs, from: 'webpack://app/file.js' })).toBe(loaded);
  const elsewhere = pathToFileURL(join(tmpdir(), 'file.js')).href;
  expect(await loadPeer('@some/peer', load, { needs, from: elsewhere })).toBe(loaded);
});

it('gives the command that installs what could not be loaded, and the reason as the cause', async () => {
  const cause = new Error("Cannot find package '@some/peer'\nRequire stack: …");
  const failing = async (): Promise<never> =>
    await Promise.reject(missingPeer('@some/peer', cause));
  const error: unknown = await loadPeer('@some/peer', failing, {
    needs: '^0.3.1',
    from: import.meta.url,
  }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    message:
      "@some/peer could not be loaded (Cannot find package '@some/peer'); install it with: npm install @some/peer@0.3",
    cause,
  });
});

it.each([
  ['1.2.0', '^1.2.0', true],
  ['1.9.9', '^1.2.3', true],
  ['1.2.2', '^1.2.3', false],
  ['1.1.9', '^1.2.3', false],
  ['2.0.0', '^1.2.3', false],
  ['0.35.1', '^0.34.0 || ^0.35.0', true],
  ['0.34.5', '^0.34.0 || ^0.35.0', true],
  ['0.33.5', '^0.34.0 || ^0.35.0', false],
  ['0.36.0', '^0.34.0 || ^0.35.0', false],
  ['0.34.0-rc.1', '^0.34.0', true],
  ['10.0.0', '^1.0.0', false],
])('version %s within %s: %s', (version, range, expected) => {
  expect(isWithin(version, range)).toBe(expected);
});

it('asks npm for the newest that fits, in characters that no shell reads', () => {
  expect(installWord('sharp', '^0.34.0 || ^0.35.0')).toBe('sharp@0.35');
  expect(installWord('undici', '^7.10.0 || ^8.0.0')).toBe('undici@8');
  expect(installWord('yauzl', undefined)).toBe('yauzl');
});

it.each([
  ['a library that it links to', 'libonnxruntime.so.1: cannot open shared object file'],
  [
    'a file of it',
    "Cannot find package '/app/node_modules/@some/peer/index.js' imported from a.js",
  ],
])(
  'says of a package of which %s is missing that it has to stay whole in a bundle',
  async (_, why) => {
    const failing = async (): Promise<never> =>
      await Promise.reject(missingPeer('@some/peer', new Error(why)));
    await expect(loadPeer('@some/peer', failing, { from: import.meta.url })).rejects.toMatchObject({
      code: 'missing-dependency',
      message: `@some/peer could not be loaded (${why}); install it with: npm install @some/peer. Where the app is bundled or its files are traced or zipped, @some/peer has to stay external and be there with all its files, see BUNDLERS.md of @nestvec/core`,
    });
  },
);

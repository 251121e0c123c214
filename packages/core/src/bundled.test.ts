import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { codeUrl, isBundled, readPackageFile } from './bundled.ts';

it('is bundled where its file is another, is gone, or is not known', () => {
  expect(isBundled()).toBe(false);
  expect(isBundled('')).toBe(true);
  expect(isBundled(pathToFileURL('/app/server.js').href)).toBe(true);
  expect(isBundled(pathToFileURL('/elsewhere/dist/bundled.js').href)).toBe(true);
  expect(isBundled('webpack://app/dist/bundled.js')).toBe(true);
});

it('takes for where code is what it says, or else the folder of the process', () => {
  expect(codeUrl('file:///app/server.js')).toBe('file:///app/server.js');
  expect(codeUrl('')).toMatch(/^file:\/\//);
});

it('reads a file of a package from the package, from the folder of a bundle, or from the one above', async () => {
  const wasm = await readPackageFile('@cwasm/nsbmp/nsbmp.wasm', import.meta.url);
  expect([...wasm.subarray(0, 4)]).toEqual([0, 97, 115, 109]);
  const folder = await mkdtemp(join(tmpdir(), 'nestvec-bundle-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const app = pathToFileURL(join(folder, 'app.mjs')).href;
  await expect(readPackageFile('@none/such/nsbmp.wasm', app)).rejects.toThrow('@none/such');
  await writeFile(join(folder, 'nsbmp.wasm'), 'x');
  expect(String(await readPackageFile('@none/such/nsbmp.wasm', app))).toBe('x');
  const part = pathToFileURL(join(folder, 'parts/a.mjs')).href;
  expect(String(await readPackageFile('@none/such/nsbmp.wasm', part))).toBe('x');
});

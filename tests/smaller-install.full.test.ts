import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readmeExample } from '@nestvec/testkit';
import { expect, it, onTestFinished } from 'vitest';
import { createApp } from './support/bundled-app.ts';
import { npm } from './support/pnpm.ts';
import { firstMissingLine } from './support/readme.ts';
import { pinned, root } from './support/workspace.ts';

const readme = await readFile(join(root, 'README.md'), 'utf8');
const bundlers = await readFile(join(root, 'packages/core/BUNDLERS.md'), 'utf8');
const doctor = join(root, 'packages/cli/dist/bin.js');

it(
  'by the steps of BUNDLERS.md an install takes at most 350 MB, also by npm ci, has nothing left that can go, and searches',
  { timeout: 1_800_000 },
  async (context) => {
    if (`${process.platform} ${process.arch}` !== 'linux x64')
      return context.skip('the steps are for Linux on x64');
    const app = await createApp({
      ours: ['core', 'lancedb', 'mini-clip'],
      others: pinned('@lancedb/lancedb', 'apache-arrow', 'onnxruntime-node', 'sharp', 'tokenizers'),
      manifest: JSON.parse(readmeExample(bundlers, 'overrides').code) as object,
    });
    if (typeof app === 'string') return context.skip(app);
    onTestFinished(async () => await app.remove());
    await rm(join(app.folder, 'node_modules'), { recursive: true });
    await npm(app.folder, ['ci', '--ignore-scripts', '--prefer-offline', '--no-audit']);
    await app.run('sh', ['-ec', readmeExample(bundlers, 'foreign').code]);
    const report: unknown = JSON.parse(
      await app.run('node', [doctor, 'doctor', '--json', '--size', app.folder]),
    );
    expect(report).toMatchObject({ canGo: { neverCalledBytes: 0, foreignBytes: 0 } });
    const { bytes } = report as { readonly bytes: number }; // as --json has it
    expect(bytes).toBeGreaterThan(200e6);
    expect(bytes).toBeLessThan(350e6);
    const { code, prints } = readmeExample(readme, 'library');
    await writeFile(join(app.folder, 'library.ts'), code);
    const output = await app.run('node', ['library.ts']);
    expect(firstMissingLine(output, prints), output).toBeUndefined();
  },
);

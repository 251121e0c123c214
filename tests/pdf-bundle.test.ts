import { spawnSync } from 'node:child_process';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { expect, it, onTestFinished } from 'vitest';
import { drawnPdf, at, namedFont } from '../packages/sources/src/__fixtures__/drawn-pdf.ts';

const cli = join(import.meta.dirname, '../packages/cli');

/** An application that reads a Japanese PDF, bundled into one folder below another. */
async function bundleBelow(parent: string): Promise<string> {
  const folder = await mkdtemp(join(parent, '.pdf-bundle-'));
  onTestFinished(async () => await rm(folder, { recursive: true }));
  const codes = Buffer.from('東京の桜', 'utf16le').swap16().toString('hex');
  const file = drawnPdf([at(50, 700, `<${codes}>`, 12, 'F2')], {
    objects: namedFont('UniJIS-UCS2-H', 'Japan1'),
    fonts: '/F2 4 0 R',
  });
  const entry = join(cli, 'dist', `pdf-bundle-${process.pid}.js`);
  await writeFile(
    entry,
    `import { readDocument } from '@nestvec/sources';
const bytes = Buffer.from('${file.toString('base64')}', 'base64');
const { text } = await readDocument(bytes, { id: 'a.pdf', format: 'pdf' }, { images: 'none' });
console.log(JSON.stringify(text));
`,
  );
  onTestFinished(async () => await rm(entry));
  await build({
    root: cli,
    logLevel: 'error',
    ssr: {
      noExternal: true,
      external: ['sharp', 'mammoth', 'yauzl', 'onnxruntime-node', 'tokenizers'],
    },
    build: {
      ssr: entry,
      outDir: folder,
      emptyOutDir: false,
      minify: false,
      rollupOptions: { output: { entryFileNames: 'app.mjs' } },
    },
  });
  return folder;
}

function run(folder: string): string {
  const { stdout, stderr } = spawnSync(process.execPath, ['app.mjs'], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, NODE_PATH: '' },
  });
  return stdout + stderr;
}

it('PDFs are read in a bundle beside installed packages', async () => {
  expect(run(await bundleBelow(cli))).toBe('"東京の桜\\n"\n');
}, 120_000);

it('PDFs are read in a bundle that stands alone with pdfium.wasm', async () => {
  const folder = await bundleBelow(tmpdir());
  const wasm = createRequire(join(cli, 'package.json')).resolve('@embedpdf/pdfium/pdfium.wasm');
  await copyFile(wasm, join(folder, 'pdfium.wasm'));
  expect(run(folder)).toBe('"東京の桜\\n"\n');
}, 120_000);

it('a bundle that has no pdfium.wasm says what it needs', async () => {
  expect(run(await bundleBelow(tmpdir()))).toContain('pdfium.wasm');
}, 120_000);

import { spawnSync } from 'node:child_process';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { expect, it, onTestFinished } from 'vitest';

const cli = join(import.meta.dirname, '../packages/cli');

/** A PDF of one line, whose font the file only names. */
function japanese(): Buffer {
  const codes = Buffer.from('東京の桜', 'utf16le').swap16().toString('hex');
  const content = `BT /F1 12 Tf 50 700 Td <${codes}> Tj ET`;
  return Buffer.from(`%PDF-1.7
1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj
2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj
3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >> endobj
4 0 obj << /Length ${content.length} >> stream
${content}
endstream endobj
5 0 obj << /Type /Font /Subtype /Type0 /BaseFont /Any /Encoding /UniJIS-UCS2-H /DescendantFonts [6 0 R] >> endobj
6 0 obj << /Type /Font /Subtype /CIDFontType0 /BaseFont /Any /CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) /Supplement 2 >> /FontDescriptor 7 0 R >> endobj
7 0 obj << /Type /FontDescriptor /FontName /Any /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 800 /Descent -200 /StemV 80 >> endobj
trailer << /Root 1 0 R /Size 8 >>
%%EOF
`);
}

/** An application that reads a Japanese PDF, bundled into one folder below another. */
async function bundleBelow(parent: string): Promise<string> {
  const folder = await mkdtemp(join(parent, '.pdf-bundle-'));
  onTestFinished(async () => await rm(folder, { recursive: true }));
  const entry = join(cli, 'dist', `pdf-bundle-${process.pid}.js`);
  await writeFile(
    entry,
    `import { readDocument } from '@nestvec/sources';
const bytes = Buffer.from('${japanese().toString('base64')}', 'base64');
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
      rolldownOptions: { output: { entryFileNames: 'app.mjs' } },
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
  // Its thread's file lies in the package that is not there, so a warning says what to do.
  expect(run(folder)).toMatch(
    /^"東京の桜\\n"\n.*NestvecWarning: documents are read in the caller's thread.*keep @nestvec\/sources external/s,
  );
}, 120_000);

it('a bundle that has no pdfium.wasm says what it needs', async () => {
  expect(run(await bundleBelow(tmpdir()))).toContain('pdfium.wasm');
}, 120_000);

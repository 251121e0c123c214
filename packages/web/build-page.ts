// Builds the search page into `dist/page`: hashed names, and each file compressed by Brotli beside it. Nothing is done where it is built already
// from the same sources. `node packages/web/build-page.ts`.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';

const folder = fileURLToPath(new URL('.', import.meta.url));
const out = join(folder, 'dist/page');
const stamp = join(folder, 'dist/page.stamp');

const input = inputHash();
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== input) {
  await buildPage();
  writeFileSync(stamp, input);
}

async function buildPage(): Promise<void> {
  const { build } = await import('vite');
  await build({
    root: join(folder, 'page'),
    base: '/page/',
    configFile: false,
    logLevel: 'warn',
    define: { 'process.env.NODE_ENV': '"production"', __DEV__: 'false' },
    build: {
      outDir: out,
      emptyOutDir: true,
      assetsDir: '',
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      target: 'es2023',
      license: { fileName: 'licences.md' },
    },
  });
  for (const name of readdirSync(out)) {
    const bytes = readFileSync(join(out, name));
    const params = { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
    writeFileSync(join(out, `${name}.br`), brotliCompressSync(bytes, { params }));
  }
}

/** Of everything that the page is made of: its sources, the client, and the versions of what it bundles. */
function inputHash(): string {
  const hash = createHash('sha256');
  const files = ['page', 'src/instantsearch'].flatMap((name) =>
    readdirSync(join(folder, name), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.includes('.test.'))
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  for (const file of [...files.sort(), join(folder, 'package.json'), join(folder, 'build-page.ts')])
    hash.update(`${file.slice(folder.length)}\n`).update(readFileSync(file));
  for (const name of ['instantsearch.js', 'preact', 'vite'])
    hash.update(readFileSync(join(folder, 'node_modules', name, 'package.json')));
  return hash.digest('hex');
}

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readmeExample } from '@nestvec/testkit';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { answers, createApp, type Services, startServices } from './support/bundled-app.ts';
import type { Consumer } from './support/consumer.ts';
import { root } from './support/workspace.ts';

const page = await readFile(join(root, 'packages/core/BUNDLERS.md'), 'utf8');

describe('a hosted model with Qdrant, installed from tarballs', { timeout: 120_000 }, () => {
  let app: Consumer | string;
  let services: Services;
  beforeAll(async () => {
    services = await startServices();
    app = await createApp({ ours: ['core', 'qdrant'], others: ['esbuild@0.28.2'] });
  }, 300_000);
  afterAll(async () => {
    if (typeof app !== 'string') await app.remove();
    await services.close();
  });

  it('goes by esbuild, as the page says, into one file that runs without node_modules', async (context) => {
    if (typeof app === 'string') return context.skip(app);
    if (services.noQdrant !== undefined) return context.skip(services.noQdrant);
    await writeFile(
      join(app.folder, 'app.mjs'),
      `import { remote } from './remote.mjs';
remote().then((answer) => console.log(JSON.stringify(answer)));`,
    );
    const [command = '', ...args] = readmeExample(page, 'esbuild').code.trim().split(' ');
    const said = await app.run(command, args, {}, { withErrors: true });
    expect(said).not.toMatch(/\[ERROR\]/);
    const alone = await mkdtemp(join(tmpdir(), 'nestvec-alone-'));
    onTestFinished(() => rm(alone, { recursive: true, force: true }));
    const file = join(alone, 'app.cjs');
    await writeFile(file, await readFile(join(app.folder, 'out/app.cjs')));
    expect((await app.run('node', [file], services.env)).trim()).toBe(answers);
  });

  it('is loaded by require in CommonJS', async (context) => {
    if (typeof app === 'string') return context.skip(app);
    if (services.noQdrant !== undefined) return context.skip(services.noQdrant);
    const source = await readFile(join(app.folder, 'remote.mjs'), 'utf8');
    const search = await readFile(join(app.folder, 'search.mjs'), 'utf8');
    const required = `${search}\n${source.replace(/^import .*search\.mjs.*$/m, '')}`
      .replaceAll(/^import (\{.*\}) from ('.*');$/gm, 'const $1 = require($2);')
      .replaceAll(/^export /gm, '');
    expect(required.match(/require\(/g)).toHaveLength(3);
    await writeFile(
      join(app.folder, 'app.cjs'),
      `${required}\nremote().then((answer) => console.log(JSON.stringify(answer)));`,
    );
    expect((await app.run('node', ['app.cjs'], services.env)).trim()).toBe(answers);
  });
});

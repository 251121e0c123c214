import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHub } from '../packages/cli/src/__fixtures__/hub.ts';
import { createConsumer, type Consumer } from './support/consumer.ts';
import { startJina } from './support/jina.ts';
import { readmeExample } from '@nestvec/testkit';
import { firstMissingLine } from './support/readme.ts';
import { packages, readJson, root, type Manifest } from './support/workspace.ts';

const readme = readFileSync(join(root, 'README.md'), 'utf8');
const serverReadme = readFileSync(join(root, 'packages/server/README.md'), 'utf8');
const coreReadme = readFileSync(join(root, 'packages/core/README.md'), 'utf8');

describe('the tarballs, installed with npm outside the workspace', { timeout: 120_000 }, () => {
  let consumer: Consumer;
  beforeAll(async () => {
    consumer = await createConsumer();
  }, 300_000);
  afterAll(() => consumer.remove());

  it.each(packages)(
    '$manifest.name holds its build, its source and its licence',
    ({ manifest }) => {
      const folder = join(consumer.folder, 'node_modules', manifest.name);
      for (const name of ['dist', 'src', 'LICENSE', 'README.md']) {
        expect(existsSync(join(folder, name)), name).toBe(true);
      }
      const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
      expect(files.filter((file) => /\.(test|bench)\.|tsbuildinfo/.test(file))).toEqual([]);
    },
  );

  it.each(packages)('$manifest.name asks for released versions only', ({ manifest }) => {
    const installed = readJson<Manifest>(
      join(consumer.folder, 'node_modules', manifest.name, 'package.json'),
    );
    const asked = { ...installed.dependencies, ...installed.peerDependencies };
    expect(Object.values(asked).filter((version) => version.includes(':'))).toEqual([]);
  });

  it("runs the README's library lines", async () => {
    const { code, prints } = readmeExample(readme, 'library');
    await writeFile(join(consumer.folder, 'library.ts'), code);
    const output = await consumer.run('node', ['library.ts']);
    expect(firstMissingLine(output, prints), output).toBeUndefined();
  });

  it("says in the README's library lines which item failed, and why", async () => {
    const { code } = readmeExample(readme, 'library');
    const broken = code.replace('exampleImages.violin', "'./no-such-image.webp'");
    expect(broken).not.toBe(code);
    await writeFile(join(consumer.folder, 'broken.ts'), broken.replace('./data', './data-2'));
    const output = await consumer.run('node', ['broken.ts'], {}, { withErrors: true });
    expect(firstMissingLine(output, ['violin failed: …no-such-image.webp…'])).toBe(undefined);
  });

  it.each(['remote', 'cost', 'compare'])("runs the README's lines of core: %s", async (name) => {
    const server = await startJina();
    try {
      const { code, prints } = readmeExample(coreReadme, name);
      await writeFile(join(consumer.folder, `${name}.ts`), code);
      const env = { JINA_API_KEY: `jina_${'k'.repeat(60)}`, JINA_BASE_URL: server.url };
      const output = await consumer.run('node', [`${name}.ts`], env);
      expect(firstMissingLine(output, prints), output).toBeUndefined();
    } finally {
      await server.close();
    }
  });

  it("runs the README's first lines of core, with a small model of a hub on this machine", async () => {
    const hub = await startHub();
    try {
      const { code, prints } = readmeExample(coreReadme, 'model');
      const small = code
        .replace('jinaai/jina-clip-v2', hub.model)
        .replace('pull: true', "weights: 'fp16', pull: true");
      expect(small).not.toBe(code);
      await writeFile(join(consumer.folder, 'model.ts'), small);
      const env = { HF_ENDPOINT: hub.endpoint, HF_HUB_CACHE: join(consumer.folder, 'hub') };
      const output = await consumer.run('node', ['model.ts'], env);
      expect(firstMissingLine(output, prints), output).toBeUndefined();
    } finally {
      await hub.close();
    }
  });

  it('opens a model of one’s own by the nestvec.json of core’s README, at a size for tests', async () => {
    const folder = join(consumer.folder, 'my-clip');
    await cp(join(root, 'packages/core/golden/__fixtures__/rows/clip'), folder, {
      recursive: true,
    });
    const small = readJson<{ text: { tokens: { end: { id: number } } } }>(
      join(folder, 'nestvec.json'),
    );
    const end = small.text.tokens.end.id;
    const { code: description } = readmeExample(coreReadme, 'own-model');
    const fitted = description
      .replace('"dimensions": 512', '"dimensions": 80')
      .replaceAll('49406', String(end - 1))
      .replaceAll('49407', String(end));
    await writeFile(join(folder, 'nestvec.json'), fitted);
    const { code } = readmeExample(coreReadme, 'own-model-use');
    await writeFile(join(consumer.folder, 'own-model.ts'), code);
    const output = await consumer.run('node', ['own-model.ts']);
    expect(output.trim()).toBe('openai/clip-vit-base-patch32 80');
  });

  it("runs the README's lines of the server", async () => {
    const { code, prints } = readmeExample(serverReadme, 'serve');
    await writeFile(join(consumer.folder, 'serve.ts'), code);
    const output = await consumer.run('node', ['serve.ts']);
    expect(firstMissingLine(output, prints), output).toBeUndefined();
  });

  it('serves, and every command that `nestvec serve` prints is answered', async (context) => {
    if (process.platform === 'win32') context.skip('the commands are for a shell of Unix');
    const bin = join(consumer.folder, 'node_modules/.bin/nestvec');
    const child = spawn(bin, ['serve', '--port', '0', '--no-log'], {
      cwd: consumer.folder,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exited = once(child, 'exit');
    let text = '';
    child.stdout.on('data', (chunk) => (text += String(chunk)));
    await expect.poll(() => text, { timeout: 60_000 }).toContain('/openapi.json');
    const commands = text.split('\n').filter((line) => line.trim().startsWith('curl '));
    expect(commands).toHaveLength(5);
    for (const command of commands) {
      const answer = await consumer.run('sh', ['-c', `${command} --silent --fail`]);
      expect(answer, command).toMatch(/"(embedding|textVectors|vector|embeddings)":/);
    }
    child.kill();
    expect(await exited).toEqual([0, null]);
  });

  it('runs `nestvec --help`', async () => {
    const output = await consumer.run('nestvec', ['--help']);
    expect(output).toContain('Usage: nestvec');
  });
});

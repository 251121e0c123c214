import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readmeExample } from '@nestvec/testkit';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import {
  answers,
  createApp,
  printed,
  type Services,
  startServices,
} from './support/bundled-app.ts';
import { type Consumer, npmInstall, type Project } from './support/consumer.ts';
import { askServer, buildNext } from './support/next-app.ts';
import { pinned, root } from './support/workspace.ts';

const execute = promisify(execFile);
const page = await readFile(join(root, 'packages/core/BUNDLERS.md'), 'utf8');
const lines = (name: string) => readmeExample(page, name).code;

const ours = ['core', 'qdrant', 'lancedb', 'mini-clip'];
const natives = pinned(
  '@lancedb/lancedb',
  'apache-arrow',
  'onnxruntime-node',
  'sharp',
  'tokenizers',
);

let services: Services;
beforeAll(async () => {
  services = await startServices();
}, 300_000);
afterAll(async () => await services.close());

/** An empty folder with no installed packages above it, gone after the test. */
async function elsewhere(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'nestvec-elsewhere-'));
  onTestFinished(async () => await rm(folder, { recursive: true, force: true }));
  return folder;
}

/** One app for a group of tests: what installs it, and a function that gives it or skips the test. */
function useApp(others: readonly string[], more: Project = {}): () => Consumer | string {
  let app: Consumer | string = 'not installed';
  beforeAll(async () => {
    app = await createApp({ ours, others: [...natives, ...others], ...more });
  }, 1_200_000);
  afterAll(async () => {
    if (typeof app !== 'string') await app.remove();
  });
  return () => app;
}

const react = ['react@19.3.1', 'react-dom@19.3.1'];

describe.each([
  { version: '16.4.6', bundlers: { Turbopack: [], webpack: ['--webpack'] } },
  { version: '15.5.29', bundlers: { webpack: [], Turbopack: ['--turbopack'] } },
])('Next.js $version, installed from tarballs', { timeout: 900_000 }, ({ version, bundlers }) => {
  const installed = useApp([`next@${version}`, ...react]);
  const config = lines('next');
  const standalone = config.replace('{\n', `{\n${lines('next-standalone')}`);

  describe.each(Object.entries(bundlers))('with %s', (_, flags) => {
    it('builds a hosted model with Qdrant without any lines', async (context) => {
      const app = installed();
      if (typeof app === 'string') return context.skip(app);
      const said = await buildNext(app, { routes: 'remote', flags, config: undefined });
      expect(said).toMatch(/Compiled successfully/);
      if (services.noQdrant !== undefined) return context.skip(services.noQdrant);
      const start = ['node_modules/next/dist/bin/next', 'start', '-H', '127.0.0.1'];
      const asked = await askServer(app.folder, start, services.env, ['remote']);
      expect(asked.answers, asked.said).toEqual({ remote: answers });
    });

    it('builds a local and a hosted model, each with LanceDB and Qdrant, by the lines of the page', async (context) => {
      const app = installed();
      if (typeof app === 'string') return context.skip(app);
      const { env, ways } = services;
      await buildNext(app, { routes: 'all', flags, config });
      const start = ['node_modules/next/dist/bin/next', 'start', '-H', '127.0.0.1'];
      const asked = await askServer(app.folder, start, env, ways);
      expect(asked.answers, asked.said).toEqual(answersOf(ways));
      expect(asked.said).not.toContain('NestvecWarning');
    });

    it('runs standalone output in another folder, by the lines of the page', async (context) => {
      const app = installed();
      if (typeof app === 'string') return context.skip(app);
      if (`${process.platform} ${process.arch}` !== 'linux x64')
        return context.skip('the lines name the runtime of Linux on x64');
      const { env, ways } = services;
      await buildNext(app, { routes: 'all', flags, config: standalone });
      const folder = join(await elsewhere(), 'app');
      await rename(join(app.folder, '.next/standalone'), folder);
      const asked = await askServer(folder, ['server.js'], env, ways);
      expect(asked.answers, asked.said).toEqual(answersOf(ways));
      expect(asked.said).not.toContain('NestvecWarning');
    });
  });
});

function answersOf(ways: readonly string[]): Record<string, string> {
  return Object.fromEntries(ways.map((way) => [way, answers]));
}

describe('Vite, esbuild and CommonJS, installed from tarballs', { timeout: 300_000 }, () => {
  const installed = useApp([...pinned('vite'), 'esbuild@0.28.2']);

  it('Vite builds a server by the lines of the page', async (context) => {
    const app = installed();
    if (typeof app === 'string') return context.skip(app);
    await cp(join(app.folder, 'program.mjs'), join(app.folder, 'server.mjs'));
    await writeFile(join(app.folder, 'vite.config.mjs'), lines('vite'));
    await app.run('vite', ['build']);
    const { env, ways } = services;
    const said = await app.run('node', ['dist/server.js', ...ways], env, { withErrors: true });
    expect(said).toBe(printed(ways));
  });

  it('esbuild makes a zip with the native packages beside the file, by the line of the page', async (context) => {
    const app = installed();
    if (typeof app === 'string') return context.skip(app);
    await build(app, lines('esbuild-external'));
    const folder = await elsewhere();
    await cp(join(app.folder, 'out/app.mjs'), join(folder, 'app.mjs'));
    await withPackages(app, folder, async () => {
      const { env, ways } = services;
      const args = [join(folder, 'app.mjs'), ...ways];
      expect(await app.run('node', args, env, { withErrors: true })).toBe(printed(ways));
    });
  });

  it('esbuild takes nestvec into the file, with the model beside it and a warning of what stays in the thread', async (context) => {
    const app = installed();
    if (typeof app === 'string') return context.skip(app);
    await build(app, lines('esbuild-external').replace(/ --external:@nestvec\/\*/, ''));
    const folder = await elsewhere();
    await cp(join(app.folder, 'out/app.mjs'), join(folder, 'app.mjs'));
    await withPackages(app, folder, async () => {
      const own = join(folder, 'node_modules/@nestvec');
      await mkdir(join(folder, 'mini-clip'));
      for (const part of ['model', 'images'])
        await cp(join(own, 'mini-clip', part), join(folder, 'mini-clip', part), {
          recursive: true,
        });
      await rename(own, join(folder, 'aside'));
      const { env, ways } = services;
      const args = [join(folder, 'app.mjs'), ...ways];
      const said = await app.run('node', args, env, { withErrors: true });
      await rename(join(folder, 'aside'), own);
      for (const way of ways) expect(said).toContain(`${way} ${answers}\n`);
      expect(said).toMatch(/NestvecWarning: .*keep @nestvec\/core external/);
    });
  });

  it('CommonJS takes everything by require', async (context) => {
    const app = installed();
    if (typeof app === 'string') return context.skip(app);
    const { env, ways } = services;
    const said = await app.run('node', ['common.cjs', ...ways], env, { withErrors: true });
    expect(said).toBe(printed(ways));
  });
});

describe('Bun, which installs the tarballs', { timeout: 300_000 }, () => {
  let bun: string;
  const installed = useApp([], {
    manifest: { overrides: { '@nestvec/core': 'file:./core.tgz' } },
    async install(folder, wanted) {
      // The program of `bun` itself is put in its place by an install script.
      const program = `@oven/bun-${process.platform}-${process.arch}`;
      bun = await copyFrom(`${program}@1.4.5`, `${program}/bin/bun`, join(folder, 'bun'));
      await execute(bun, ['add', ...wanted], { cwd: folder });
    },
  });

  it('runs the program, as it is and bundled by the line of the page', async (context) => {
    const app = installed();
    if (typeof app === 'string') return context.skip(app);
    await cp(join(app.folder, 'program.mjs'), join(app.folder, 'app.mjs'));
    const { env, ways } = services;
    expect(await app.run(bun, ['app.mjs', ...ways], env, { withErrors: true })).toBe(printed(ways));
    const [, ...args] = lines('bun').trim().split(' ');
    await app.run(bun, args);
    const bundled = ['out/app.js', ...ways];
    expect(await app.run(bun, bundled, env, { withErrors: true })).toBe(printed(ways));
  });
});

describe("Yarn with Plug'n'Play, which installs the tarballs", { timeout: 300_000 }, () => {
  let yarn: string;
  const installed = useApp([], {
    async install(folder, wanted) {
      const program = '@yarnpkg/cli-dist';
      yarn = await copyFrom(
        `${program}@4.18.1`,
        `${program}/bin/yarn.js`,
        join(folder, 'yarn.cjs'),
      );
      const settings = ['enableTelemetry: false', 'enableScripts: false', 'nodeLinker: pnp'];
      await writeFile(join(folder, '.yarnrc.yml'), settings.join('\n'));
      await writeFile(join(folder, 'yarn.lock'), '');
      await execute(process.execPath, [yarn, 'add', ...wanted], { cwd: folder });
    },
  });

  it('runs the program without node_modules', async (context) => {
    const app = installed();
    if (typeof app === 'string') return context.skip(app);
    const { env, ways } = services;
    const args = [yarn, 'node', 'program.mjs', ...ways];
    expect(await app.run('node', args, env, { withErrors: true })).toBe(printed(ways));
    expect(existsSync(join(app.folder, '.pnp.cjs'))).toBe(true);
    expect(existsSync(join(app.folder, 'node_modules'))).toBe(false);
  });
});

/** Copies one file of a package, which is installed for that elsewhere. */
async function copyFrom(wanted: string, file: string, to: string): Promise<string> {
  const tools = await mkdtemp(join(tmpdir(), 'nestvec-tools-'));
  try {
    await npmInstall(tools, [wanted]);
    await cp(join(tools, 'node_modules', file), to);
    await chmod(to, 0o755);
    return to;
  } finally {
    await rm(tools, { recursive: true });
  }
}

/** Bundles the program, which the page calls app.mjs, by a command of the page. */
async function build(app: Consumer, command: string): Promise<void> {
  await cp(join(app.folder, 'program.mjs'), join(app.folder, 'app.mjs'));
  const [name = '', ...args] = command.trim().split(' ');
  expect(await app.run(name, args, {}, { withErrors: true })).not.toMatch(/\[(?:ERROR|WARNING)\]/);
}

/** Moves an app's packages into another folder, runs something, and moves them back. */
async function withPackages(
  app: Consumer,
  folder: string,
  run: () => Promise<void>,
): Promise<void> {
  const [there, here] = [join(app.folder, 'node_modules'), join(folder, 'node_modules')];
  await rename(there, here);
  try {
    await run();
  } finally {
    await rename(here, there);
  }
}

import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packTarball } from './support/consumer.ts';
import { packageOf } from './support/imports.ts';
import { npm } from './support/pnpm.ts';
import { isTestFile, sourceFiles } from './support/source-files.ts';
import { packages, root } from './support/workspace.ts';

describe.each(packages)('$manifest.name', ({ folder, manifest }) => {
  const optional = Object.keys(manifest.peerDependenciesMeta ?? {});

  it('takes optional peers in any version, since npm refuses an app for one that is not even used', () => {
    const ranges = optional.map((name) => manifest.peerDependencies?.[name]);
    expect(ranges).toEqual(optional.map(() => '*'));
  });

  it('imports peers inside a try of the same function, or bundlers take them for required', () => {
    const peers = Object.keys(manifest.peerDependencies ?? {});
    const bare = sourceFiles(folder)
      .filter((file) => !isTestFile(file))
      .flatMap((file) =>
        importsOutsideOfTry(file)
          .filter((specifier) => peers.includes(packageOf(specifier) ?? ''))
          .map((specifier) => `${relative(root, file)}: ${specifier}`),
      );
    expect(bare).toEqual([]);
  });
});

/** What a file imports by `import()` outside of a `try` in the innermost function around it. */
function importsOutsideOfTry(file: string): string[] {
  const { program } = parseSync(file, readFileSync(file, 'utf8'));
  const found: string[] = [];
  // For each function that is open, how many of its `try` blocks are.
  const open = [0];
  const tried = new Set<number>();
  const enter = () => open.push(0);
  const leave = () => open.pop();
  const step = (by: number) => {
    open.push((open.pop() ?? 0) + by);
  };
  new Visitor({
    FunctionDeclaration: enter,
    'FunctionDeclaration:exit': leave,
    FunctionExpression: enter,
    'FunctionExpression:exit': leave,
    ArrowFunctionExpression: enter,
    'ArrowFunctionExpression:exit': leave,
    TryStatement: ({ block }) => tried.add(block.start),
    BlockStatement: ({ start }) => {
      if (tried.has(start)) step(1);
    },
    'BlockStatement:exit': ({ start }) => {
      if (tried.has(start)) step(-1);
    },
    ImportExpression: ({ source }) => {
      if (source.type === 'Literal' && typeof source.value === 'string' && open.at(-1) === 0)
        found.push(source.value);
    },
  }).visit(program);
  return found;
}

describe('an app with other versions of what is optional', { timeout: 120_000 }, () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nestvec-peers-'));
    for (const short of ['core', 'qdrant', 'weaviate', 'sources']) {
      const one = packages.find((each) => each.short === short);
      if (one !== undefined) await packTarball(one.folder, folder, short);
    }
  }, 120_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('installs beside sharp 0.33, undici 6, onnxruntime-node 1.20, OpenTelemetry 1.8 and gRPC 1.9', async () => {
    const app = await mkdtemp(join(folder, 'app-'));
    const dependencies = {
      sharp: '0.33.5',
      undici: '6.21.0',
      'onnxruntime-node': '1.20.0',
      '@opentelemetry/api': '1.8.0',
      '@grpc/grpc-js': '1.9.0',
    };
    const manifest = { name: 'app', private: true, dependencies };
    await writeFile(join(app, 'package.json'), JSON.stringify(manifest));
    // npm checks peers when it resolves, which is before anything is downloaded.
    const tarballs = ['core', 'qdrant', 'weaviate', 'sources'].map((short) =>
      join(folder, `${short}.tgz`),
    );
    await npm(app, [
      'install',
      '--package-lock-only',
      '--ignore-scripts',
      '--prefer-offline',
      ...tarballs,
    ]);
    const lock = JSON.parse(readFileSync(join(app, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { version?: string }>;
    };
    for (const [name, version] of Object.entries(dependencies))
      expect(lock.packages[`node_modules/${name}`]?.version, name).toBe(version);
    expect(lock.packages).toHaveProperty(['node_modules/@nestvec/qdrant']);
  });
});

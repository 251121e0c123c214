import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  docsManifest,
  examples,
  packages,
  readJson,
  root,
  rootManifest,
} from './support/workspace.ts';

const exact = /^\d+\.\d+\.\d+$/;

type References = { references: { path: string }[] };

describe.each(packages)('$manifest.name', ({ short, folder, manifest }) => {
  it('is published like its siblings', () => {
    expect(manifest).toMatchObject({
      name: `@nestvec/${short}`,
      version: packages[0]?.manifest.version,
      description: expect.any(String),
      keywords: expect.arrayContaining(['embeddings']),
      license: 'Apache-2.0',
      type: 'module',
      sideEffects: false,
      engines: { node: '>=22' },
      publishConfig: { access: 'public' },
      files: expect.arrayContaining([
        'dist',
        'src',
        'CHANGELOG.md',
        '!**/*.test.*',
        '!**/*.bench.*',
      ]),
      exports: { './package.json': './package.json' },
    });
    expect(manifest).not.toHaveProperty('private');
  });

  it('has at least four keywords, sorted, each once', () => {
    const { keywords = [] } = manifest;
    expect(keywords.length).toBeGreaterThanOrEqual(4);
    expect(keywords).toEqual([...new Set(keywords)].toSorted());
  });

  it('carries the licence', () => {
    const text = readFileSync(join(folder, 'LICENSE'), 'utf8');
    expect(text).toBe(readFileSync(join(root, 'LICENSE'), 'utf8'));
  });

  it('references in tsconfig.json the siblings that it declares', () => {
    const declared = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies })
      .filter((name) => name.startsWith('@nestvec/'))
      .map((name) => `../${name.slice('@nestvec/'.length)}`);
    const { references } = readJson<References>(join(folder, 'tsconfig.json'));
    expect(references.map(({ path }) => path).sort()).toEqual(declared.sort());
  });
});

it('builds every package and example from the root', () => {
  const { references } = readJson<References>(join(root, 'tsconfig.json'));
  expect(references.map(({ path }) => path)).toEqual(
    expect.arrayContaining([
      ...packages.map(({ short }) => `packages/${short}`),
      ...examples.map(({ short }) => `examples/${short}`),
    ]),
  );
});

it('takes every version from the catalogue, from the workspace, or exactly', () => {
  const loose = [
    rootManifest,
    docsManifest,
    ...packages.map(({ manifest }) => manifest),
    ...examples.map(({ manifest }) => manifest),
  ]
    .flatMap((manifest) =>
      Object.entries({
        ...manifest.dependencies,
        ...manifest.devDependencies,
        ...manifest.optionalDependencies,
      }),
    )
    .filter(([, version]) => !/^(?:catalog:(?:docs)?|workspace:\^)$/.test(version))
    .filter(([, version]) => !exact.test(version.replace(/^npm:.+@/, '')));
  expect(loose).toEqual([]);
});

it('names pnpm exactly', () => {
  expect(rootManifest.packageManager).toMatch(/^pnpm@\d+\.\d+\.\d+$/);
});

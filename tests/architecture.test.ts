import { existsSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { architecture, filesOf, nativeModules } from './support/architecture.ts';
import { importsOf, packageOf } from './support/imports.ts';
import { isTestFile, sourceFiles } from './support/source-files.ts';
import { packages } from './support/workspace.ts';

it('knows every package', () => {
  expect(packages.map(({ short }) => short).sort()).toEqual(Object.keys(architecture).sort());
});

describe.each(packages)('$short', ({ short, folder }) => {
  const files = sourceFiles(folder);
  const imports = files
    .filter((file) => !isTestFile(file))
    .flatMap((file) => importsOf(file).map((each) => ({ file: relative(folder, file), ...each })));

  it('has at least the files of its role', () => {
    const expected = filesOf[architecture[short]?.role ?? 'program'];
    expect(expected.filter((name) => !existsSync(join(folder, 'src', name)))).toEqual([]);
  });

  it('imports only the packages below it', () => {
    const family = imports
      .map(({ specifier }) => packageOf(specifier))
      .filter((name) => name?.startsWith('@nestvec/'))
      .map((name) => name?.slice('@nestvec/'.length));
    const above = family.filter((name) => !architecture[short]?.imports.includes(name ?? ''));
    expect(above).toEqual([]);
  });

  it('loads native modules lazily', () => {
    const eager = imports
      .filter(({ kind }) => kind === 'static')
      .filter(({ specifier }) => nativeModules.includes(packageOf(specifier) ?? ''));
    expect(eager).toEqual([]);
  });

  it('names its files in kebab-case', () => {
    const odd = files.filter(
      (file) => !/^[a-z\d]+(-[a-z\d]+)*(\.full)?(\.[a-z]+)?\.ts$/.test(basename(file)),
    );
    expect(odd).toEqual([]);
  });

  it('lists its exports one by one', () => {
    const starred = files.filter((file) => /^export \* from/m.test(readFileSync(file, 'utf8')));
    expect(starred).toEqual([]);
  });
});

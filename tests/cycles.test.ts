import { dirname, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cyclesOf } from './support/cycles.ts';
import { importsOf } from './support/imports.ts';
import { isTestFile, sourceFiles } from './support/source-files.ts';
import { examples, packages } from './support/workspace.ts';

describe.each([...packages, ...examples])('$short', ({ folder }) => {
  it('has no files that import each other at run time', () => {
    const files = sourceFiles(folder).filter((file) => !isTestFile(file));
    const graph = new Map(
      files.map((file) => [
        relative(folder, file),
        importsOf(file)
          .filter(({ specifier, kind }) => kind === 'static' && specifier.startsWith('.'))
          .map(({ specifier }) => relative(folder, resolve(dirname(file), specifier))),
      ]),
    );
    expect(cyclesOf(graph).map((circle) => circle.join(' > '))).toEqual([]);
  });
});

it('finds a circle, whatever leads into it', () => {
  const graph = new Map([
    ['in', ['a']],
    ['a', ['b', 'leaf']],
    ['b', ['c']],
    ['c', ['a']],
    ['leaf', []],
    ['itself', ['itself']],
  ]);
  expect(cyclesOf(graph)).toEqual([
    ['a', 'b', 'c', 'a'],
    ['itself', 'itself'],
  ]);
});

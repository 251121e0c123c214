import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { expect, it } from 'vitest';
import { sourceFiles } from './support/source-files.ts';
import { packages, root } from './support/workspace.ts';

const tests = packages
  .flatMap(({ folder }) => sourceFiles(folder))
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => ({ file: relative(root, file), text: readFileSync(file, 'utf8') }));

it('gives every property test the seed of the run, and shows it in the title', () => {
  const random = tests.filter(({ text }) => text.includes('fc.assert('));
  expect(random.length).toBeGreaterThan(10);
  const count = (text: string, part: string): number => text.split(part).length - 1;
  const without = random.filter(
    ({ text }) => count(text, 'fc.assert(') > count(text, '{ seed') || !text.includes('seeded('),
  );
  expect(without.map(({ file }) => file)).toEqual([]);
});

it('draws no random number that no seed can repeat', () => {
  expect(
    tests.filter(({ text }) => text.includes('Math.random()')).map(({ file }) => file),
  ).toEqual([]);
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { dataSources } from '../scripts/licences/sources.ts';
import { dataFiles, licenceTable, root, sourcesOf } from '../scripts/licences/table.ts';
import { cellsOf } from './support/markdown-cells.ts';

it('says of every data file where it comes from and under which licence', () => {
  const files = dataFiles();
  expect(files.filter((file) => sourcesOf(file).length !== 1)).toEqual([]);
  expect(files.length).toBeGreaterThan(300);
});

it('has no entry for what is gone', () => {
  const used = new Set(dataFiles().flatMap(sourcesOf));
  expect(dataSources.filter((source) => !used.has(source))).toEqual([]);
});

it('stands in LICENCES.md as the script writes it', () => {
  expect(cellsOf(readFileSync(join(root, 'LICENCES.md'), 'utf8'))).toEqual(cellsOf(licenceTable()));
});

it('fails on a file without an entry', () => {
  expect(() => licenceTable(['packages/eval/photo.jpg'])).toThrow(
    'packages/eval/photo.jpg has no entry',
  );
});

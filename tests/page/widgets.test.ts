import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../support/workspace.ts';

/** Each widget that the README of the client names, with what it says of it. */
function widgetsOf(): readonly (readonly [name: string, status: string])[] {
  const readme = readFileSync(join(root, 'packages/web/README.md'), 'utf8');
  const [, table = ''] = readme.split(/\n\| Widget [^\n]*\n/);
  return table
    .slice(0, table.indexOf('\n\n'))
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const [, names = '', status = ''] = line.split('|').map((cell) => cell.trim());
      return [...names.matchAll(/`(\w+)`/g)].map(([, name = '']) => [name, status] as const);
    });
}

it('says of every widget of instantsearch.js whether it is served', () => {
  const require = createRequire(import.meta.url);
  const widgets = require('instantsearch.js/cjs/widgets') as object; // a module of functions
  expect(
    widgetsOf()
      .map(([name]) => name)
      .toSorted(),
  ).toEqual(Object.keys(widgets).toSorted());
});

it('says so of what the walk in a browser has on its page', () => {
  const page = readFileSync(join(root, 'tests/__fixtures__/instantsearch/javascript.mjs'), 'utf8');
  const isThere = (name: string): boolean => new RegExp(`\\b${name}\\b`).test(page);
  const served = widgetsOf().filter(([, status]) => status === 'served');
  // An older name of the same function.
  const missing = served.filter(([name]) => !isThere(name.replace('EXPERIMENTAL_', '')));
  expect(missing).toEqual([]);
  expect(widgetsOf().filter(([name, status]) => status === 'not served' && isThere(name))).toEqual(
    [],
  );
});

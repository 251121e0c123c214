import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { proved } from '../scripts/support/proved.ts';
import { supportPage } from '../scripts/support/table.ts';
import { cellsOf } from './support/markdown-cells.ts';
import { root } from './support/workspace.ts';

const page = readFileSync(join(root, 'SUPPORT.md'), 'utf8');

it('stands in SUPPORT.md as `node scripts/support.ts` writes it', () => {
  expect(cellsOf(page)).toEqual(cellsOf(supportPage()));
});

it('says unproved of what no machine has run, and of nothing else', () => {
  const rows = cellsOf(page).flatMap((line) => {
    const [, name] =
      /^\|(\w+-latest|Node \d+)\||\|`([^`]+:[^`]+)`\|/.exec(line)?.filter(Boolean) ?? [];
    return name === undefined ? [] : [[name, line.includes('unproved')] as const];
  });
  // What no row names any more is out of date.
  expect(Object.keys(proved).filter((name) => rows.every(([row]) => row !== name))).toEqual([]);
  expect(rows.map(([name]) => name)).toEqual(
    expect.arrayContaining(['macos-latest', 'windows-latest', 'Node 22', 'Node 26']),
  );
  for (const [name, unproved] of rows) expect(unproved, name).toBe(!Object.hasOwn(proved, name));
});

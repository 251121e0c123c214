import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readmeExample } from '@nestvec/testkit';
import { describe, expect, it } from 'vitest';
import { packages, root, rootManifest } from './support/workspace.ts';

const page = readFileSync(join(root, 'README.md'), 'utf8');
const bench = readFileSync(join(root, 'bench/README.md'), 'utf8');

function section(heading: string): string {
  const [, text = ''] = page.split(`\n## ${heading}\n`);
  return text.split('\n## ')[0] ?? '';
}

/** Cells of a table's rows, without its head. */
function rowsOf(text: string): readonly (readonly string[])[] {
  const lines = text.split('\n').filter((line) => line.startsWith('|'));
  return lines.slice(2).map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );
}

describe('the README', () => {
  it('shows the licence of the real model before the first command', () => {
    const [before = ''] = page.split('```');
    expect(before).toContain('CC BY-NC 4.0');
    expect(before).toContain('not\n> for commercial use');
  });

  it('names two commands, both of this repository', () => {
    const [, block = ''] = /```sh\n(.*?)```/s.exec(section('Two commands')) ?? [];
    const commands = block
      .trim()
      .split('\n')
      .map((line) => line.replace(/ +#.*/, ''));
    expect(commands).toEqual(['npm run quickstart', 'npm test']);
    expect(Object.keys(rootManifest.scripts ?? {})).toEqual(
      expect.arrayContaining(['quickstart', 'test', 'tarballs']),
    );
  });

  it('needs ten lines below the imports', () => {
    const lines = readmeExample(page, 'library').code.split('\n');
    const own = lines.filter((line) => line !== '' && !line.startsWith('import '));
    expect(own).toHaveLength(10);
  });

  it('lists every package once', () => {
    const listed = rowsOf(section('Packages')).map(([cell = '']) => /`(.+)`/.exec(cell)?.[1] ?? '');
    expect(listed.toSorted()).toEqual(packages.map(({ manifest }) => manifest.name).toSorted());
  });
});

describe('what you gain', () => {
  const rows = rowsOf(section('What you gain'));

  it.each(rows)('%s: %s, %s', (what, own, beside, command) => {
    const [, script = ''] = /^`node (bench\/[\w-]+\.ts)`$/.exec(command ?? '') ?? [];
    expect(existsSync(join(root, script)), script).toBe(true);
    expect(bench).toContain(`node ${script}`);
    const figures = `${own} ${beside}`.match(/\d[\d.,]*\d(?:x|(?= ))?|\d+/g) ?? [];
    expect(figures.length, what).toBeGreaterThan(0);
    for (const figure of figures) expect(bench, `${what}: ${figure}`).toContain(figure);
  });
});

describe('beside the alternatives', () => {
  const text = section('Beside the alternatives');
  const [table = '', sources = ''] = text.split(/\n(?=\[1\] )/);

  it('has a source for each claim that is numbered, and a day of the look', () => {
    const used = new Set(table.match(/\[\d+\]/g));
    const given = new Set(sources.match(/^\[\d+\]/gm));
    expect(used.size).toBeGreaterThan(5);
    expect([...used].toSorted()).toEqual([...given].toSorted());
    expect(table).toMatch(/ on 20\d\d-\d\d-\d\d/);
  });

  it('says of each what it does better', () => {
    const [, ...cells] = rowsOf(table).at(-1) ?? [];
    const [own, ...others] = cells;
    expect(own).toBe('');
    expect(others.every((cell) => cell.length > 10)).toBe(true);
    expect(others).toHaveLength(4);
  });
});

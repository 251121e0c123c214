import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { readmeExample } from '@nestvec/testkit';
import { pagesWithCode } from '../support/code-blocks.ts';
import { firstMissingLine } from '../support/readme.ts';
import { root } from '../support/workspace.ts';

const run = promisify(execFile);

const pages = pagesWithCode()
  .filter((page) => page.startsWith('docs/'))
  .map((page) => {
    const text = readFileSync(join(root, page), 'utf8');
    const names = [...text.matchAll(/^ *<!-- tested: (.+) -->$/gm)].map(([, name]) => name ?? '');
    return { page, text, names };
  })
  .filter(({ names }) => names.length > 0);

it('finds programs on pages of the documentation', () => {
  expect(pages.length).toBeGreaterThan(5);
});

describe.each(pages)('$page', { timeout: 120_000 }, ({ page, text, names }) => {
  it('prints what it says', async () => {
    // Below the documentation's packages, which are all that a page may import.
    const folder = join(root, 'docs/.cache/run', page.replaceAll(/\W/g, '-'));
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(join(folder, 'handbook'), { recursive: true });
    writeFileSync(
      join(folder, 'handbook/music.md'),
      '# Instruments\n\n## Strings\n\nviolin\n\n## Keys\n\npiano\n',
    );
    for (const name of names) {
      const { code, prints } = readmeExample(text, name);
      expect(prints.length, `${name} says what it prints`).toBeGreaterThan(0);
      writeFileSync(join(folder, `${name}.mts`), code);
      const { stdout } = await run(process.execPath, [`${name}.mts`], { cwd: folder });
      expect(firstMissingLine(stdout, prints), stdout).toBeUndefined();
    }
  });
});

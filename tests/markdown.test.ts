import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { examples, packages, root } from './support/workspace.ts';

const files = [
  'README.md',
  'CONTRIBUTING.md',
  'bench/README.md',
  'docker/README.md',
  'packages/core/BUNDLERS.md',
  ...packages.map(({ short }) => `packages/${short}/README.md`),
  ...examples.map(({ short }) => `examples/${short}/README.md`),
];

/** Headings within code, as a fence that is closed too late makes them, and the line of a fence that is never closed. */
function headingsInCode(markdown: string): string[] {
  let fence: string | undefined;
  let opened = '';
  const found: string[] = [];
  for (const line of markdown.split('\n')) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence === undefined && mark !== undefined) [fence, opened] = [mark, line];
    else if (fence !== undefined && isClosing(line, fence)) fence = undefined;
    else if (fence !== undefined && /^#{2,6} /.test(line)) found.push(line);
  }
  return fence === undefined ? found : [...found, opened];
}

function isClosing(line: string, fence: string): boolean {
  const text = line.trim();
  return text.length >= fence.length && text === (fence[0] ?? '').repeat(text.length);
}

describe.each(files)('%s', (file) => {
  it('closes each block of code before the next heading', () => {
    expect(headingsInCode(readFileSync(join(root, file), 'utf8'))).toEqual([]);
  });
});

describe('a block of code', () => {
  it('with a longer fence is closed by one as long only', () => {
    expect(headingsInCode('````console\n```\n## Stopped\n````\n')).toEqual(['## Stopped']);
  });

  it('that is never closed is found', () => {
    expect(headingsInCode('```sh\nls\n')).toEqual(['```sh']);
  });
});

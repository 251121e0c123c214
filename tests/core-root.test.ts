import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { importsOf } from './support/imports.ts';
import { root } from './support/workspace.ts';

/** All files of core that come with an entry, and the packages that they import, without what is loaded when it is needed. */
function closureOf(entry: string): { readonly files: Set<string>; readonly outside: Set<string> } {
  const outside = new Set<string>();
  const seen = new Set<string>();
  const queue = [join(root, 'packages/core/dist', entry)];

  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    expect(existsSync(file), `${file} is built`).toBe(true);
    for (const { specifier, kind } of importsOf(file)) {
      if (kind !== 'static' || specifier.startsWith('node:')) continue;
      if (specifier.startsWith('.')) queue.push(resolve(dirname(file), specifier));
      else outside.add(specifier);
    }
  }

  return { files: seen, outside };
}

it('imports nothing native or heavy at the root of core', () => {
  expect([...closureOf('index.js').outside]).toEqual(['zod']);
});

it('opens a model of a directory without the downloader', () => {
  const folders = [...closureOf('onnx/index.js').files].map((file) => basename(dirname(file)));
  expect(folders).toContain('onnx');
  expect(folders).not.toContain('hub');
});

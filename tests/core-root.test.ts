import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { importsOf } from './support/imports.ts';
import { root } from './support/workspace.ts';

it('imports nothing native or heavy at the root of core', () => {
  const outside = new Set<string>();
  const seen = new Set<string>();
  const queue = [join(root, 'packages/core/dist/index.js')];

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

  expect([...outside]).toEqual(['zod']);
});

import { NestvecError } from '@nestvec/core';
import { expect, it } from 'vitest';
import { failureLine } from './failure-line.ts';

it.each([
  ['a/b.png', 'embed', '/home/x/photos/a/b.png: is broken', 'a/b.png: is broken'],
  ['a/b.png', 'embed', 'C:\\photos\\a\\b.png: is broken', 'a\\b.png: is broken'],
  ['b.png', 'embed', '/home/x/bb.png: is broken', 'b.png: /home/x/bb.png: is broken'],
  ['b.txt', 'read', 'b.txt: is empty', 'b.txt: is empty'],
  ['7', 'read', 'rows.csv:7: has 3 cells', 'rows.csv:7: has 3 cells'],
  ['7', 'embed', 'text: is too long', '7: text: is too long'],
] as const)('the failure of %s in the stage %s names it once: %s', (id, stage, message, line) => {
  const error = new NestvecError('invalid-input', message, { field: 'x' });
  expect(failureLine({ id, stage, error })).toBe(line);
});

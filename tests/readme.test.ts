import { expect, it } from 'vitest';
import { readmeExample } from '@nestvec/testkit';
import { firstMissingLine } from './support/readme.ts';

const markdown = [
  '# Title',
  '```ts',
  'not this;',
  '```',
  '<!-- tested: library -->',
  '',
  '```ts',
  'this;',
  '```',
  'It prints:',
  '<!-- prints: library -->',
  '```',
  'first … 0.9',
  '',
  'second',
  '```',
].join('\n');

it('finds the code below its marker, and what it prints', () => {
  expect(readmeExample(markdown, 'library')).toEqual({
    code: 'this;\n',
    prints: ['first … 0.9', 'second'],
  });
});

it('refuses a name without a code block', () => {
  expect(() => readmeExample(markdown, 'other')).toThrow('<!-- tested: other -->');
});

it('wants the printed lines in their order', () => {
  const expected = ['first … 0.9', 'second'];
  expect(firstMissingLine('first shoe 0.9\nother\nsecond\n', expected)).toBeUndefined();
  expect(firstMissingLine('second\nfirst shoe 0.9\n', expected)).toBe('second');
  expect(firstMissingLine('first shoe 0.8\nsecond\n', expected)).toBe('first … 0.9');
});

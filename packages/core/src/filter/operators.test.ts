import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { filterOperators } from './operators.ts';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

it('lists in the README every operator with what it takes, its fields and its meaning', () => {
  const rows = readme.split('\n').flatMap((line) => {
    const [, operator = '', ...cells] = line.split('|').map((cell) => cell.trim());
    return operator.startsWith('`$') ? [[operator, ...cells.slice(0, -1)]] : [];
  });
  const takes = {
    value: 'a value',
    list: 'a list',
    bound: 'a bound',
    'yes-or-no': 'true or false',
    beginning: 'a text',
  };
  expect(rows).toEqual(
    Object.entries(filterOperators).map(([name, operator]) => [
      `\`${name}\``,
      takes[operator.takes],
      operator.fields.length === 6 ? 'every' : operator.fields.join(', '),
      operator.meaning,
    ]),
  );
});

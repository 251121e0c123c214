import { RuleTester } from 'oxlint/plugins-dev';
import { describe, it } from 'vitest';
import { plainWords } from '../scripts/lint/plain-words.ts';

RuleTester.describe = describe;
RuleTester.it = it;

const odd = (code: string) => ({ code, errors: [{ messageId: 'odd' }] });

new RuleTester({ languageOptions: { parserOptions: { lang: 'ts' } } }).run(
  'plain-words',
  plainWords,
  {
    valid: [
      '// there is no model; a file that is no longer there\nconst a = 1;',
      "throw new Error('config.json is not a file');",
      'const told = [1]; // what callbacks were given',
      "const kind = 'picture';",
    ],
    invalid: [
      odd("throw new Error('config.json is no file');"),
      odd('throw new Error(`${path}: is no table`);'),
      odd('/** Empty for a byte that is none. */\nconst a = 1;'),
      odd('// nobody looked at it\nconst a = 1;'),
      odd('// what a session is told\nconst a = 1;'),
      odd("it('embeds a picture', () => {});"),
      odd('// Whoever calls does not retry.\nconst a = 1;'),
    ],
  },
);

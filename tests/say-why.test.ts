import { RuleTester } from 'oxlint/plugins-dev';
import { describe, it } from 'vitest';
import { sayWhy } from '../scripts/lint/say-why.ts';

RuleTester.describe = describe;
RuleTester.it = it;

new RuleTester({ languageOptions: { parserOptions: { lang: 'ts' } } }).run('say-why', sayWhy, {
  valid: [
    'const pair = [1, 2] as const;',
    'const size = parse(text) as number; // the schema says so',
    '// checked by the caller\nconst first = list[0]!;',
    '/** The client has no type. */\nlet client: any;',
  ],
  invalid: [
    { code: 'const size = parse(text) as number;', errors: [{ messageId: 'silent' }] },
    { code: 'const first = list[0]!;', errors: [{ messageId: 'silent' }] },
    { code: 'let client: any;', errors: [{ messageId: 'silent' }] },
    { code: '// far away\n\nlet client: any;', errors: [{ messageId: 'silent' }] },
  ],
});

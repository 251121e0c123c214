import { expect, it } from 'vitest';
import { closingLines } from '../scripts/test/closing.ts';

it('ends with nothing but the counts when all is well', () => {
  expect(closingLines({ passed: 3, failed: [], skipped: [], stores: {} }, [])).toEqual([
    '',
    '3 passed, 0 failed, 0 skipped',
  ]);
});

it('lists what was skipped by its reason, and what failed, before the counts', () => {
  const report = {
    passed: 1,
    failed: ['core ids.test.ts > maps ids'],
    skipped: [
      { name: 'lancedb store.test.ts > opens', reason: 'no binary for this machine' },
      { name: 'core retry.test.ts > waits' },
      { name: 'lancedb traps.test.ts > opens', reason: 'no binary for this machine' },
    ],
    stores: { postgres: { passed: 210, failed: 0, skipped: 3 } },
  };
  expect(closingLines(report, ['//#task:lint'])).toEqual([
    '',
    'Conformance:',
    '  postgres: 210 passed, 0 failed, 3 not asked',
    '',
    'Skipped:',
    '  no binary for this machine (2 tests):',
    '    lancedb store.test.ts > opens',
    '    lancedb traps.test.ts > opens',
    '  no reason given:',
    '    core retry.test.ts > waits',
    '',
    'Failed:',
    '  check //#task:lint',
    '  core ids.test.ts > maps ids',
    '',
    '1 passed, 2 failed, 3 skipped',
  ]);
});

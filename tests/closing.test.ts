import { expect, it } from 'vitest';
import { closingLines } from '../scripts/test/closing.ts';

it('ends with nothing but the counts when all is well', () => {
  expect(closingLines({ passed: 3, failed: [], skipped: [] }, [])).toEqual([
    '',
    '3 passed, 0 failed, 0 skipped',
  ]);
});

it('lists what was skipped with its reason, and what failed, before the counts', () => {
  const report = {
    passed: 1,
    failed: ['core ids.test.ts > maps ids'],
    skipped: [
      { name: 'lancedb store.test.ts > opens', reason: 'no binary for this machine' },
      { name: 'core retry.test.ts > waits' },
    ],
  };
  expect(closingLines(report, ['//#task:lint'])).toEqual([
    '',
    'Skipped:',
    '  lancedb store.test.ts > opens: no binary for this machine',
    '  core retry.test.ts > waits: no reason given',
    '',
    'Failed:',
    '  check //#task:lint',
    '  core ids.test.ts > maps ids',
    '',
    '1 passed, 2 failed, 2 skipped',
  ]);
});

import { describe, expect, it } from 'vitest';
import { testIo } from './__fixtures__/io.ts';
import { jsonLines, wantsJson } from './json-lines.ts';

describe('stderr in JSON mode', () => {
  it('is an object a line: events as they are, all else as a note', () => {
    const io = testIo({ isTerminal: true, hasColors: true });
    const stderr = jsonLines(io.stderr);
    stderr.write('error: it broke\n  where "it" was\n\n');
    stderr.write('{"progress":{"read":1}}\n');
    stderr.write('{not JSON}\n');
    expect(io.err().split('\n')).toEqual([
      '{"note":"error: it broke"}',
      String.raw`{"note":"where \"it\" was"}`,
      '{"progress":{"read":1}}',
      '{"note":"{not JSON}"}',
      '',
    ]);
    expect([stderr.isTerminal, stderr.hasColors]).toEqual([false, false]);
  });

  it.each([
    [['search', 'photos', 'x', '--json'], true],
    [['search', 'photos', '--', '--json'], false],
    [['search', 'photos', 'x'], false],
  ])('is asked for by %j: %s', (argv, expected) => {
    expect(wantsJson(argv)).toBe(expected);
  });
});

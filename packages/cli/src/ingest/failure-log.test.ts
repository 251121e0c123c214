import { existsSync, lstatSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import type { ItemFailure } from '@nestvec/core';
import { invalid } from '@nestvec/core/kit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createWorkplace, type Workplace } from '../__fixtures__/workplace.ts';
import { createFailureLog } from './failure-log.ts';

let at: Workplace;
beforeEach(async () => {
  at = await createWorkplace();
});
afterEach(() => at.remove());

const failure = (index: number): ItemFailure => ({
  id: `i${index}`,
  index,
  stage: 'read',
  error: invalid('path', 'is too large; raise maxTextBytes'),
});

describe('the file of failures', () => {
  it('has a line for each, with messages that name flags', () => {
    const path = at.path('new/failures.jsonl');
    const log = createFailureLog(path, () => {});
    for (let index = 0; index < 150; index++) log.add(failure(index));
    expect(log.close()).toBe(path);
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    expect(lines).toHaveLength(150);
    expect(JSON.parse(lines[149] ?? '')).toEqual({
      id: 'i149',
      index: 149,
      stage: 'read',
      code: 'invalid-input',
      message: 'path: is too large; raise --max-text-bytes',
    });
  });

  it('is not there where nothing failed, also when an earlier run had left one', () => {
    const path = at.path('failures.jsonl');
    writeFileSync(path, 'old');
    expect(createFailureLog(path, () => {}).close()).toBeUndefined();
    expect(existsSync(path)).toBe(false);
  });

  it('leaves a link, such as /dev/stderr, where it is, and writes to what it leads to', async () => {
    await at.write('old.jsonl', '{"id":"old"}\n');
    const link = at.path('link');
    symlinkSync(at.path('old.jsonl'), link);
    createFailureLog(link, () => {}).close();
    expect(readFileSync(link, 'utf8')).toBe('');
    const log = createFailureLog(link, () => {});
    log.add(failure(7));
    log.close();
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readFileSync(at.path('old.jsonl'), 'utf8')).toContain('"id":"i7"');
  });

  it('says once that it can not be written', async () => {
    await at.write('file', 'x');
    const problems: string[] = [];
    const log = createFailureLog(at.path('file/failures.jsonl'), (text) => problems.push(text));
    log.add(failure(1));
    log.add(failure(2));
    expect(log.close()).toBeUndefined();
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain("failures can't be written to ");
  });
});

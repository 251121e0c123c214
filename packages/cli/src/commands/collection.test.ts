import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testIo } from '../__fixtures__/io.ts';
import { nestvec } from '../__fixtures__/nestvec.ts';
import { createWorkplace, type Workplace } from '../__fixtures__/workplace.ts';
import { drop } from './collection.ts';

let at: Workplace;
beforeEach(async () => {
  at = await createWorkplace();
  await at.write('rows.jsonl', '{"id":"1","text":"a violin"}');
  await nestvec(['ingest', 'rows.jsonl', '-c', 'rows'], { cwd: at.folder });
});
afterEach(() => at.remove());

describe('dropping a collection on a terminal', { timeout: 60_000 }, () => {
  it.each([
    ['y', 0, 'dropped rows with its 1 record\n'],
    ['Yes ', 0, 'dropped rows with its 1 record\n'],
    ['', 1, ''],
    ['n', 1, ''],
  ])('asks, and takes %j for an answer', async (answer, code, printed) => {
    const questions: string[] = [];
    const io = testIo({
      cwd: at.folder,
      ask: async (question) => {
        questions.push(question);
        return await Promise.resolve(answer);
      },
    });
    expect(await drop('rows', { data: '.nestvec', json: false, yes: false }, io)).toBe(code);
    expect(questions).toEqual(['Remove rows and its 1 record for good? [y/N] ']);
    expect(io.out()).toBe(printed);
  });
});

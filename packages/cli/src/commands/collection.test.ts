import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testIo } from '../__fixtures__/io.ts';
import { nestvec } from '../__fixtures__/nestvec.ts';
import { createWorkplace, type Workplace } from '../__fixtures__/workplace.ts';
import { drop } from './collection.ts';

let at: Workplace;
beforeAll(async () => {
  at = await createWorkplace();
  await at.write('rows.jsonl', '{"id":"1","text":"a violin"}');
  await nestvec(['ingest', 'rows.jsonl', '-c', 'rows'], { cwd: at.folder });
}, 60_000);
afterAll(() => at.remove());

/** The question asked, what was printed and the exit code where someone gives this answer. */
async function answering(answer: string): Promise<[string[], string, number]> {
  const questions: string[] = [];
  const io = testIo({
    cwd: at.folder,
    ask: async (question) => {
      questions.push(question);
      return await Promise.resolve(answer);
    },
  });
  const code = await drop('rows', { store: 'lancedb', json: false, yes: false }, io);
  return [questions, io.out(), code];
}

const question = 'Remove rows and its 1 record for good? [y/N] ';

describe('dropping a collection on a terminal', { timeout: 60_000 }, () => {
  it.each(['', 'n', 'yesterday'])('asks, and keeps it for %j', async (answer) => {
    expect(await answering(answer)).toEqual([[question], '', 1]);
  });

  it('asks, and drops it for yes', async () => {
    expect(await answering('Y ')).toEqual([[question], 'dropped rows with its 1 record\n', 0]);
  });
});

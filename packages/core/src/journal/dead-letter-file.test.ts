import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { deadLetterSources, readDeadLetters } from './dead-letter-file.ts';

async function fileOf(content: string | Uint8Array): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'nestvec-dead-'));
  onTestFinished(async () => await rm(directory, { recursive: true }));
  const path = join(directory, 'dead.jsonl');
  await writeFile(path, content);
  return path;
}

const letter = (id: string, text: string): string =>
  `${JSON.stringify({ id, source: 'a', item: { id, text } })}\n`;

describe('dead letters', () => {
  it('are read whole where their texts hold line and paragraph separators', async () => {
    const texts = ['one\u2028two', 'one\u2029two', 'one\u0085two'];
    const path = await fileOf(texts.map((text, i) => letter(`${i}`, text)).join(''));
    const items: unknown[] = [];
    for await (const item of readDeadLetters(path)) items.push(item);
    expect(items).toEqual(texts.map((text, i) => ({ id: `${i}`, text })));
    expect(await deadLetterSources(path)).toEqual(['a']);
  });

  it('that are not UTF-8 or not letters are failures with their line, and cost themselves alone', async () => {
    const bad = Buffer.concat([
      Buffer.from('\n{"id":"'),
      Buffer.of(0xff),
      Buffer.from('"}\n[1]\n'),
    ]);
    const path = await fileOf(Buffer.concat([bad, Buffer.from(letter('good', 'text'))]));
    const entries: unknown[] = [];
    for await (const entry of readDeadLetters(path)) entries.push(entry);
    expect(entries).toMatchObject([
      { id: `${path}:2`, error: { code: 'invalid-input' } },
      { id: `${path}:3`, error: { code: 'invalid-input' } },
      { id: 'good', text: 'text' },
    ]);
  });

  it.runIf(process.platform === 'linux')('close their file where they are left early', async () => {
    const path = await fileOf(letter('a', 'text').repeat(10_000));
    const open = async (): Promise<number> => (await readdir('/proc/self/fd')).length;
    const before = await open();
    for (let i = 0; i < 20; i++) {
      for await (const entry of readDeadLetters(path)) {
        expect(entry.id).toBe('a');
        break;
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 20)); // streams close in the background
    expect((await open()) - before).toBeLessThan(5);
  });
});

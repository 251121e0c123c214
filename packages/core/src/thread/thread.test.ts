import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { isNestvecError } from '../errors.ts';
import { startThread, type Thread, threadFile } from './thread.ts';

const parrot = new URL('__fixtures__/parrot.ts', import.meta.url);
type Words = string | Uint8Array;

async function use(work: (thread: Thread<Words, Words>) => Promise<void>): Promise<void> {
  const thread = await startThread<Words, Words>(parrot, 'Polly: ');
  try {
    await work(thread);
  } finally {
    await thread.end();
  }
}

describe('a thread', () => {
  it('answers each question, however many are open', async () => {
    await use(async (thread) => {
      const words = Array.from({ length: 50 }, (_, i) => `word ${i}`);
      const answers = await Promise.all(words.map(async (word) => await thread.ask(word, [])));
      expect(answers).toEqual(words.map((word) => `Polly: ${word}`));
    });
  });

  it('takes over the memory it is given, and gives back its own', async () => {
    await use(async (thread) => {
      const bytes = Uint8Array.of(1, 2, 3);
      expect(await thread.ask(bytes, [bytes.buffer])).toEqual(Uint8Array.of(1, 2, 3));
      expect(bytes.byteLength).toBe(0);
    });
  });

  it('rejects with what was thrown there, errors of ours with code, details and cause, and goes on', async () => {
    await use(async (thread) => {
      await expect(thread.ask('throw', [])).rejects.toThrow(/^out of words$/);
      const error: unknown = await thread.ask('nestvec', []).catch((thrown: unknown) => thrown);
      expect(isNestvecError(error, 'text')).toBe(true);
      expect(error).toMatchObject({
        message: 'a text',
        details: { reason: 'empty' },
        cause: { message: 'why' },
      });
      expect(await thread.ask('hello', [])).toBe('Polly: hello');
    });
  });

  it.each([
    ['exit', 'the thread has ended'],
    ['crash', 'fell off the perch'],
  ])('that ends by %s rejects what is open and what comes after', async (how, reason) => {
    await use(async (thread) => {
      const waiting = thread.ask('silence', []);
      waiting.catch(() => {});
      await expect(thread.ask(how, [])).rejects.toThrow(reason);
      await expect(waiting).rejects.toThrow(reason);
      await expect(thread.ask('hello', [])).rejects.toThrow(reason);
    });
  });

  it('that is ended rejects what is open', async () => {
    const thread = await startThread<Words, Words>(parrot, '');
    const waiting = thread.ask('silence', []);
    waiting.catch(() => {});
    await thread.end();
    await expect(waiting).rejects.toThrow('the thread has ended');
  });

  it('whose file is missing, or fails at once, rejects at the start', async () => {
    const missing = new URL('__fixtures__/nobody.ts', import.meta.url);
    await expect(startThread(missing, '')).rejects.toThrow(/nobody\.ts/);
    const broken = new URL('data:text/javascript,throw new Error("no")');
    await expect(startThread(broken, '')).rejects.toThrow('no');
    const none = threadFile('x', ''); // as in a bundle in CommonJS, whose code has no address
    await expect(startThread(none, '')).rejects.toThrow('CommonJS');
  });

  it('keeps a process alive while a question is open and no longer', async () => {
    const code = `
      import { startThread } from ${JSON.stringify(new URL('thread.ts', import.meta.url).href)};
      const thread = await startThread(new URL(${JSON.stringify(parrot.href)}), '');
      thread.ask('heard', []).then(console.log);
    `;
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--input-type=module',
      '-e',
      code,
    ]);
    expect(stdout.trim()).toBe('heard');
  });
});

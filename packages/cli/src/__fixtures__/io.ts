import type { Io, TextSink } from '../io.ts';

/** An `Io` whose output is kept. */
export interface TestIo extends Io {
  readonly out: () => string;
  readonly err: () => string;
}

/** What differs from a plain pipe without colours. */
export interface TestIoOptions {
  readonly isTerminal?: boolean;
  readonly hasColors?: boolean;
  readonly columns?: number;
  readonly now?: () => number;
  readonly ask?: (question: string) => Promise<string>;
  readonly cwd?: string;
  readonly signal?: AbortSignal;
}

/** An `Io` for a test. */
export function testIo(options: TestIoOptions = {}): TestIo {
  const { isTerminal = false, hasColors = false, columns = 80, now = () => 0, ask, cwd = '/' } = options;
  const texts = { out: '', err: '' };
  const sink = (name: 'out' | 'err'): TextSink => ({
    write(text) {
      texts[name] += text;
    },
    isTerminal,
    hasColors,
    columns,
  });
  return {
    stdout: sink('out'),
    stderr: sink('err'),
    ask,
    env: {},
    cwd,
    program: 'nestvec',
    signal: options.signal ?? new AbortController().signal,
    now,
    out: () => texts.out,
    err: () => texts.err,
  };
}

import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import type { WriteStream } from 'node:tty';
import { exitCodes } from './exit.ts';
import type { Io, TextSink } from './io.ts';
import { jsonLines, wantsJson } from './json-lines.ts';
import { programName } from './program-name.ts';

/**
 * The process's own streams, environment and clock. From here on Ctrl-C and SIGTERM stop cleanly, and at once the second time.
 * With `--json` every line of stderr is a JSON object.
 */
export function processIo(argv: readonly string[]): Io {
  const plain = sink(process.stderr, () => {});
  const stderr = wantsJson(argv) ? jsonLines(plain) : plain;
  const stdout = sink(process.stdout, (error) => {
    stderr.write(`${lossOf(error)}\n`);
    // A reader that has enough is content; a full disk is not.
    if (error.code !== 'EPIPE') process.on('exit', () => (process.exitCode = exitCodes.error));
  });
  const { signal, abort } = abortable();
  let interrupts = 0;
  const stop = (): void => {
    interrupts++;
    if (interrupts > 1) process.exit(exitCodes.interrupted);
    stderr.write(`${stderr.isTerminal ? '\n' : ''}stopping cleanly; Ctrl-C again stops at once\n`);
    abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return {
    stdout,
    stderr,
    ask:
      process.stdin.isTTY && process.stderr.isTTY ? (question) => ask(question, signal) : undefined,
    env: process.env,
    cwd: process.cwd(),
    program: programName(process.argv[1], process.env, process.cwd()),
    signal,
    now: () => performance.now(),
  };
}

function abortable(): { readonly signal: AbortSignal; readonly abort: () => void } {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}

/** The sentence for output that could not be written. */
function lossOf({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'EPIPE') return 'the reader of the output has closed it; the rest is not printed';
  const reason = code === 'ENOSPC' ? 'the disk is full' : message;
  return `error: the output can't be written: ${reason}`;
}

/** Text for a stream that may stop taking it (`nestvec … | head`, a full disk): `onLoss` hears of it once, and the rest is not written. */
function sink(stream: WriteStream, onLoss: (error: NodeJS.ErrnoException) => void): TextSink {
  let isGone = false;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (!isGone) onLoss(error);
    isGone = true;
  });
  const isTerminal = stream.isTTY;
  return {
    write(text) {
      if (!isGone) stream.write(text);
    },
    isTerminal,
    hasColors: isTerminal && stream.hasColors(),
    // Some terminals say 0.
    columns: isTerminal && stream.columns > 0 ? stream.columns : 80,
  };
}

async function ask(question: string, signal: AbortSignal): Promise<string> {
  // Without `terminal` the terminal itself handles Ctrl-C, which then reaches the handler above.
  const lines = createInterface({ input: process.stdin, output: process.stderr, terminal: false });
  try {
    // The end of the input (Ctrl-D) closes the interface and leaves the question open for good.
    const end = once(lines, 'close').then(() => '');
    return await Promise.race([lines.question(question, { signal }), end]);
  } finally {
    lines.close();
  }
}

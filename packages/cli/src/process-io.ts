import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import type { WriteStream } from 'node:tty';
import { exitCodes } from './exit.ts';
import type { Io, TextSink } from './io.ts';
import { programName } from './program-name.ts';

/** The process's own streams, environment and clock. From here on Ctrl-C and SIGTERM stop cleanly, and at once the second time. */
export function processIo(): Io {
  const stderr = sink(process.stderr);
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
    stdout: sink(process.stdout),
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

/** A reader that has gone away (`nestvec … | head`) is no error: the rest is not written. */
function sink(stream: WriteStream): TextSink {
  let isGone = false;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
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

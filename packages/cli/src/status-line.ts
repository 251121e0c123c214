import type { Io } from './io.ts';
import { clip } from './text.ts';

/** How a long command says how far it is, on stderr. */
export interface StatusLine {
  /** Both are made only when something is shown. */
  show(text: () => string, document: () => object): void;
  /** Takes the line away, for other text to follow. */
  clear(): void;
}

const rewriteEveryMs = 100;
const lineEveryMs = 3000;

/**
 * On a terminal one line that is rewritten; elsewhere a plain line every few seconds, in JSON mode as a JSON object. A
 * command that is done sooner prints nothing there.
 */
export function createStatusLine(io: Io, json: boolean): StatusLine {
  const { stderr, now } = io;
  const rewrites = stderr.isTerminal && !json;
  const everyMs = rewrites ? rewriteEveryMs : lineEveryMs;
  let last = rewrites ? Number.NEGATIVE_INFINITY : now();
  let isShown = false;
  return {
    show(text, document) {
      if (now() - last < everyMs) return;
      last = now();
      if (json) stderr.write(`${JSON.stringify(document())}\n`);
      else if (!rewrites) stderr.write(`${text()}\n`);
      else {
        stderr.write(`\r\u001B[2K${clip(text(), stderr.columns - 1)}`);
        isShown = true;
      }
    },
    clear() {
      if (isShown) stderr.write('\r\u001B[2K');
      isShown = false;
    },
  };
}

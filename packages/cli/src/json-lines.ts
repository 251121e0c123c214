import type { TextSink } from './io.ts';

/** Whether a command line asks for JSON. */
export function wantsJson(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  return (end === -1 ? argv : argv.slice(0, end)).includes('--json');
}

/**
 * A stderr whose every line is a JSON object, for programs that read it: an event as it was written, anything else as
 * `{ "note": … }`. Writers write whole lines.
 */
export function jsonLines(sink: TextSink): TextSink {
  return {
    ...sink,
    isTerminal: false,
    hasColors: false,
    write(text) {
      for (const line of text.split('\n')) {
        if (line.trim() !== '')
          sink.write(`${isEvent(line) ? line : JSON.stringify({ note: line.trim() })}\n`);
      }
    },
  };
}

function isEvent(line: string): boolean {
  if (!line.startsWith('{')) return false;
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}

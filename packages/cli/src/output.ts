import type { Io } from './io.ts';

/** Where a command puts its result: lines for people, or one JSON document for programs. */
export interface Output {
  /** A line for people. Dropped in JSON mode. */
  readonly line: (text?: string) => void;
  /** The whole result. Dropped unless in JSON mode. Given once. */
  readonly document: (value: unknown) => void;
  /** A line on stderr, in both modes: what is worth knowing but not the result. */
  readonly note: (text: string) => void;
}

/** An output in one of the two modes. */
export function createOutput(io: Io, json: boolean): Output {
  return {
    line(text = '') {
      if (!json) io.stdout.write(`${text}\n`);
    },
    document(value) {
      if (json) io.stdout.write(`${JSON.stringify(value, undefined, 2)}\n`);
    },
    note: (text) => io.stderr.write(`${text}\n`),
  };
}

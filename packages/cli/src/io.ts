/** What a command sees of the world outside. Tests pass their own. */
export interface Io {
  readonly stdout: TextSink;
  readonly stderr: TextSink;
  /** Where a question to a person is answered; `undefined` where no one is there. */
  readonly ask: ((question: string) => Promise<string>) | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** How this program was started, to print commands that work as they stand: `nestvec`. */
  readonly program: string;
  /** Fires at the first Ctrl-C or SIGTERM. */
  readonly signal: AbortSignal;
  /** Milliseconds on a clock that never goes back. */
  readonly now: () => number;
}

/** Where text goes. */
export interface TextSink {
  write(text: string): void;
  /** Whether a person looks at it, so that a line can be rewritten. */
  readonly isTerminal: boolean;
  readonly hasColors: boolean;
  /** Width of the terminal; 80 elsewhere. */
  readonly columns: number;
}

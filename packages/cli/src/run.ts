import type { ExitCode } from './exit.ts';
import type { Io } from './io.ts';

/** Runs the body of a command and keeps its exit code, whichever way it ends. */
export type Run = (json: boolean, command: (io: Io) => Promise<ExitCode>) => Promise<void>;

import { CommanderError } from 'commander';
import { type ExitCode, exitCodes, reportError } from './exit.ts';
import type { Io } from './io.ts';
import { wantsJson } from './json-lines.ts';
import { createOutput } from './output.ts';
import { createProgram } from './program.ts';

/** Runs one command line and gives the exit code; never throws. */
export async function main(argv: readonly string[], io: Io): Promise<ExitCode> {
  let code: ExitCode = exitCodes.ok;
  const program = createProgram(io, async (json, command) => {
    try {
      code = await command(io);
    } catch (error) {
      code = reportError(error, io, json);
    }
  });
  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    // Help and version end a parse too, with code 0. A mistake has been reported by commander already.
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return exitCodes.ok;
      const message = error.message.replace(/^error: /, '');
      const document = { error: { code: 'invalid-input', message, details: { field: 'command' } } };
      createOutput(io, wantsJson(argv)).document(document);
      return exitCodes.error;
    }
    return reportError(error, io, false);
  }
  return code;
}

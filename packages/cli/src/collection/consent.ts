import type { Io } from '../io.ts';

/** Whether a person agrees, where one can answer; `undefined` where no one is there. */
export async function askConsent(question: string, { ask }: Io): Promise<boolean | undefined> {
  if (ask === undefined) return undefined;
  return /^y(es)?$/i.test((await ask(`${question} [y/N] `)).trim());
}

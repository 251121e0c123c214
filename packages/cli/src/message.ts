import { messageOf } from '@nestvec/core/kit';
import { inFlags } from './limit-flags.ts';
import { oneLine, shortWords } from './text.ts';

/** What an error says, on one line and in the words of the command line. */
export function shownMessage(error: unknown): string {
  return shortWords(inFlags(oneLine(messageOf(error))));
}

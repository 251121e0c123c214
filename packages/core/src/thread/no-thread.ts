import { bundlersPage } from '../bundled.ts';
import { messageOf } from '../errors.ts';

/** That work is done in the caller's thread since none of its own could be started, and what to do about it. */
export function noThread(work: string, ofPackage: string, error: unknown): string {
  const [reason] = messageOf(error).split('\n', 1);
  return `${work} in the caller's thread, which waits meanwhile, since no other could be started (${reason}); in a bundled app keep ${ofPackage} external, see ${bundlersPage}`;
}

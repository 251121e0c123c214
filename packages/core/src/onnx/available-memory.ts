import { totalmem } from 'node:os';
import process from 'node:process';

/** Bytes that this process may take: all of the machine's, or what a container allows. */
export function availableMemory(): number {
  const limit = process.constrainedMemory();
  // Without a limit some systems give 0, others a number beyond all memory.
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

import { unsupported } from '../../errors.ts';
import type { ResolvedSpec } from '../../spec/spec.ts';
import type { StoreCapabilities } from '../store.ts';

/** Throws `unsupported` for a spec whose words the database can't keep. */
export function checkKeyword(
  { keyword }: ResolvedSpec,
  database: string,
  { words }: StoreCapabilities,
): void {
  if (keyword && words === false)
    throw unsupported('keyword: true', database, 'leave it out, and search by vectors');
}

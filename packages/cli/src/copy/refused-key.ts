import type { Store } from '@nestvec/core';
import type { RecordFile } from '@nestvec/core/copy';
import type { Io } from '../io.ts';
import { adviceFor, adviseOnKey, keyRefusedBy } from '../key-hint.ts';
import { type CopyKeys, keyFlags } from './copy-keys.ts';
import type { CopySides } from './copy-sides.ts';

/** An open copy, as it failed. */
interface FailedCopy {
  readonly sides: CopySides;
  readonly from: Store | RecordFile;
  readonly keys: CopyKeys | undefined;
}

/** Has an error of a key that was not taken shown with the variable of the side whose server said so. */
export async function adviseOnSide(error: unknown, copy: FailedCopy, io: Io): Promise<void> {
  const store = keyRefusedBy(error);
  if (store === undefined || copy.keys === undefined || !(error instanceof Error)) return;
  const side = await sideOf(store, copy, io);
  const { variable } = copy.keys[side];
  const whose = side === 'from' ? 'source' : 'target';
  adviseOnKey(
    error,
    variable === undefined
      ? `name the variable of the ${whose}'s key with ${keyFlags[side]}`
      : `${adviceFor(variable)}, that of the ${whose}`,
  );
}

/** Where both sides are of one database, the source is asked again. */
async function sideOf(
  store: string,
  { sides, from }: FailedCopy,
  { signal }: Io,
): Promise<'from' | 'to'> {
  if ('file' in sides.to || sides.to.place.store !== store) return 'from';
  if ('file' in sides.from || sides.from.place.store !== store || !('describe' in from))
    return 'to';
  try {
    await from.describe({ signal, count: false });
    return 'to';
  } catch (error) {
    return keyRefusedBy(error) === undefined ? 'to' : 'from';
  }
}

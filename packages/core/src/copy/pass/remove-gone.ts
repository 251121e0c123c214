import { retry } from '../../async/retry.ts';
import type { CopyJournal, KnownRecord } from '../journal/copy-journal.ts';
import type { CopyOptions } from '../copy-options.ts';
import { type CopyPart, partKey } from '../copy-parts.ts';
import type { PassTally } from './copy-pass.ts';
import { isSameMark, markRecord } from '../journal/record-hash.ts';

/** Records that are looked at together. */
const together = 100;

/**
 * Removes from the target what this copy wrote, a completed pass did not see, and was not changed there since. Resolves to why
 * nothing was removed, where something was to be.
 */
export async function removeGone(
  part: CopyPart,
  pass: number,
  tally: PassTally,
  {
    journal,
    options,
    used,
  }: {
    readonly journal: CopyJournal;
    readonly options: Pick<CopyOptions, 'signal' | 'onRetry'>;
    /** Why nothing may be removed, where that is so. */
    readonly used: string | undefined;
  },
): Promise<string | undefined> {
  const key = partKey(part);
  const { signal, onRetry } = options;
  const first = journal.unseen(key, pass, '', 1);
  if (first.length === 0) return undefined;
  if (used !== undefined) return used;
  if (journal.readOf(key) === 0) {
    const whose = part.tenant === undefined ? '' : ` of tenant ${part.tenant}`;
    return `the source gave no records${whose}, which may be a mistake; remove them from the target yourself if it is right`;
  }
  const calling = { operation: `removing from ${part.to.collection}`, signal, onRetry };
  let after = '';
  for (;;) {
    const gone = journal.unseen(key, pass, after, together);
    const last = gone.at(-1);
    if (last === undefined) return undefined;
    after = last.id;
    const ids = gone.map(({ id }) => id);
    const stored = await retry(async () => await part.to.get(ids, { signal }), calling);
    const own = gone.filter((known, i) => isOwn(known, stored[i]));
    if (own.length > 0) {
      const ownIds = own.map(({ id }) => id);
      await retry(async () => await part.to.remove({ ids: ownIds }, { signal }), calling);
    }
    journal.forget(key, ids);
    tally.removed += own.length;
    tally.kept += gone.length - own.length;
  }
}

function isOwn(
  { marks }: KnownRecord,
  record: Parameters<typeof markRecord>[0] | undefined,
): boolean {
  if (record === undefined) return false;
  const mark = markRecord(record);
  return marks.some((one) => isSameMark(one, mark));
}

import { checkUpdate } from '../record/check-record.ts';
import { applyUpdate } from '../record/apply-update.ts';
import type { RecordUpdate, VectorRecord } from '../record/record.ts';
import type { ResolvedSpec } from '../spec/spec.ts';
import { addUnconfirmed } from './add-unconfirmed.ts';
import type { StoreErrors } from './store-errors.ts';

/** Writes whole records of one call. */
export interface RecordWriter {
  /** Refuses what no request can carry, before anything is written. Throws `invalid-input` naming `path`. */
  readonly check: (record: VectorRecord, path: string) => void;
  /** Writes records each of which has been checked; a failure names exactly the ids that are not confirmed. */
  readonly write: (records: readonly VectorRecord[]) => Promise<void>;
}

/** Where records are read and written back. */
interface UpdatedRecords {
  /** Whole records by id; ids that are not stored are absent. */
  readonly read: (ids: readonly string[]) => Promise<Map<string, VectorRecord>>;
  readonly writer: () => Promise<RecordWriter>;
}

/** What an update works on. */
export interface UpdateParts {
  readonly collection: string;
  readonly spec: ResolvedSpec;
  readonly errors: StoreErrors;
  /** Runs the task, which may be run again; of databases with transactions, in one that keeps other writers off what it reads. */
  readonly within: <Result>(
    ids: readonly string[],
    task: (records: UpdatedRecords) => Promise<Result>,
  ) => Promise<Result>;
}

/**
 * Reads the stored records, changes them and writes them back whole; the caller keeps other writes of this process off. A database's own
 * partial writes would leave a record half changed between two of them. Rejects with `invalid-input` naming the change that is wrong, and
 * with `notStored` of `errors` where a record is not there.
 */
export async function updateRecords(
  { collection, spec, errors, within }: UpdateParts,
  changes: readonly RecordUpdate[],
): Promise<void> {
  for (const [i, change] of changes.entries()) checkUpdate(change, spec, `changes[${i}]`);
  const ids = [...new Set(changes.map(({ id }) => id))];
  if (ids.length === 0) return;
  const missing = await within(ids, async (records) => await changeStored(records, ids, changes));
  if (missing.length > 0) throw errors.notStored(collection, missing, ids.length);
}

/** Changes what is stored, and gives the ids under which nothing is. */
async function changeStored(
  { read, writer }: UpdatedRecords,
  ids: readonly string[],
  changes: readonly RecordUpdate[],
): Promise<readonly string[]> {
  const stored = await read(ids);
  const missing = ids.filter((id) => !stored.has(id));
  if (stored.size > 0) {
    const { check, write } = await writer();
    for (const [i, change] of changes.entries()) {
      const record = stored.get(change.id);
      if (record === undefined) continue;
      const changed = applyUpdate(record, change);
      check(changed, `changes[${i}]`);
      stored.set(change.id, changed);
    }
    try {
      await write([...stored.values()]);
    } catch (error) {
      throw addUnconfirmed(error, missing);
    }
  }
  return missing;
}

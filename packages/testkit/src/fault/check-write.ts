import assert from 'node:assert/strict';
import { isNestvecError, type NestvecError, type Store, type VectorRecord } from '@nestvec/core';
import { sameRecord } from '../expect/same-record.ts';
import type { FaultContext } from './fault-case.ts';
import type { NamedFault } from './named-faults.ts';

/** A write that may fail: what it writes, and what is there before and afterwards. */
export interface Attempt {
  readonly ids: readonly string[];
  /** Undefined where nothing is stored. */
  readonly before: (id: string) => VectorRecord | undefined;
  readonly after: (id: string) => VectorRecord | undefined;
  readonly write: (ids: readonly string[]) => Promise<void>;
}

/**
 * Makes a write while the transport is armed, then holds what is stored against what was confirmed; then resumes with the ids that
 * were not, which must bring everything to its place.
 */
export async function checkWrite(
  context: FaultContext,
  named: NamedFault,
  skip: number,
  { ids, before, after, write }: Attempt,
): Promise<void> {
  const { transport, direct } = context;
  transport.arm(named.fault, skip);
  const error = await storeFailure(write(ids));
  const confirmedByServer = transport.confirmed(ids);
  transport.clear();
  if (named.harmless === true) assert.equal(error, undefined, `${named.name} made the write fail`);
  if (error !== undefined) checkError(error, named);
  const unconfirmed = new Set(error?.details.unconfirmedIds);
  assert.equal(unconfirmed.size, error?.details.unconfirmedIds.length ?? 0, 'an id is named twice');
  assert.deepEqual(
    [...unconfirmed].filter((id) => !ids.includes(id)),
    [],
    'ids that were not written',
  );
  if (error !== undefined && confirmedByServer !== undefined) {
    const expected = ids.filter((id) => !confirmedByServer.has(id));
    assert.deepEqual([...unconfirmed].sort(), expected.toSorted(), 'unconfirmed ids');
  }
  await checkStored(direct, ids, (id) =>
    unconfirmed.has(id) ? [before(id), after(id)] : [after(id)],
  );
  if (unconfirmed.size > 0) await write([...unconfirmed]);
  await checkStored(direct, ids, (id) => [after(id)]);
}

/** Each record is one of those that it may be, whole. */
export async function checkStored(
  store: Store,
  ids: readonly string[],
  allowed: (id: string) => readonly (VectorRecord | undefined)[],
): Promise<void> {
  const stored = await store.get(ids);
  for (const [i, id] of ids.entries()) {
    const record = stored[i];
    const possible = allowed(id);
    // The text says which version it is; all other parts must then be of the same.
    const match = possible.find((version) => version?.text === record?.text);
    if (match !== undefined) sameRecord(record, match);
    else
      assert.ok(
        record === undefined && possible.includes(undefined),
        `${id} is stored as ${record?.text ?? 'nothing'}`,
      );
  }
}

/** The error of a call, which must be one of a failed operation. */
export async function storeFailure(
  call: Promise<unknown>,
): Promise<NestvecError<'store'> | undefined> {
  try {
    await call;
    return undefined;
  } catch (error) {
    if (isNestvecError(error, 'store')) return error;
    throw new assert.AssertionError({
      message: `failed with ${String(error)} instead of an error of code store`,
    });
  }
}

function checkError({ details, message }: NestvecError<'store'>, named: NamedFault): void {
  assert.ok(details.unconfirmedIds.length > 0, `the error names no unconfirmed id: ${message}`);
  assert.equal(details.retryable, true, `${named.name} is worth another try: ${message}`);
  if (named.status !== undefined) assert.equal(details.status, named.status, message);
  if (named.retryAfterMs !== undefined)
    assert.equal(details.retryAfterMs, named.retryAfterMs, message);
}

import { type CallOptions, NestvecError } from '@nestvec/core';
import { sleep } from '@nestvec/core/kit';
import type { IndexInfo } from './api.ts';
import { databaseName } from './errors.ts';
import type { Session } from './session.ts';

/** Pauses between two looks at an index grow from this to two seconds. */
const firstPauseMs = 50;

/** Looks at an index until it is as wanted. Throws where it can't become so, or takes too long. */
export async function waitForIndex(
  session: Session,
  index: string,
  isDone: (info: IndexInfo | undefined) => boolean,
  call: CallOptions | undefined,
): Promise<void> {
  const { waitMs, collection } = session.options;
  const deadline = Date.now() + waitMs;
  const api = await session.api();
  for (let pause = firstPauseMs; ; pause = Math.min(2000, pause * 1.5)) {
    session.begin('apply', call);
    const info = await api.describe(index);
    if (isDone(info)) return;
    const hasFailed = info !== undefined && /failed|disabled/i.test(info.state);
    if (hasFailed || Date.now() > deadline) {
      const problem = hasFailed ? `is ${info.state}` : `is not done after ${waitMs / 1000} s`;
      throw new NestvecError(
        'store',
        `${databaseName}: index ${index} of "${collection}" ${problem}; look at it in the console, or apply again`,
        {
          database: databaseName,
          collection,
          operation: 'apply',
          unconfirmedIds: [],
          retryable: !hasFailed,
        },
      );
    }
    await sleep(pause, call?.signal);
  }
}

/** Whether an index takes records. */
export function isReady(info: IndexInfo | undefined): boolean {
  return info?.ready === true;
}

/** Whether an index is gone. */
export function isGone(info: IndexInfo | undefined): boolean {
  return info === undefined;
}

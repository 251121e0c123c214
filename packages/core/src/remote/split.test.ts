import { describe, expect, it } from 'vitest';
import { NestvecError } from '../errors.ts';
import type { Failure } from './service.ts';
import { sendInParts } from './split.ts';

function failure(blame: Failure['blame']): Failure {
  const error = new NestvecError('embedder', blame, { operation: 'embed', retryable: false });
  return { ok: false, error, blame, mayBeCharged: false, remaining: {} };
}

/** Sends with a server that answers by `answer`; gives what was sent, what was refused alone and what came of it. */
async function run(
  items: readonly number[],
  answer: (items: readonly number[]) => Failure | undefined,
): Promise<{ sent: number[][]; refused: number[]; ended: Failure['blame'] | undefined }> {
  const sent: number[][] = [];
  const refused: number[] = [];
  const ended = await sendInParts(
    items,
    async (part) => {
      sent.push([...part]);
      return answer(part);
    },
    async (item) => {
      refused.push(item);
      return undefined;
    },
  );
  return { sent, refused, ended: ended?.blame };
}

describe('a batch that is refused', () => {
  it('is sent in halves down to each item that is to blame', async () => {
    const bad = new Set([2, 5]);
    const { sent, refused, ended } = await run([1, 2, 3, 4, 5], (part) =>
      part.some((item) => bad.has(item)) ? failure('inputs') : undefined,
    );
    expect(sent).toEqual([[1, 2, 3, 4, 5], [1, 2, 3], [1, 2], [1], [2], [3], [4, 5], [4], [5]]);
    expect(refused).toEqual([2, 5]);
    expect(ended).toBeUndefined();
  });

  it('ends at once with a failure that no part would escape', async () => {
    const { sent, refused, ended } = await run([1, 2, 3, 4], () => failure('call'));
    expect([sent, refused, ended]).toEqual([[[1, 2, 3, 4]], [], 'call']);
  });

  it('ends with such a failure in the middle too', async () => {
    const { sent, ended } = await run([1, 2, 3, 4], (part) =>
      part.length === 4 ? failure('inputs') : part.includes(1) ? undefined : failure('call'),
    );
    expect([sent, ended]).toEqual([
      [
        [1, 2, 3, 4],
        [1, 2],
        [3, 4],
      ],
      'call',
    ]);
  });

  it('that is too dear is sent as far as it can be paid for, and the first item that can’t ends it', async () => {
    let left = 3;
    const { sent, refused, ended } = await run([1, 2, 3, 4, 5, 6, 7, 8], (part) => {
      if (part.length > left) return failure('spend');
      left -= part.length;
      return undefined;
    });
    expect(sent.flat().filter((item) => item === 8)).toEqual([8]); // with the whole batch only
    expect([left, refused, ended]).toEqual([0, [], 'spend']);
  });
});

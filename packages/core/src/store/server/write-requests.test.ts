import { describe, expect, it } from 'vitest';
import { aborted } from '../../async/signal.ts';
import type { VectorRecord } from '../../record/record.ts';
import { connectionFailure } from './request-failure.ts';
import { storeErrors } from '../store-errors.ts';
import { cutIntoRequests, sendRequests, type WriteRequest } from './write-requests.ts';

const errors = storeErrors({
  database: 'fake',
  title: 'Fake',
  readFailure: connectionFailure,
  isMissing: () => false,
  advice: () => undefined,
});
const records = ['a', 'b', 'c', 'd', 'e'].map((id): VectorRecord => ({
  id,
  vectors: {},
  metadata: {},
}));
const sending = { collection: 'docs', operation: 'upsert', errors, begin: () => {}, width: 2 };

function requests(outcomes: readonly WriteRequest['send'][], count = 2): WriteRequest[] {
  return outcomes.map((send) => ({ count, send }));
}

const succeeds = async () => await Promise.resolve([]);

describe('cutIntoRequests', () => {
  it('cuts by count and by bytes, and gives what is too long a request of its own', async () => {
    const sent: number[][] = [];
    const packing = {
      pack: (bytes: number) => ({ data: bytes, bytes }),
      async send(parts: readonly number[]) {
        sent.push([...parts]);
        return await Promise.resolve([]);
      },
    };
    const limits = { records: 2, bytes: 2000 };
    for (const request of cutIntoRequests([1, 2, 3, 5000, 4, 900, 900], limits, packing))
      await request.send();
    expect(sent).toEqual([[1, 2], [3], [5000], [4, 900], [900]]);
  });
});

describe('sendRequests', () => {
  it('leaves exactly the ids of requests that failed or were not sent unconfirmed', async () => {
    const fails = async () => await Promise.reject(new Error('timed out'));
    const sent = sendRequests(requests([succeeds, fails, succeeds]), records, {
      ...sending,
      width: 1,
    });
    await expect(sent).rejects.toMatchObject({
      details: { unconfirmedIds: ['c', 'd', 'e'], retryable: true },
    });
  });

  it('names the records that the server refused, and confirms the others of their request', async () => {
    const refuses = async () => await Promise.resolve([{ index: 1, error: 'wrong length' }]);
    await expect(sendRequests(requests([refuses], 5), records, sending)).rejects.toMatchObject({
      message: expect.stringContaining('wrong length'),
      details: { unconfirmedIds: ['b'] },
    });
  });

  it('starts no request after the signal has fired, and leaves its ids unconfirmed', async () => {
    let begun = 0;
    const begin = (): void => {
      if (++begun > 1) throw aborted('upsert', undefined);
    };
    const failing = sendRequests(requests([succeeds, succeeds, succeeds]), records, {
      ...sending,
      begin,
      width: 1,
    });
    await expect(failing).rejects.toMatchObject({ code: 'aborted' });
    expect(begun).toBe(2);
  });
});

import { expect, it } from 'vitest';
import { testSpec } from '../__fixtures__/spec.ts';
import { NestvecError } from '../errors.ts';
import type { VectorRecord } from '../record/record.ts';
import { connectionFailure } from './server/request-failure.ts';
import { storeErrors } from './store-errors.ts';
import { type UpdateParts, updateRecords } from './update-records.ts';

const errors = storeErrors({
  database: 'fake',
  title: 'Fake',
  readFailure: connectionFailure,
  isMissing: () => false,
  advice: () => undefined,
});
const stored: VectorRecord = { id: 'stored', vectors: {}, metadata: { old: 1 } };

async function update(write: (records: readonly VectorRecord[]) => Promise<void>): Promise<void> {
  const read = async () => await Promise.resolve(new Map([[stored.id, stored]]));
  const writer = async () => await Promise.resolve({ check: () => {}, write });
  const within: UpdateParts['within'] = async (_, task) => await task({ read, writer });
  await updateRecords({ collection: 'things', spec: testSpec, errors, within }, [
    { id: 'gone', text: 'x' },
    { id: 'stored', text: 'first' },
    { id: 'stored', unset: ['old'] },
  ]);
}

it('writes every change of a record at once, and then names the ids that are not stored', async () => {
  const written: VectorRecord[] = [];
  const write = async (records: readonly VectorRecord[]): Promise<void> => {
    await Promise.resolve(written.push(...records));
  };
  await expect(update(write)).rejects.toMatchObject({ details: { unconfirmedIds: ['gone'] } });
  expect(written).toEqual([{ ...stored, text: 'first', metadata: {} }]);
});

it('names the ids that are not stored as well where the write of the others fails', async () => {
  const failure = new NestvecError('store', 'the connection broke', {
    database: 'fake',
    collection: 'things',
    operation: 'update',
    unconfirmedIds: ['stored'],
    retryable: true,
  });
  await expect(update(async () => await Promise.reject(failure))).rejects.toMatchObject({
    message: 'the connection broke',
    details: { unconfirmedIds: ['stored', 'gone'] },
  });
});

it('does it again where it is run again, and names what is not stored once it is over', async () => {
  const written: string[] = [];
  const texts = ['seen first', 'seen again'];
  const within: UpdateParts['within'] = async (_, task) => {
    const parts = {
      read: async () =>
        await Promise.resolve(new Map([['stored', { ...stored, text: texts.shift() }]])),
      writer: async () =>
        await Promise.resolve({
          check: () => {},
          write: async (records: readonly VectorRecord[]) =>
            await Promise.resolve(void written.push(...records.map(({ text = '' }) => text))),
        }),
    };
    await task(parts);
    const result = await task(parts);
    written.push('kept');
    return result;
  };
  const changes = [
    { id: 'gone', text: 'x' },
    { id: 'stored', metadata: { n: 1 } },
  ];
  const updating = updateRecords({ collection: 'things', spec: testSpec, errors, within }, changes);
  await expect(updating).rejects.toMatchObject({ details: { unconfirmedIds: ['gone'] } });
  expect(written).toEqual(['seen first', 'seen again', 'kept']);
});

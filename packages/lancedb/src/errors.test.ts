import { isNestvecError } from '@nestvec/core';
import { expect, it } from 'vitest';
import { errors, isMissingTable } from './errors.ts';

const source =
  ', /usr/local/cargo/registry/src/index.crates.io-1949cf8c6b5b557f/lance-io-12.0.0/src/local.rs:47:32';

/** What LanceDB 0.31.0 and 0.39.0 said when it was tried, and what a user reads. */
it.each<[string, string, string]>([
  [
    'a read-only folder',
    `Failed to execute merge insert: GenericFailure, lance error: LanceError(IO): Permission denied (os error 13) at path "/data/c.lance/data/.tmpvJEnQL"${source}`,
    'Permission denied (os error 13) at path "/data/c.lance/data/.tmpvJEnQL"; choose a folder that you may read and write',
  ],
  [
    'a full disk',
    'Failed to execute merge insert: GenericFailure, lance error: LanceError(IO): Generic LocalFileSystem error: Unable to copy data to file: No space left on device (os error 28)',
    'Unable to copy data to file: No space left on device (os error 28); free some space, then run it again',
  ],
  [
    'a file in the place of a folder',
    `lance error: LanceError(IO): Generic LocalFileSystem error: Unable to walk dir: IO error for operation on /data/c.lance/_versions: Not a directory (os error 20)${source}  Caused by: LanceError(IO): Generic Local`,
    'Not a directory (os error 20); choose a folder, not a file',
  ],
  [
    'a data file that is gone',
    'Failed to get next batch from stream: lance error: LanceError(IO): Generic N/A error: Cloned error: Cloned error: LanceError(IO): Object at location /data/c.lance/data/1100.lance not found: No such file or directory (os error 2), /usr/local/a.rs:1:2',
    'Object at location /data/c.lance/data/1100.lance not found: No such file or directory (os error 2); its files are damaged; restore the folder from a copy, or drop the collection and ingest again',
  ],
  [
    'a manifest of something else',
    `lance error: LanceError(IO): does not have sufficient data, len: 7, bytes: b"garbage"${source}`,
    'does not have sufficient data, len: 7, bytes: b"garbage"; its files are damaged; restore the folder from a copy, or drop the collection and ingest again',
  ],
  [
    'another writer',
    `lance error: Retryable commit conflict for version 14: This Rewrite transaction was preempted by concurrent transaction Update at version 14. Please retry.${source}`,
    'Retryable commit conflict for version 14: This Rewrite transaction was preempted by concurrent transaction Update at version 14. Please retry.; another process is writing to it; run it again when that is done',
  ],
])('says what to do about %s', (_title, message, text) => {
  const error = errors.toStoreError(new Error(message), {
    collection: 'things',
    operation: 'optimize',
  });
  expect(error.message).toBe(`lancedb: optimize on "things" failed: ${text}`);
});

it('names exactly the ids that are not confirmed', () => {
  const error = errors.toStoreError(new Error('boom'), {
    collection: 'things',
    operation: 'upsert',
    ids: ['a', 'b'],
  });
  expect(error.message).toBe('lancedb: upsert of 2 records into "things" failed: boom');
  expect(error.details).toMatchObject({ unconfirmedIds: ['a', 'b'], retryable: false });
});

it('tries again only what another writer prevented', () => {
  const attempt = { collection: 'things', operation: 'upsert' };
  const retryable = (message: string): unknown =>
    errors.toStoreError(new Error(message), attempt).details;
  expect(retryable('Retryable commit conflict')).toMatchObject({ retryable: true });
  expect(retryable('Too many concurrent writers')).toMatchObject({ retryable: true });
  expect(retryable('No space left on device')).toMatchObject({ retryable: false });
});

it('lets an error of ours through', () => {
  const ours = errors.toStoreError(new Error('boom'), { collection: 'a', operation: 'get' });
  const again = errors.toStoreError(ours, { collection: 'b', operation: 'scan' });
  expect(again).toBe(ours);
  expect(isNestvecError(again, 'store')).toBe(true);
});

it('takes only a missing table for one, not any missing file', () => {
  expect(isMissingTable(new Error("Table 'nope' was not found  Caused by: Dataset at path"))).toBe(
    true,
  );
  expect(isMissingTable(new Error('Object at location /c.lance/data/1.lance not found'))).toBe(
    false,
  );
});

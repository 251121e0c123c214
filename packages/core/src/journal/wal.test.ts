import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openFile, usualGround } from './open-file.ts';
import { ingestFormat } from './schema.ts';
import { walOf } from './wal.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'nestvec-wal-'));
});
afterEach(async () => await rm(directory, { recursive: true, force: true }));

it('flushes what was committed, as often as it is asked, and closes while it does', async () => {
  const database = await openFile(usualGround, directory, ingestFormat);
  const wal = walOf(directory, ingestFormat.name);
  database.exec("INSERT INTO collections VALUES ('qdrant', 'photos')");
  const flushes = [wal.flush(), wal.flush()];
  wal.close();
  await Promise.all(flushes);
  const log = await readFile(join(directory, `${ingestFormat.name}-wal`));
  expect(log.includes('photos')).toBe(true);
  database.close();
});

it('says which journal could not be put on the disk', async () => {
  const wal = walOf(join(directory, 'gone'), ingestFormat.name);
  await expect(wal.flush()).rejects.toMatchObject({
    code: 'journal',
    message: expect.stringContaining(join(directory, 'gone')),
  });
  wal.close();
});

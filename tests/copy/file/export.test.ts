import { readdirSync, statSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { type Store, truncate } from '@nestvec/core';
import { copy, recordFile } from '@nestvec/core/copy';
import { memoryStore } from '@nestvec/testkit/memory';
import { describe, expect, it } from 'vitest';
import { contentOf, fill, recordOf, recordsOf, temporaryFolder } from '../__fixtures__/collection.ts';

const endings = ['jsonl', 'jsonl.gz', 'jsonl.zst', 'parquet'] as const;

const source = async (records = recordsOf(300)): Promise<Store> =>
  await fill(memoryStore({ collection: 'photos' }), records);
const target = (): Store => memoryStore({ collection: 'copied' });

describe.each(endings)('a collection in a .%s', (ending) => {
  it('comes back with every record, number and name as it was', async () => {
    const from = await source();
    const path = join(await temporaryFolder(), `photos.${ending}`);
    const out = await copy(from, recordFile(path), { verify: 'all' });
    expect(out).toMatchObject({
      from: { database: 'memory', collection: 'photos' },
      to: { database: 'file', collection: path },
      passes: [{ pass: 1, read: 300, written: 300, failed: 0 }],
      verification: {
        equal: true,
        counts: { source: 300, target: 300 },
        ids: { compared: 300, missing: { count: 0 }, extra: { count: 0 } },
        records: { compared: 300, differing: { count: 0 } },
        vectors: { text: { largestDifference: 0 } },
      },
    });
    const to = target();
    const back = await copy(recordFile(path), to, { verify: 'all' });
    expect(await contentOf(to)).toEqual(await contentOf(from));
    expect((await to.describe())?.spec).toEqual({
      ...(await from.describe())?.spec,
      name: 'copied',
    });
    expect(back).toMatchObject({
      passes: [{ read: 300, written: 300 }],
      verification: { equal: true, records: { compared: 300 } },
    });
    expect(back.verification?.searches).toBeUndefined();
    expect(readdirSync(join(path, '..'))).toEqual([`photos.${ending}`]);
  });
});
void [readFile, writeFile, statSync, gunzipSync, zstdDecompressSync, truncate, recordOf];

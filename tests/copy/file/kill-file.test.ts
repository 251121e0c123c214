import { readdirSync, readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { copy, recordFile } from '@nestvec/core/copy';
import { lancedb } from '@nestvec/lancedb';
import { createRandom, environment, killUntilThrough, seed, seeded } from '@nestvec/testkit';
import { memoryStore } from '@nestvec/testkit/memory';
import { describe, expect, it } from 'vitest';
import { contentOf, fill, recordsOf, temporaryFolder } from '../__fixtures__/collection.ts';
import type { FileTask } from './__fixtures__/file-child.ts';

const script = fileURLToPath(new URL('__fixtures__/file-child.ts', import.meta.url));
const kills = environment.full ? 25 : 1;
const endings = environment.full ? ['parquet', 'jsonl.zst', 'jsonl.gz'] : ['parquet'];
const random = createRandom(seed);

describe.each(endings)(seeded('a .%s'), { timeout: 1_200_000 }, (ending) => {
  it('that was killed while it was written is as it was before', async () => {
    const folder = await temporaryFolder();
    const uri = join(folder, 'lancedb');
    const source = await fill(lancedb({ uri, collection: 'photos' }), recordsOf(800));
    await source.close();
    const path = join(folder, `photos.${ending}`);
    let killed = 0;
    while (killed < kills) {
      await writeFile(path, 'before');
      const seen: string[] = [];
      const ended = await killUntilThrough({
        script,
        task(killAt): FileTask {
          // After each run that was killed, and before the first.
          seen.push(readFileSync(path, 'latin1'));
          return { way: 'out', uri, collection: 'photos', path, journal: '', killAt };
        },
        random,
        mostSteps: 60,
        killAfterMs: [800, 3000],
        mostStarts: 60,
      });
      killed += ended.killed;
      expect(ended.report).toMatchObject({ verification: { equal: true } });
      // Killed during the comparison, the file is there already.
      const parts = new Set(seen.map((text) => (text === 'before' ? text : text.slice(-4))));
      const end = (await readFile(path, 'latin1')).slice(-4);
      expect([...parts].filter((text) => text !== 'before' && text !== end)).toEqual([]);
      const to = memoryStore({ collection: 'ours' });
      await copy(recordFile(path), to);
      expect(await to.count()).toBe(800);
    }
    const names = readdirSync(folder).filter((name) => name.startsWith('photos'));
    expect(names.filter((name) => !/^photos\.[a-z.]+\.[0-9a-f]{8}\.part$/.test(name))).toEqual([
      `photos.${ending}`,
    ]);
  });

  it('whose import was killed comes in whole, and nothing twice', async () => {
    const folder = await temporaryFolder();
    const from = await fill(memoryStore({ collection: 'photos' }), recordsOf(800));
    const path = join(folder, `photos.${ending}`);
    await copy(from, recordFile(path));
    const uri = join(folder, 'lancedb');
    let killed = 0;
    for (let round = 0; killed < kills; round++) {
      const collection = `ours_${round}`;
      const journal = join(folder, `journal-${round}`);
      const ended = await killUntilThrough({
        script,
        task: (killAt): FileTask => ({ way: 'in', uri, collection, path, journal, killAt }),
        random,
        mostSteps: 25,
        killAfterMs: [800, 3000],
        mostStarts: 60,
      });
      killed += ended.killed;
      expect(ended.report).toMatchObject({ verification: { equal: true }, failures: [] });
      const to = lancedb({ uri, collection });
      expect(await to.count()).toBe(800);
      expect((await contentOf(to)).size).toBe(800);
      await to.close();
    }
  });
});

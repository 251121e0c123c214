import { mkdtemp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite, type PGliteOptions } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import { afterAll, describe, expect, it } from 'vitest';
import { startPglite } from './pglite-start.ts';

const folder = await mkdtemp(join(tmpdir(), 'nestvec-start-'));
afterAll(async () => rm(folder, { recursive: true }));
const template = join(folder, 'cache', 'new.tar.gz');

/** Starts one, closes it, and says how it was made and what it answers. */
async function start(
  data: string,
  statement = `SELECT ('[1,2]'::vector <-> '[1,4]')::int4 AS answer`,
) {
  const made: string[] = [];
  const create = async (options: PGliteOptions): Promise<PGlite> => {
    made.push(options.loadDataDir === undefined ? 'anew' : 'copied');
    return await PGlite.create(options);
  };
  const database = await startPglite(create, { vector }, { data, template });
  const { rows } = await database.query<{ answer: unknown }>(statement);
  await database.close();
  return { made, answer: rows[0]?.answer };
}

describe('a new database', { timeout: 180_000 }, () => {
  it('is made once, and copied from then on', async () => {
    expect(await start(join(folder, 'first'))).toEqual({ made: ['anew'], answer: 2 });
    expect(await start(join(folder, 'second'))).toEqual({ made: ['copied'], answer: 2 });
    expect(await start('memory://')).toEqual({ made: ['copied'], answer: 2 });
  });

  it('is opened as it is where it is there already', async () => {
    const data = join(folder, 'kept');
    await start(data, 'CREATE TABLE kept AS SELECT 7 AS answer');
    expect(await start(data, 'TABLE kept')).toEqual({ made: ['anew'], answer: 7 });
  });

  it('is made again where its making was interrupted', async () => {
    const data = join(folder, 'interrupted');
    await mkdir(data);
    await writeFile(join(data, 'PG_VERSION'), '18\n');
    await writeFile(`${data}.new`, '');
    expect(await start(data)).toEqual({ made: ['copied'], answer: 2 });
    expect(await start(data)).toEqual({ made: ['anew'], answer: 2 });
  });

  it.each(['cut', 'another one'])(
    'is made anew where what was kept is damaged: %s',
    async (how) => {
      const whole = await readFile(template);
      const { gzipSync } = await import('node:zlib');
      await writeFile(
        template,
        how === 'cut' ? whole.subarray(0, 1e6) : gzipSync(Buffer.alloc(1024)),
      );
      const { made, answer } = await start(join(folder, how));
      expect(made.at(-1)).toBe('anew');
      expect(answer).toBe(2);
      expect(await start(join(folder, `${how} again`))).toEqual({ made: ['copied'], answer: 2 });
    },
  );
});

import { truncate } from '@nestvec/core';
import { afterAll, describe, expect, it } from 'vitest';
import { openFolder } from './__fixtures__/pglite.ts';
import { miniSpec, imageRecord, unitVector } from './__fixtures__/spec.ts';
import { backfillVector, fillField, type Filling } from './fill.ts';
import { resolveOptions } from './options.ts';
import { createSession } from './session.ts';
import { type Sql, sql } from './sql.ts';
import { pgvector } from './store.ts';
import { vector } from './wire.ts';

const folder = await openFolder();
afterAll(folder.close);
const { data } = folder;

/** A table whose rows are filled while another process makes its change between the page being read and being written. */
async function filledBeside(
  collection: string,
  change: Sql,
  fill: (filling: Filling) => Promise<void>,
) {
  const spec = miniSpec({ name: collection, fields: { rank: 'number' } });
  const store = pgvector({ data, collection });
  await store.apply(await store.plan(spec));
  await store.upsert([imageRecord('a', 1, { rank: 1 }), imageRecord('b', 2, { rank: 1 })]);
  const session = createSession(resolveOptions({ data, collection }));
  const asking = { collection, operation: 'apply', begin() {} };
  const write = async (statement: Sql): Promise<void> => {
    await session.run(asking, async ({ query }) => query(statement));
  };
  await write(sql`UPDATE ${session.table} SET rank = NULL, _vector_image_64 = NULL`);
  let changed = false;
  const run: Filling['session']['run'] = async (...given) => {
    if (given[2]?.transaction === true && !changed) {
      changed = true;
      await write(sql`UPDATE ${session.table} SET ${change} WHERE _id = 'a'`);
    }
    return await session.run(...given);
  };
  await fill({ session: { ...session, run }, asking, spec });
  await session.close();
  return store;
}

describe('a column that is filled', { timeout: 120_000 }, () => {
  it('has the metadata that another process wrote meanwhile', async () => {
    const change = sql`_metadata = '{"rank": 2}', rank = 2`;
    const store = await filledBeside('fields', change, async (filling) =>
      fillField(filling, 'rank', 'number'),
    );
    expect(await store.count({ filter: { rank: 2 } })).toBe(1);
    expect(await store.count({ filter: { rank: 1 } })).toBe(1);
    await store.close();
  });

  it('is computed from the vector that another process wrote meanwhile', async () => {
    const change = sql`_vector_image = ${vector.encode(unitVector(9))}::vector`;
    const store = await filledBeside('vectors', change, async (filling) =>
      backfillVector(filling, { name: 'image_64', from: 'image' }, () => {}),
    );
    const [a, b] = await store.get(['a', 'b']);
    expect(a?.vectors['image_64']).toEqual(truncate(unitVector(9), 64));
    expect(b?.vectors['image_64']).toEqual(truncate(unitVector(2), 64));
    await store.close();
  });
});

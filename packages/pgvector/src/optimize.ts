import type { OpenCollection, OptimizeOptions } from '@nestvec/core/store';
import { unhurried } from './apply.ts';
import { atLeast } from './count.ts';
import { createVectorIndex, vectorColumn } from './schema.ts';
import { type Asking, askingOf, type FoundTable, type Session } from './session.ts';
import { raw, sql } from './sql.ts';
import { indexesOf } from './table-info.ts';

/**
 * Builds the indexes that vectors are declared to have and lack, from as many records on as the options say. One over all records at
 * once takes a fraction of the time that it takes to add each as it is written; later ones are added by PostgreSQL itself. After that, and
 * without `ifNeeded`, the room of what was removed and replaced is made free, and pages whose rows all see are marked, so that words are
 * counted by their index alone: autovacuum does so within a minute, and PGlite has none. Not on a client of the user's, which may be in a
 * transaction.
 */
export async function optimizeTable(
  session: Session,
  { memory, info }: OpenCollection<FoundTable>,
  call: OptimizeOptions | undefined,
): Promise<void> {
  const { client, indexFrom } = session.options;
  const asking = askingOf(session, 'optimize', call);
  const built = await buildIndexes(session, asking, indexFrom, { memory, info });
  if (!built && call?.ifNeeded === true) return;
  const statement = raw(client === undefined ? 'VACUUM (ANALYZE)' : 'ANALYZE');
  await session.run(asking, async ({ query }) => query(sql`${statement} ${session.table}`), {
    unhurried: true,
  });
}

/** Says whether one was built. */
async function buildIndexes(
  session: Session,
  asking: Asking,
  indexFrom: number,
  { memory, info }: OpenCollection<FoundTable>,
): Promise<boolean> {
  const lacking = Object.entries(memory.spec.vectors).filter(
    ([name, { graph }]) => graph && indexesOf(info, vectorColumn(name)).length === 0,
  );
  if (lacking.length === 0) return false;
  const [row] = await session.run(asking, async ({ query }) => query(atLeast(session)));
  if (Number(row?.['count']) < indexFrom) return false;
  for (const [name, vector] of lacking)
    await session.run(
      asking,
      async (connection) =>
        unhurried(connection, async ({ query }) => {
          await query(createVectorIndex(session.table, name, vector));
        }),
      { transaction: true, unhurried: true },
    );
  return true;
}

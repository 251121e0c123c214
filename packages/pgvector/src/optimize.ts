import type { OpenCollection, OptimizeOptions } from '@nestvec/core/store';
import { unhurried } from './apply.ts';
import { atLeast } from './count.ts';
import { createVectorIndex, vectorColumn } from './schema.ts';
import { type Asking, askingOf, type FoundTable, type Session } from './session.ts';
import { raw, sql } from './sql.ts';
import { indexesOf } from './table-info.ts';

/**
 * Builds the indexes that vectors are declared to have and lack, from as many records on as the options say. One over all records at
 * once takes a fraction of the time that it takes to add each as it is written; later ones are added by PostgreSQL itself. PGlite has
 * no autovacuum, so without `ifNeeded` the room of what was removed and replaced is made free there.
 */
export async function optimizeTable(
  session: Session,
  { memory, info }: OpenCollection<FoundTable>,
  call: OptimizeOptions | undefined,
): Promise<void> {
  const { data, indexFrom } = session.options;
  const asking = askingOf(session, 'optimize', call);
  const built = await buildIndexes(session, asking, indexFrom, { memory, info });
  const isVacuumed = data !== undefined && call?.ifNeeded !== true;
  if (!built && !isVacuumed) return;
  const statement = raw(isVacuumed ? 'VACUUM (ANALYZE)' : 'ANALYZE');
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

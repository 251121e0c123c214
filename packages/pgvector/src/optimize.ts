import type { OpenCollection, OptimizeOptions } from '@nestvec/core/store';
import { unhurried } from './apply.ts';
import { atLeast } from './count.ts';
import { createVectorIndex, vectorColumn } from './schema.ts';
import type { FoundTable, Session } from './session.ts';
import { raw, sql } from './sql.ts';
import { indexesOf } from './table-info.ts';

/**
 * Builds the indexes that vectors are declared to have and lack, from as many records on as the options say. One over all records at
 * once takes a fraction of the time that it takes to add each as it is written; later ones are added by PostgreSQL itself.
 */
export async function optimizeTable(
  session: Session,
  { memory, info }: OpenCollection<FoundTable>,
  call: OptimizeOptions | undefined,
): Promise<void> {
  const { collection, indexFrom } = session.options;
  const lacking = Object.entries(memory.spec.vectors).filter(
    ([name, { graph }]) => graph && indexesOf(info, vectorColumn(name)).length === 0,
  );
  if (lacking.length === 0) return;
  const begin = (): void => session.begin('optimize', call);
  const asking = { collection, operation: 'optimize', begin };
  const [row] = await session.run(asking, async ({ query }) => query(atLeast(session)));
  if (Number(row?.['count']) < indexFrom) return;
  for (const [name, vector] of lacking)
    await session.run(
      asking,
      async (connection) =>
        unhurried(connection, async ({ query }) => {
          await query(createVectorIndex(session.table, name, vector));
        }),
      { transaction: true, unhurried: true },
    );
  await session.run(asking, async ({ query }) => query(sql`${raw('ANALYZE')} ${session.table}`));
}

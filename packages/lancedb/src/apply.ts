import { randomUUID } from 'node:crypto';
import { NestvecError, type Plan } from '@nestvec/core';
import { messageOf } from '@nestvec/core/kit';
import {
  type ApplyOptions,
  encodeMemory,
  type PlanExecution,
  reservedNames,
} from '@nestvec/core/store';
import type { Table } from '@lancedb/lancedb';
import type { DataType, Field } from 'apache-arrow';
import type { LanceModule } from './client.ts';
import { commit } from './commit.ts';
import { databaseName, errors } from './errors.ts';
import { backfillVector, fillField, fillWords, type Filling } from './fill.ts';
import type { Column } from './observe.ts';
import { dropIndex } from './optimize.ts';
import { fieldColumn, memoryKey, tableSchema, vectorField, wordsField } from './schema.ts';
import type { FoundTable, Session } from './session.ts';
import { buildWordsIndex } from './words-index.ts';

/** How plans are executed in LanceDB. */
export function planExecution(
  session: Session,
  options: ApplyOptions | undefined,
): PlanExecution<FoundTable> {
  const { attach, collection } = session.options;
  const filling = async (): Promise<Filling> => {
    const { table, peers } = await session.open('apply', options);
    const begin = (): void => session.begin('apply', options);
    return { table, arrow: peers.arrow, collection, operation: 'apply', begin };
  };
  return {
    database: databaseName,
    session,
    errors,
    isAttached: attach !== undefined,
    async create(spec) {
      session.knownKeys?.forget();
      const { arrow } = await session.peers();
      const created = { memory: encodeMemory({ spec, incomplete: [] }), made: randomUUID() };
      const database = await session.connection();
      const table = await database.createEmptyTable(collection, tableSchema(spec, arrow, created));
      // One that is made of no rows cuts later ones alike.
      if (spec.keyword) await buildWordsIndex(table, (await session.peers()).lance);
      table.close();
    },
    isConflict: (error) => messageOf(error).includes('already exists'),
    drop: async () => await dropTable(session),
    async alter(plan) {
      session.knownKeys?.forget();
      await alter(await filling(), plan, (await session.peers()).lance);
    },
    async remember(memory) {
      const writing = await filling();
      await commit(writing, async () => {
        await writing.table.updateFieldMetadata([
          { path: reservedNames.metadata, metadata: { [memoryKey]: encodeMemory(memory) } },
        ]);
      });
    },
    // No update may write back a row without the vector that it is about to get.
    backfill: async ({ memory }, backfill, _, onProgress) =>
      await session.lock.exclusive(
        async () => await backfillVector(await filling(), memory.spec, backfill, onProgress),
      ),
    backfillWords: async (_altered, _options, onProgress) =>
      await session.lock.exclusive(async () => {
        const { lance } = await session.peers();
        const writing = await filling();
        await fillWords(writing, onProgress);
        await commit(writing, async () => await buildWordsIndex(writing.table, lance));
      }),
  };
}

/** Drops the table of a collection. */
export async function dropTable(session: Session): Promise<void> {
  session.knownKeys?.forget();
  session.keptVectors.forget();
  await (await session.connection()).dropTable(session.options.collection);
}

/** Columns first, memory after: an apply that dies in between is planned again, and finds the columns there. */
async function alter(filling: Filling, plan: Plan, lance: LanceModule): Promise<void> {
  const { table, arrow } = filling;
  for (const { change } of plan.steps) {
    if (change.kind === 'add-vector') {
      const { dimensions = 0 } = plan.spec.vectors[change.name] ?? {};
      await ensureColumn(table, vectorField(change.name, dimensions, arrow), plan);
    } else if (change.kind === 'add-field') {
      const type = plan.spec.fields[change.name];
      if (type === undefined) continue;
      await ensureColumn(table, fieldColumn(change.name, type, arrow), plan);
      await fillField(filling, change.name, type);
    } else if (change.kind === 'set-words') {
      await ensureColumn(table, wordsField(arrow), plan);
      await commit(filling, async () => await buildWordsIndex(table, lance));
    } else if (change.kind === 'set-graph' || change.kind === 'set-quantization') {
      await dropIndex(table, change.name);
    }
  }
}

async function ensureColumn(table: Table, field: Field<DataType>, plan: Plan): Promise<void> {
  const wanted: Column = field;
  const columns: readonly Column[] = (await table.schema()).fields;
  const found = columns.find(({ name }) => name === wanted.name);
  if (found === undefined) {
    await table.addColumns(field);
  } else if (found.type.toString() !== wanted.type.toString()) {
    throw new NestvecError(
      'plan',
      `${databaseName}: the table of "${plan.spec.name}" has a column ${wanted.name} of type ${found.type.toString()} where ${wanted.type.toString()} is needed; drop that column or choose another name`,
      { reason: 'drift', targets: [wanted.name] },
    );
  }
}

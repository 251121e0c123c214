import { NestvecError, type Plan } from '@nestvec/core';
import { type ApplyOptions, encodeMemory, type PlanExecution } from '@nestvec/core/store';
import { refuseAliased } from './aliases.ts';
import { addedIndex, alterAttached, attachedPlaces, rememberAdded } from './apply-attached.ts';
import { tableNameOf } from './attach.ts';
import { atLeast } from './count.ts';
import type { Connection } from './database/database.ts';
import { databaseName, errors, existsAlready } from './errors.ts';
import { columnTypes } from './field-type.ts';
import { backfillVector, fillField, type Filling, fillWords } from './fill.ts';

import {
  addColumn,
  createFieldIndex,
  createTable,
  createVectorIndex,
  remember,
  replaceWords,
  vectorColumn,
  vectorType,
} from './schema.ts';
import { type Asking, askingOf, type FoundTable, type Session } from './session.ts';
import { name, sql } from './sql.ts';
import { indexesOf, readTableInfo, type TableInfo } from './table-info.ts';

/** How plans are executed in PostgreSQL, whose changes of a table are a part of a transaction like any other. */
export function planExecution(
  session: Session,
  call: ApplyOptions | undefined,
): PlanExecution<FoundTable> {
  const { options, table } = session;
  const { attach, collection, schema } = options;
  const asking = askingOf(session, 'apply', call);
  const change = async (task: (connection: Connection) => Promise<void>): Promise<void> =>
    await session.run(asking, async (connection) => unhurried(connection, task), {
      transaction: true,
      unhurried: true,
    });
  const infoOf = async (connection: Connection): Promise<TableInfo> =>
    (await readTableInfo(connection, schema, tableNameOf(options))) ?? noTable;
  /** What the table was last seen to remember. */
  let said: string | undefined;
  /** Keeps other changes of the table off until the transaction ends. Throws `plan` where one was made since the plan was checked. */
  const hold = async (connection: Connection, next?: string): Promise<TableInfo> => {
    await connection.query(sql`LOCK TABLE ${table} IN SHARE UPDATE EXCLUSIVE MODE`);
    const info = await infoOf(connection);
    // Another process may have applied the same plan, or this one before its connection broke.
    if (info.comment === said || (next !== undefined && info.comment === next)) return info;
    throw new NestvecError(
      'plan',
      `${databaseName}: "${collection}" was changed by another process since the plan was made; plan again`,
      { reason: 'stale', targets: ['collection'] },
    );
  };
  return {
    database: databaseName,
    session,
    errors,
    isAttached: attach !== undefined,
    async create(spec) {
      await ensureExtension(session, asking);
      const memory = encodeMemory({ spec, incomplete: [] });
      const creating = change(async ({ query }) => {
        const [known] = await query(
          sql`SELECT 1 AS one FROM pg_namespace WHERE nspname = ${schema}::text`,
        );
        if (known === undefined) await query(sql`CREATE SCHEMA IF NOT EXISTS ${name(schema)}`);
        for (const statement of createTable(table, spec, memory, options)) await query(statement);
      });
      await creating.catch((error: unknown) => {
        throw existsAlready(causeOf(error)) ? causeOf(error) : error;
      });
    },
    isConflict: existsAlready,
    drop: async () => await dropTable(session, asking),
    async alter(plan, { memory, info: found }) {
      if (attach !== undefined) {
        await change(async (connection) => alterAttached(connection, table, attach, plan, memory));
        return;
      }
      said = found.comment;
      const filling: Filling = { session, asking, spec: plan.spec };
      await change(async (connection) =>
        alterTable(connection, session, plan, await hold(connection)),
      );
      for (const { change: made } of plan.steps) {
        const type = made.kind === 'add-field' ? plan.spec.fields[made.name] : undefined;
        if (made.kind === 'add-field' && type !== undefined)
          await fillField(filling, made.name, type);
      }
    },
    async remember(memory) {
      const text = encodeMemory(memory);
      await change(async (connection) => {
        if (attach !== undefined) {
          await rememberAdded(connection, table, await infoOf(connection), memory);
          return;
        }
        await hold(connection, text);
        await connection.query(remember(table, text));
      });
      said = text;
    },
    backfillWords: async ({ memory }, _, onProgress) =>
      await session.lock.exclusive(
        async () => await fillWords({ session, asking, spec: memory.spec }, onProgress),
      ),
    // No update may write back a row without the vector that it is about to get.
    backfill: async ({ memory, info }, backfill, _, onProgress) =>
      await session.lock.exclusive(async () => {
        const filling: Filling = { session, asking, spec: memory.spec };
        const places = attach === undefined ? undefined : attachedPlaces(attach, info);
        await backfillVector(filling, backfill, onProgress, places);
        if (attach === undefined) return; // `optimize` builds the indexes of a table of ours
        const [row] = await session.run(asking, async ({ query }) => query(atLeast(session)));
        if (Number(row?.['count']) < options.indexFrom) return;
        await change(async (connection) => {
          const now = await infoOf(connection);
          const index = addedIndex(table, attach, now, backfill.name, memory);
          if (index !== undefined) await connection.query(index);
        });
      }),
  };
}

/** Of a table that was dropped meanwhile. */
const noTable: TableInfo = { comment: undefined, columns: [], indexed: [], texts: [] };

function causeOf(error: unknown): unknown {
  return error instanceof Error ? error.cause : undefined;
}

/** Drops the table of a collection. Throws `invalid-input` where an alias leads to it. */
export async function dropTable(session: Session, asking: Asking): Promise<void> {
  const { options, run, table } = session;
  const drop = async (connection: Connection): Promise<void> => {
    await refuseAliased(connection, options, options.collection);
    await connection.query(sql`DROP TABLE IF EXISTS ${table}`);
  };
  await run(asking, drop, { transaction: true });
}

/** Lets building an index take as long as it does. */
export async function unhurried(
  connection: Connection,
  task: (connection: Connection) => Promise<void>,
): Promise<void> {
  await connection.query(sql`SET LOCAL statement_timeout = 0`);
  await task(connection);
}

/** pgvector has to be there once for each database; the error of a role that may not create it says how. */
async function ensureExtension(session: Session, asking: Asking): Promise<void> {
  await session.run(asking, async ({ query }) => {
    const [known] = await query(sql`SELECT 1 AS one FROM pg_extension WHERE extname = 'vector'`);
    if (known !== undefined) return;
    try {
      await query(sql`CREATE EXTENSION IF NOT EXISTS vector`);
    } catch (error) {
      if (!existsAlready(error)) throw error; // another one has created it meanwhile
    }
  });
}

async function alterTable(
  { query }: Connection,
  { table, options }: Session,
  plan: Plan,
  info: TableInfo,
): Promise<void> {
  const types = new Map(info.columns.map((column) => [column.name, column.type]));
  const ensureColumn = async (column: string, declared: string, printed: string): Promise<void> => {
    const found = types.get(column);
    if (found !== undefined && found !== printed)
      throw new NestvecError(
        'plan',
        `${databaseName}: the table of "${plan.spec.name}" has a column ${column} of type ${found} where ${printed} is needed; drop that column or choose another name`,
        { reason: 'drift', targets: [column] },
      );
    if (found === undefined) await query(addColumn(table, column, declared));
  };
  for (const { change } of plan.steps) {
    if (change.kind === 'add-field') {
      const type = plan.spec.fields[change.name];
      if (type === undefined) continue;
      const { declared, printed } = columnTypes[type];
      await ensureColumn(change.name, declared, printed);
      for (const statement of createFieldIndex(table, change.name, type)) await query(statement);
    } else if (change.kind === 'set-words') {
      for (const statement of replaceWords(table, plan.spec)) await query(statement);
    } else if ('name' in change && change.kind !== 'backfill') {
      const vector = plan.spec.vectors[change.name];
      if (vector === undefined) continue;
      const column = vectorColumn(change.name);
      const type = vectorType(vector, change.name);
      await ensureColumn(column, type, type);
      for (const { name: index } of indexesOf(info, column))
        await query(sql`DROP INDEX ${name(options.schema)}.${name(index)}`);
      if (vector.graph && options.indexFrom === 0)
        await query(createVectorIndex(table, change.name, vector));
    }
  }
}

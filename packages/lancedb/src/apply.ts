import { type Applied, type ApplyOptions, NestvecError, type Plan } from '@nestvec/core';
import {
  checkPlan,
  type CollectionMemory,
  encodeMemory,
  messageOf,
  type Observed,
  reservedNames,
  type ResolvedSpec,
} from '@nestvec/core/store';
import type { Table } from '@lancedb/lancedb';
import type { DataType, Field } from 'apache-arrow';
import { checkOwn } from './attach.ts';
import { databaseName, foreignTable, missingCollection, toStoreError } from './errors.ts';
import { backfillVector, fillField, type Filling } from './fill.ts';
import { type Column, observed } from './observe.ts';
import { dropIndex } from './optimize.ts';
import { fieldColumn, memoryKey, tableSchema, vectorField } from './schema.ts';
import type { Session } from './session.ts';

/** The collection in the words of a plan. Throws `identity` for a table of someone else. */
export async function observe(session: Session, operation: string): Promise<Observed | undefined> {
  const found = await session.find(operation);
  if (found === undefined) {
    if (session.options.attach !== undefined)
      throw missingCollection(session.options.collection, operation);
    return undefined;
  }
  if (found.memory === undefined) throw foreignTable(session.options.collection, operation);
  return observed(found.memory);
}

/** Executes a plan while no other write of this process runs. */
export async function applyPlan(
  session: Session,
  plan: Plan,
  options: ApplyOptions | undefined,
): Promise<Applied> {
  return await session.write(async () => {
    session.begin('apply', options);
    checkPlan(plan, await observe(session, 'apply'), options);
    const { collection } = session.options;
    session.knownKeys?.forget();
    try {
      await execute(session, plan, options);
    } catch (error) {
      throw toStoreError(error, { collection, operation: 'apply' });
    }
    return { steps: plan.steps };
  });
}

async function execute(
  session: Session,
  plan: Plan,
  options: ApplyOptions | undefined,
): Promise<void> {
  if (plan.steps.length === 0) return;
  checkOwn(session.options, 'a change');
  const { collection } = session.options;
  const { arrow } = await session.peers();
  const database = await session.connection();
  const rebuild = plan.steps.some(({ label }) => label === 'rebuild');
  if (rebuild) await database.dropTable(collection);
  if (rebuild || plan.steps.some(({ label }) => label === 'create')) {
    const memory = encodeMemory({ spec: plan.spec, incomplete: [] });
    try {
      await database.createEmptyTable(collection, tableSchema(plan.spec, arrow, memory));
    } catch (error) {
      throw /already exists/.test(messageOf(error)) ? createdMeanwhile(collection, error) : error;
    }
    return;
  }
  const { table, memory } = await session.open('apply', options, 'writing');
  const filling = { table, session, arrow, call: options };
  await alter(filling, plan);
  let incomplete = [...memory.incomplete, ...addedVectors(plan)];
  await remember(table, { spec: joined(memory.spec, plan.spec), incomplete });
  for (const step of plan.steps) {
    if (step.change.kind !== 'backfill') continue;
    const { name } = step.change;
    const spec = joined(memory.spec, plan.spec);
    await backfillVector(filling, spec, step.change, (done, total) => {
      options?.onProgress?.({ step, done, total });
    });
    incomplete = incomplete.filter((other) => other !== name);
    await remember(table, { spec, incomplete });
  }
}

/** Columns first, memory after: an apply that dies in between is planned again, and finds the columns there. */
async function alter(filling: Filling, plan: Plan): Promise<void> {
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

function createdMeanwhile(collection: string, cause: unknown): NestvecError<'plan'> {
  return new NestvecError(
    'plan',
    `${databaseName}: another process has created "${collection}" since the plan was made; plan again`,
    { reason: 'stale', targets: ['collection'] },
    { cause },
  );
}

function addedVectors(plan: Plan): string[] {
  return plan.steps.flatMap(({ change }) => (change.kind === 'add-vector' ? [change.name] : []));
}

/** What is declared, joined to what the table has beyond it. */
function joined(stored: ResolvedSpec, declared: ResolvedSpec): ResolvedSpec {
  return {
    ...declared,
    vectors: { ...stored.vectors, ...declared.vectors },
    fields: { ...stored.fields, ...declared.fields },
  };
}

async function remember(table: Table, memory: CollectionMemory): Promise<void> {
  await table.updateFieldMetadata([
    { path: reservedNames.metadata, metadata: { [memoryKey]: encodeMemory(memory) } },
  ]);
}

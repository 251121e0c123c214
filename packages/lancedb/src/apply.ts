import {
  type Applied,
  type ApplyOptions,
  checkPlan,
  type CollectionMemory,
  encodeMemory,
  type Observed,
  type Plan,
  reservedNames,
  type ResolvedSpec,
} from '@nestvec/core';
import type { Table } from '@lancedb/lancedb';
import { foreignTable, toStoreError } from './errors.ts';
import { backfillVector, fillField, type Filling } from './fill.ts';
import { observed } from './observe.ts';
import { dropIndex } from './optimize.ts';
import { fieldColumn, memoryKey, tableSchema, vectorColumn, vectorField } from './schema.ts';
import type { Session } from './session.ts';

/** The collection in the words of a plan. Throws `identity` for a table of someone else. */
export async function observe(session: Session, operation: string): Promise<Observed | undefined> {
  const found = await session.find(operation);
  if (found === undefined) return undefined;
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
  const { collection } = session.options;
  const { arrow } = await session.peers();
  const database = await session.connection();
  const rebuild = plan.steps.some(({ label }) => label === 'rebuild');
  if (rebuild) await database.dropTable(collection);
  if (rebuild || plan.steps.some(({ label }) => label === 'create')) {
    const memory = encodeMemory({ spec: plan.spec, incomplete: [] });
    await database.createEmptyTable(collection, tableSchema(plan.spec, arrow, memory));
    return;
  }
  const { table, memory } = await session.open('apply', options);
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
  const present = new Set((await table.schema()).fields.map((field) => field.name));
  for (const { change } of plan.steps) {
    if (change.kind === 'add-vector' && !present.has(vectorColumn(change.name))) {
      const { dimensions = 0 } = plan.spec.vectors[change.name] ?? {};
      await table.addColumns(vectorField(change.name, dimensions, arrow));
    } else if (change.kind === 'add-field') {
      const type = plan.spec.fields[change.name];
      if (type === undefined) continue;
      if (!present.has(change.name)) await table.addColumns(fieldColumn(change.name, type, arrow));
      await fillField(filling, change.name, type);
    } else if (change.kind === 'set-graph' || change.kind === 'set-quantization') {
      await dropIndex(table, change.name);
    }
  }
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

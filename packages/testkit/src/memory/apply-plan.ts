import { setImmediate } from 'node:timers/promises';
import { type Plan, truncate, type VectorRecord } from '@nestvec/core';
import { throwIfAborted } from '@nestvec/core/kit';
import {
  type Applied,
  type ApplyOptions,
  checkPlan,
  type PlanStep,
  type ResolvedSpec,
} from '@nestvec/core/store';
import type { MemoryCollection, MemoryDatabase } from './memory-database.ts';
import { observe } from './observe.ts';

const recordsPerBackfill = 100;

/** Executes a plan on the database if it is still as the plan saw it. */
export async function applyPlan(
  database: MemoryDatabase,
  plan: Plan,
  options: ApplyOptions | undefined,
): Promise<Applied> {
  const { name } = plan.spec;
  const found = database.collections.get(name);
  checkPlan(plan, observe(found), options);
  if (found === undefined || plan.steps.some((step) => step.label === 'rebuild')) {
    database.collections.set(name, {
      memory: { spec: plan.spec, incomplete: [] },
      tenants: new Map(),
    });
    return { steps: plan.steps };
  }
  if (plan.steps.length > 0) remember(found, plan);
  for (const step of plan.steps) await backfill(found, step, options);
  return { steps: plan.steps };
}

/** The declared spec joined to what is there beyond it, each new vector incomplete until its backfill is done. */
function remember(collection: MemoryCollection, plan: Plan): void {
  const { spec, incomplete } = collection.memory;
  const added = plan.steps.flatMap(({ change }) =>
    change.kind === 'add-vector' ? [change.name] : [],
  );
  const joined: ResolvedSpec = {
    ...plan.spec,
    vectors: { ...spec.vectors, ...plan.spec.vectors },
    fields: { ...spec.fields, ...plan.spec.fields },
  };
  collection.memory = { spec: joined, incomplete: [...incomplete, ...added] };
}

async function backfill(
  collection: MemoryCollection,
  step: PlanStep,
  options: ApplyOptions | undefined,
): Promise<void> {
  const { change } = step;
  if (change.kind !== 'backfill') return;
  const dimensions = collection.memory.spec.vectors[change.name]?.dimensions ?? 0;
  const records = [...collection.tenants.values()].flatMap((tenant) =>
    [...tenant.values()].map((record) => ({ tenant, record })),
  );
  for (let done = 0; done < records.length;) {
    throwIfAborted(options, `backfill of ${change.name}`);
    for (const { tenant, record } of records.slice(done, done + recordsPerBackfill)) {
      const filled = withPrefix(record, change.from, change.name, dimensions);
      if (tenant.get(record.id) === record) tenant.set(record.id, filled);
    }
    done = Math.min(done + recordsPerBackfill, records.length);
    options?.onProgress?.({ step, done, total: records.length });
    await setImmediate();
  }
  const { spec, incomplete } = collection.memory;
  collection.memory = { spec, incomplete: incomplete.filter((name) => name !== change.name) };
}

function withPrefix(
  record: VectorRecord,
  from: string,
  name: string,
  dimensions: number,
): VectorRecord {
  const source = record.vectors[from];
  if (source === undefined || record.vectors[name] !== undefined) return record;
  return { ...record, vectors: { ...record.vectors, [name]: truncate(source, dimensions) } };
}

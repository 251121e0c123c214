import { setImmediate } from 'node:timers/promises';
import { type Plan, truncate, type VectorRecord } from '@nestvec/core';
import { throwIfAborted } from '@nestvec/core/kit';
import {
  type Applied,
  type ApplyOptions,
  checkPlan,
  checkWritable,
  type CollectionMemory,
  memoryAfter,
  memoryDuring,
  type PlanStep,
  reservedNames,
  theirName,
} from '@nestvec/core/store';
import { memoryOf } from './handle.ts';
import type { MemoryCollection } from './memory-database.ts';
import { observe } from './observe.ts';
import type { ResolvedMemoryOptions } from './resolve-options.ts';

const recordsPerBackfill = 100;

/** Executes a plan on the database if it is still as the plan saw it. */
export async function applyPlan(
  target: ResolvedMemoryOptions,
  plan: Plan,
  options: ApplyOptions | undefined,
): Promise<Applied> {
  const { database, attach } = target;
  const { name } = plan.spec;
  const found = database.collections.get(name);
  const memory = found && memoryOf(found, target, 'apply');
  checkPlan(plan, memory && observe(memory), options);
  if (plan.steps.length === 0) return { steps: plan.steps };
  checkWritable(target);
  if (
    found === undefined ||
    memory === undefined ||
    plan.steps.some((step) => step.label === 'rebuild')
  ) {
    database.collections.set(name, {
      memory: { spec: plan.spec, incomplete: [] },
      tenants: new Map(),
    });
    return { steps: plan.steps };
  }
  const placeOf = (vector: string): string =>
    attach === undefined ? vector : theirName(attach, vector);
  const during = memoryDuring(memory, plan);
  found.memory = memoryAfter(during, plan);
  for (const { change } of plan.steps) {
    if (change.kind === 'add-vector')
      found.live?.set(placeOf(change.name), plan.spec.vectors[change.name]?.dimensions ?? 0);
    if (change.kind === 'remove-vector') removeVector(found, placeOf(change.name));
  }
  for (const step of plan.steps) await backfill(found, during, step, placeOf, options);
  return { steps: plan.steps };
}

function removeVector({ live, tenants }: MemoryCollection, place: string): void {
  live?.delete(place);
  for (const records of tenants.values())
    for (const record of records.values()) {
      const { [place]: _, ...vectors } = record.vectors;
      records.set(record.id, { ...record, vectors });
    }
}

async function backfill(
  collection: MemoryCollection,
  { spec }: CollectionMemory,
  step: PlanStep,
  placeOf: (vector: string) => string,
  options: ApplyOptions | undefined,
): Promise<void> {
  const { change } = step;
  if (change.kind !== 'backfill' && change.kind !== 'backfill-words') return;
  const isVector = change.kind === 'backfill';
  const filledPart = isVector ? change.name : reservedNames.words;
  const dimensions = isVector ? (spec.vectors[change.name]?.dimensions ?? 0) : 0;
  const records = [...collection.tenants.values()].flatMap((tenant) =>
    [...tenant.values()].map((record) => ({ tenant, record })),
  );
  for (let done = 0; done < records.length;) {
    throwIfAborted(options, `backfill of ${filledPart}`);
    for (const { tenant, record } of records.slice(done, done + recordsPerBackfill)) {
      // The words are cut by every search.
      if (!isVector) continue;
      const filled = withPrefix(record, placeOf(change.from), placeOf(change.name), dimensions);
      if (tenant.get(record.id) === record) tenant.set(record.id, filled);
    }
    done = Math.min(done + recordsPerBackfill, records.length);
    options?.onProgress?.({ step, done, total: records.length });
    await setImmediate();
  }
  const { memory } = collection;
  if (memory === undefined) return; // dropped meanwhile
  const incomplete = memory.incomplete.filter((name) => name !== filledPart);
  collection.memory = { ...memory, incomplete };
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

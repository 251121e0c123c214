import { type Applied, type ApplyOptions, NestvecError, type Plan } from '@nestvec/core';
import {
  checkPlan,
  type CollectionMemory,
  type Observed,
  type ResolvedSpec,
  unsupported,
} from '@nestvec/core/store';
import { alter } from './alter.ts';
import { checkWritable, describeMemory } from './attach.ts';
import { databaseName, foreignCollection, missingCollection, toStoreError } from './errors.ts';
import { readFailure } from './failure.ts';
import { backfillVector } from './fill.ts';
import { readInfo } from './info.ts';
import { observe } from './observe.ts';
import { classConfig } from './schema.ts';
import type { FoundCollection, Session } from './session.ts';
import { requireRelease } from './version.ts';
import { layoutOf } from './view.ts';

/** A collection in the words of a plan; `undefined` where there is none. Throws `identity` for a foreign one. */
export function observeCollection(
  session: Session,
  found: FoundCollection | undefined,
  operation: string,
): Observed | undefined {
  const { attach, collection } = session.options;
  if (found === undefined) {
    if (attach !== undefined) throw missingCollection(collection, operation);
    return undefined;
  }
  const { info, memory } = found;
  if (memory === undefined) throw foreignCollection(collection, operation);
  return observe(memory, info, layoutOf(session, memory.spec, info));
}

/** Executes a plan if the collection is still as the plan saw it. */
export async function applyPlan(
  session: Session,
  plan: Plan,
  options: ApplyOptions | undefined,
): Promise<Applied> {
  const { collection } = session.options;
  const found = await session.find('apply');
  checkPlan(plan, observeCollection(session, found, 'apply'), options);
  session.begin('apply', options);
  try {
    if (plan.steps.length > 0) await execute(session, plan, found, options);
  } catch (error) {
    throw toStoreError(error, { collection, operation: 'apply' });
  }
  return { steps: plan.steps };
}

async function execute(
  session: Session,
  plan: Plan,
  found: FoundCollection | undefined,
  options: ApplyOptions | undefined,
): Promise<void> {
  const { options: given, api } = session;
  checkWritable(given);
  const rebuild = plan.steps.some(({ label }) => label === 'rebuild');
  if (rebuild && given.attach !== undefined)
    throw unsupported(
      'a rebuild of a collection that someone else made',
      databaseName,
      'its records are not ours to drop; make a collection of another name',
    );
  if (rebuild) await api.deleteClass(session.class);
  if (rebuild || found?.memory === undefined) {
    await create(session, plan.spec);
    return;
  }
  const { memory, info } = found;
  const spec = join(memory.spec, plan.spec);
  let incomplete = [...new Set([...memory.incomplete, ...added(plan)])];
  // Writers of this process wait, and then find the new spec.
  await session.lock.exclusive(async () => {
    await alter(session, plan, { ...found, memory: { ...memory, spec } }, options);
    await remember(session, { spec, incomplete });
  });
  const layout = layoutOf(session, spec, info);
  for (const step of plan.steps) {
    if (step.change.kind !== 'backfill') continue;
    const { name, from } = step.change;
    const { dimensions = 0 } = plan.spec.vectors[name] ?? {};
    const backfill = {
      name: layout.vectorName(name),
      from: layout.vectorName(from),
      dimensions,
    };
    await backfillVector(session, info, backfill, options, (done, total) => {
      options?.onProgress?.({ step, done, total });
    });
    incomplete = incomplete.filter((other) => other !== name);
    await remember(session, { spec, incomplete });
  }
}

async function create(session: Session, spec: ResolvedSpec): Promise<void> {
  const { api, options } = session;
  requireRelease(await session.version(), '1.33', 'collections whose filters have a complement');
  try {
    await api.createClass(classConfig({ spec, incomplete: [] }, options.native));
  } catch (error) {
    if (!/already exists/i.test(readFailure(error).reason)) throw error;
    throw new NestvecError(
      'plan',
      `${databaseName}: ${options.collection} was created by another in the meantime; plan again`,
      { reason: 'stale', targets: [] },
      { cause: error },
    );
  }
}

function added(plan: Plan): string[] {
  return plan.steps.flatMap(({ change }) => (change.kind === 'add-vector' ? [change.name] : []));
}

/** What is declared, joined to what the collection has beyond it. */
function join(stored: ResolvedSpec, declared: ResolvedSpec): ResolvedSpec {
  return {
    ...declared,
    vectors: { ...stored.vectors, ...declared.vectors },
    fields: { ...stored.fields, ...declared.fields },
  };
}

async function remember(session: Session, memory: CollectionMemory): Promise<void> {
  const { description } = readInfo(await session.api.getClass(session.class));
  await session.api.setDescription(
    session.class,
    describeMemory(session.options, memory, description),
  );
}

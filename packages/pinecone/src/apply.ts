import type { Applied, ApplyOptions, Plan } from '@nestvec/core';
import { checkPlan, type Observed, type ResolvedSpec } from '@nestvec/core/store';
import { checkOwn } from './attach.ts';
import { createCollection, createVectorIndex, dropCollection } from './create.ts';
import { foreignIndex, missingCollection, toStoreError } from './errors.ts';
import { backfillVector, fillField } from './fill.ts';
import { type HomeMemory, memoryTags } from './memory.ts';
import { observe } from './observe.ts';
import type { FoundCollection, OpenCollection, Session } from './session.ts';
import { isReady, waitForIndex } from './wait.ts';
import { vectorIndexName } from './names.ts';

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
  const { memory, home } = found;
  if (memory === undefined) throw foreignIndex(collection, operation, home.index);
  return observe(memory);
}

/** Executes a plan if the collection is still as the plan saw it. */
export async function applyPlan(
  session: Session,
  plan: Plan,
  options: ApplyOptions | undefined,
): Promise<Applied> {
  const { collection } = session.options;
  const found = await session.find('apply', options);
  checkPlan(plan, observeCollection(session, found, 'apply'), options);
  session.begin('apply', options);
  try {
    if (plan.steps.length > 0) checkOwn(session.options, 'a change');
    if (plan.steps.length > 0) await execute(session, plan, found, options);
  } catch (error) {
    throw toStoreError(error, { collection, operation: 'apply' });
  } finally {
    session.forget();
  }
  return { steps: plan.steps };
}

async function execute(
  session: Session,
  plan: Plan,
  found: FoundCollection | undefined,
  options: ApplyOptions | undefined,
): Promise<void> {
  const making = plan.steps.find(({ label }) => label === 'rebuild' || label === 'create');
  if (making !== undefined || found?.memory === undefined) {
    if (found !== undefined) await dropCollection(session, 'apply', options);
    await createCollection(session, plan.spec, options, (done, total) => {
      if (making !== undefined) options?.onProgress?.({ step: making, done, total });
    });
    return;
  }
  // Writers of this process wait, and then find the new spec.
  await session.lock.exclusive(async () => {
    await alter(session, plan, { ...found, memory: found.memory as HomeMemory }, options); // looked at above
  });
}

/** Changes in place. Each can be made twice: an apply that dies in between is planned again. */
async function alter(
  session: Session,
  plan: Plan,
  found: OpenCollection,
  options: ApplyOptions | undefined,
): Promise<void> {
  const { memory } = found;
  const added = plan.steps.flatMap(({ change }) =>
    change.kind === 'add-vector' ? [change.name] : [],
  );
  const spec = joined(memory.spec, plan.spec);
  for (const name of added) {
    await createVectorIndex(session, spec, name, memory.home, options);
    await waitForIndex(session, vectorIndexName(spec.name, name), isReady, options);
  }
  for (const { change } of plan.steps) {
    if (change.kind === 'add-field') await fillField(session, found, change.name, spec, options);
  }
  let incomplete = [...new Set([...memory.incomplete, ...added])];
  await remember(session, found, { spec, incomplete, home: memory.home });
  for (const step of plan.steps) {
    if (step.change.kind !== 'backfill') continue;
    const { name, from } = step.change;
    await backfillVector(session, { name, from }, options, (done, total) => {
      options?.onProgress?.({ step, done, total });
    });
    incomplete = incomplete.filter((other) => other !== name);
    await remember(session, found, { spec, incomplete, home: memory.home });
  }
}

/** What is declared, joined to what the collection has beyond it. */
function joined(stored: ResolvedSpec, declared: ResolvedSpec): ResolvedSpec {
  return {
    ...declared,
    vectors: { ...stored.vectors, ...declared.vectors },
    fields: { ...stored.fields, ...declared.fields },
  };
}

/** All parts of the memory change in one request. */
async function remember(
  session: Session,
  { info }: FoundCollection,
  memory: HomeMemory,
): Promise<void> {
  const api = await session.api();
  // As they are now: an earlier step may have made them fewer.
  const now = await api.describe(info.name);
  await api.tag(info.name, memoryTags(memory, now?.tags ?? info.tags));
}

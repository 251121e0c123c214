import type { Plan } from '@nestvec/core';
import { addedVectors, type ApplyOptions, type PlanExecution } from '@nestvec/core/store';
import { createCollection, createVectorIndex, dropCollection } from './create.ts';
import { databaseName, errors } from './errors.ts';
import { backfillVector, fillField } from './fill.ts';
import { type HomeMemory, memoryTags } from './memory.ts';
import { vectorIndexName } from './names.ts';
import type { FoundCollection, Session } from './session.ts';
import { isReady, waitForIndex } from './wait.ts';

/** How one plan is executed in Pinecone. */
export function planExecution(
  session: Session,
  plan: Plan,
  found: FoundCollection | undefined,
  options: ApplyOptions | undefined,
): PlanExecution<FoundCollection> {
  const making = plan.steps.find(({ label }) => label === 'rebuild' || label === 'create');
  const home = found?.memory?.home ?? '';
  return {
    database: databaseName,
    session,
    errors,
    isAttached: session.options.attach !== undefined,
    create: async (spec) =>
      await createCollection(session, spec, options, (done, total) => {
        if (making !== undefined) options?.onProgress?.({ step: making, done, total });
      }),
    isConflict: () => false, // createIndex says so itself, naming the index that is in the way
    drop: async () => await dropCollection(session, 'apply', options),
    async alter(altering, altered) {
      const { spec } = altered.memory;
      for (const name of addedVectors(altering)) {
        await createVectorIndex(session, spec, name, home, options);
        await waitForIndex(session, vectorIndexName(spec.name, name), isReady, options);
      }
      for (const { change } of altering.steps)
        if (change.kind === 'add-field')
          await fillField(session, altered, change.name, spec, options);
    },
    remember: async ({ spec, incomplete }) =>
      await remember(session, found, { spec, incomplete, home }),
    // No update may write back a record without the vector that it is about to get.
    backfill: async (_, { name, from }, call, onProgress) =>
      await session.lock.exclusive(
        async () => await backfillVector(session, { name, from }, call, onProgress),
      ),
  };
}

/** All parts of the memory change in one request. */
async function remember(
  session: Session,
  found: FoundCollection | undefined,
  memory: HomeMemory,
): Promise<void> {
  if (found === undefined) return; // then there is nothing to alter
  const api = await session.api();
  const { name, tags } = found.info;
  // As they are now: an earlier step may have made them fewer.
  const now = await api.describe(name);
  await api.tag(name, memoryTags(memory, now?.tags ?? tags));
}

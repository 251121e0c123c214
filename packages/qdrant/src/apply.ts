import type { PlanExecution } from '@nestvec/core/store';
import { alter } from './alter.ts';
import { memoryKeyOf } from './attach.ts';
import { databaseName, errors } from './errors.ts';
import { readFailure } from './failure.ts';
import { backfillVector } from './fill.ts';
import { fillWords } from './fill-words.ts';
import { collectionConfig, memoryEntry, payloadIndexes } from './schema.ts';
import { layoutOf } from './scope.ts';
import type { FoundCollection, Session } from './session.ts';

/** How plans are executed in Qdrant. */
export function planExecution(session: Session): PlanExecution<FoundCollection> {
  const { api, options } = session;
  const { attach, collection, native } = options;
  return {
    database: databaseName,
    session,
    errors,
    isAttached: attach !== undefined,
    async create(spec) {
      await session.require('1.16', 'collections that remember their spec');
      await api.createCollection(collection, collectionConfig({ spec, incomplete: [] }, native));
      for (const [field, schema] of Object.entries(payloadIndexes(spec)))
        await api.createPayloadIndex(collection, {
          field_name: field,
          field_schema: schema,
          wait: true,
        });
    },
    isConflict: (error) => readFailure(error).status === 409,
    drop: async () => await api.deleteCollection(collection),
    alter: async (plan, altered, call) => await alter(session, plan, altered, call),
    async remember(memory) {
      await api.updateCollection(collection, {
        metadata: memoryEntry(memory, memoryKeyOf(options)),
      });
    },
    async backfill({ info, memory }, { name, from, dimensions }, call, onProgress) {
      const { vectorName } = layoutOf(session, memory.spec, undefined);
      const theirs = { name: vectorName(name), from: vectorName(from), dimensions };
      await backfillVector(session, info, theirs, call, onProgress);
    },
    backfillWords: async ({ info }, call, onProgress) =>
      await fillWords(session, info, call, onProgress),
  };
}

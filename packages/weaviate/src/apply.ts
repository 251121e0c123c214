import type { PlanExecution } from '@nestvec/core/store';
import { alter } from './alter.ts';
import { describeMemory } from './attach.ts';
import { databaseName, errors } from './errors.ts';
import { readFailure } from './failure.ts';
import { backfillVector, fillField } from './fill.ts';
import { readInfo } from './info.ts';
import { classConfig } from './schema.ts';
import { layoutIn } from './scope.ts';
import type { FoundCollection, Session } from './session.ts';

/** How plans are executed in Weaviate. */
export function planExecution(session: Session): PlanExecution<FoundCollection> {
  const { api, class: name, options } = session;
  return {
    database: databaseName,
    session,
    errors,
    isAttached: options.attach !== undefined,
    async create(spec) {
      await session.require('1.33', 'collections whose filters have a complement');
      await api.createClass(
        classConfig({ spec, incomplete: [], recordFields: true }, options.native),
      );
    },
    isConflict: (error) => /already exists/i.test(readFailure(error).reason),
    drop: async () => await api.deleteClass(name),
    alter: async (plan, altered, call) => await alter(session, plan, altered, call),
    async remember(memory) {
      const { description } = readInfo(await api.getClass(name));
      await api.setDescription(name, describeMemory(options, memory, description));
    },
    async backfill({ info, memory }, backfill, call, onProgress) {
      const layout = layoutIn(session, memory, info);
      const [to, from] = [layout.vectorName(backfill.name), layout.vectorName(backfill.from)];
      await backfillVector(session, info, { ...backfill, name: to, from }, call, onProgress);
    },
    async backfillWords({ memory }, call, onProgress) {
      const info = readInfo(await api.getClass(name));
      await session.lock.exclusive(
        async () => await fillField(session, { memory, info }, call, onProgress),
      );
    },
  };
}

import { afterAll, expect, it } from 'vitest';
import { openFolder } from './__fixtures__/pglite.ts';
import { miniSpec, imageRecord } from './__fixtures__/spec.ts';
import { planExecution } from './apply.ts';
import { resolveOptions } from './options.ts';
import { createSession } from './session.ts';
import { pgvector } from './store.ts';

const folder = await openFolder();
afterAll(folder.close);
const { data } = folder;

it(
  'changes nothing of what another process has changed since the plan was checked',
  { timeout: 60_000 },
  async () => {
    const collection = 'things';
    const store = pgvector({ data, collection });
    await store.apply(await store.plan(miniSpec()));
    await store.upsert([imageRecord('a', 1, { rank: 1 })]);
    const session = createSession(resolveOptions({ data, collection }));
    const before = await session.open('apply', undefined);
    const plan = await store.plan(miniSpec({ fields: { rank: 'number' } }));
    // The other one is through with its plan before this one begins.
    await store.apply(await store.plan(miniSpec({ fields: { size: 'number' } })));
    const execution = planExecution(session, undefined);
    const stale = { code: 'plan', details: { reason: 'stale' } };
    await expect(execution.alter(plan, before, undefined)).rejects.toMatchObject(stale);
    const now = await session.open('apply', undefined);
    expect(now.info.columns.map(({ name }) => name)).not.toContain('rank');
    await execution.alter(plan, now, undefined);
    const memory = {
      ...now.memory,
      spec: { ...now.memory.spec, fields: { rank: 'number' } as const },
    };
    await execution.remember(memory);
    await store.apply(await store.plan(miniSpec({ fields: { size: 'number' } })));
    await expect(execution.remember({ ...memory, incomplete: ['image_64'] })).rejects.toMatchObject(
      stale,
    );
    expect(await store.count({ filter: { size: { $exists: true } } })).toBe(0);
    await Promise.all([session.close(), store.close()]);
  },
);

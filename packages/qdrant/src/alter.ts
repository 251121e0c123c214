import type { ApplyOptions, Plan } from '@nestvec/core';
import type { ResolvedVector } from '@nestvec/core/store';
import type { Settings } from './api.ts';
import { fillField } from './fill.ts';
import { creation, payloadIndexes, retuning, tuning } from './schema.ts';
import type { Session } from './session.ts';

/** Changes in place. Each can be made twice: an apply that dies in between is planned again. */
export async function alter(
  session: Session,
  plan: Plan,
  options: ApplyOptions | undefined,
): Promise<void> {
  for (const { change } of plan.steps) {
    session.begin('apply', options);
    if (change.kind === 'add-field') await addField(session, change.name, plan, options);
    if (!('name' in change)) continue;
    const vector = plan.spec.vectors[change.name];
    if (vector === undefined) continue;
    if (change.kind === 'add-vector') await addVector(session, change.name, vector);
    else if (change.kind === 'set-graph' || change.kind === 'set-quantization')
      await tune(session, change.name, retuning(vector, change.name));
  }
}

/** The index comes last and says that the key is filled; until then a plan would begin again. */
async function addField(
  session: Session,
  name: string,
  plan: Plan,
  options: ApplyOptions | undefined,
): Promise<void> {
  const type = plan.spec.fields[name];
  const schema = payloadIndexes(plan.spec)[name];
  if (type === undefined || schema === undefined) return;
  await fillField(session, name, type, options);
  await session.api.createPayloadIndex(session.options.collection, {
    field_name: name,
    field_schema: schema,
    wait: true,
  });
}

/** Creating a vector takes neither graph nor quantisation, and ignores them silently; they follow. */
async function addVector(session: Session, name: string, vector: ResolvedVector): Promise<void> {
  const { api, options } = session;
  await session.require(
    '1.18',
    'a new named vector in a collection that exists',
    'update the server, or ingest into a new collection',
  );
  await api.createVectorName(
    options.collection,
    name,
    { dense: creation(vector, name) },
    { wait: true },
  );
  await api.updateCollection(options.collection, { vectors: { [name]: tuning(vector, name) } });
}

async function tune({ api, options }: Session, name: string, settings: Settings): Promise<void> {
  await api.updateCollection(options.collection, { vectors: { [name]: settings } });
}

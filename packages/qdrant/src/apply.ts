import {
  type Applied,
  type ApplyOptions,
  checkPlan,
  encodeMemory,
  type Plan,
  type ResolvedSpec,
} from '@nestvec/core';
import type { Client } from './client.ts';
import { toStoreError } from './errors.ts';
import { backfillVector, fillField } from './fill.ts';
import { observe } from './observe.ts';
import {
  collectionConfig,
  graphTuning,
  memoryKey,
  nativeSettings,
  payloadIndexes,
  quantizationTuning,
  tuning,
} from './schema.ts';
import { foreignCollection, type Session } from './session.ts';

/** Executes a plan if the collection is still as the plan saw it. */
export async function applyPlan(
  session: Session,
  plan: Plan,
  options: ApplyOptions | undefined,
): Promise<Applied> {
  const { collection } = session.options;
  const info = await session.find('apply');
  if (info !== undefined && info.memory === undefined) throw foreignCollection(collection, 'apply');
  checkPlan(plan, info === undefined ? undefined : observe(info), options);
  try {
    await execute(session, plan, options);
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
  options: ApplyOptions | undefined,
): Promise<void> {
  if (plan.steps.length === 0) return;
  const client = await session.client();
  const { collection, native } = session.options;
  const rebuild = plan.steps.some(({ label }) => label === 'rebuild');
  if (rebuild) await client.deleteCollection(collection);
  if (rebuild || plan.steps.some(({ label }) => label === 'create')) {
    const { vectors, metadata } = collectionConfig(
      plan.spec,
      encodeMemory({ spec: plan.spec, incomplete: [] }),
    );
    await client.createCollection(collection, { ...native, vectors, metadata });
    for (const field of Object.keys(payloadIndexes(plan.spec)))
      await createIndex(client, collection, field, plan.spec);
    return;
  }
  const { memory } = await session.open('apply', options);
  const joined = join(memory.spec, plan.spec);
  await alter(session, client, plan, options);
  const added = plan.steps.flatMap(({ change }) =>
    change.kind === 'add-vector' ? [change.name] : [],
  );
  let incomplete = [...new Set([...memory.incomplete, ...added])];
  await remember(client, collection, joined, incomplete);
  for (const step of plan.steps) {
    if (step.change.kind !== 'backfill') continue;
    const { name, from } = step.change;
    const { dimensions = 0 } = plan.spec.vectors[name] ?? {};
    await backfillVector(session, { name, from, dimensions }, options, (done, total) => {
      options?.onProgress?.({ step, done, total });
    });
    incomplete = incomplete.filter((other) => other !== name);
    await remember(client, collection, joined, incomplete);
  }
}

/** Everything here can be done twice: an apply that dies in between is planned again. */
async function alter(
  session: Session,
  client: Client,
  plan: Plan,
  options: ApplyOptions | undefined,
): Promise<void> {
  const { collection } = session.options;
  for (const { change } of plan.steps) {
    session.begin('apply', options);
    if (change.kind === 'add-field') {
      await createIndex(client, collection, change.name, plan.spec);
      await fillField(session, change.name, plan.spec, options);
    }
    if (!('name' in change)) continue;
    const vector = plan.spec.vectors[change.name];
    if (vector === undefined) continue;
    if (change.kind === 'add-vector') {
      const dense = { size: vector.dimensions, distance: 'Cosine' as const };
      await client.createVectorName(collection, change.name, { dense }, { wait: true });
      // The call above takes no such settings, and ignores them silently.
      await tune(client, collection, change.name, {
        ...tuning(vector),
        on_disk: !vector.graph,
        ...nativeSettings(vector),
      });
    } else if (change.kind === 'set-graph') {
      await tune(client, collection, change.name, {
        ...graphTuning(vector),
        on_disk: !vector.graph,
      });
    } else if (change.kind === 'set-quantization') {
      const { quantization } = vector;
      const setting =
        quantization === 'none' ? { quantization_config: 'Disabled' } : quantizationTuning(vector);
      await tune(client, collection, change.name, setting);
    }
  }
}

async function tune(
  client: Client,
  collection: string,
  name: string,
  settings: Record<string, unknown>,
): Promise<void> {
  await client.updateCollection(collection, { vectors: { [name]: settings } });
}

/** Makes sure that a key has the index that its type needs; one of another type is replaced by the server. */
async function createIndex(
  client: Client,
  collection: string,
  field: string,
  spec: ResolvedSpec,
): Promise<void> {
  const schema = payloadIndexes(spec)[field];
  if (schema === undefined) return;
  await client.createPayloadIndex(collection, {
    field_name: field,
    field_schema: schema,
    wait: true,
  });
}

async function remember(
  client: Client,
  collection: string,
  spec: ResolvedSpec,
  incomplete: readonly string[],
): Promise<void> {
  await client.updateCollection(collection, {
    metadata: { [memoryKey]: encodeMemory({ spec, incomplete }) },
  });
}

/** What is declared, joined to what the collection has beyond it. */
function join(stored: ResolvedSpec, declared: ResolvedSpec): ResolvedSpec {
  return {
    ...declared,
    vectors: { ...stored.vectors, ...declared.vectors },
    fields: { ...stored.fields, ...declared.fields },
  };
}

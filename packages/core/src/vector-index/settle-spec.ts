import type { Embedder } from '../embedder/embedder.ts';
import { invalid, NestvecError } from '../errors.ts';
import { diffCollection } from '../plan/diff.ts';
import { defaultSpec } from '../spec/default-spec.ts';
import type { PlanChange } from '../plan/types.ts';
import type { ResolvedSpec } from '../spec/spec.ts';
import type { CollectionDescription, Store } from '../store/store.ts';
import { checkEmbedder } from '../embedder/check-embedder.ts';
import type { IndexOptions } from './index-options.ts';

/**
 * The spec that an index works by: what the collection remembers, where it exists, else what was declared. Throws `identity`
 * where another embedder filled it, and `plan` where what is there differs from what was asked.
 */
export async function settleSpec(
  options: IndexOptions,
  embedder: Embedder,
  description: CollectionDescription | undefined,
): Promise<ResolvedSpec> {
  const { store, vectors, fields, tenants, keyword, modalities, acceptNear } = options;
  const { database, collection: name } = store;
  const choices = { name, vectors, fields, tenants, keyword, modalities };
  const declared = defaultSpec(embedder.identity, choices);
  if (description === undefined) {
    checkTenants(store, declared);
    return declared;
  }
  const { spec: remembered, observed } = description;
  checkEmbedder({ database, name }, remembered?.embedder, embedder.identity, acceptNear);
  if (remembered === undefined) return declared;
  checkTenants(store, remembered);
  const asked: ResolvedSpec = {
    ...declared,
    embedder: remembered.embedder,
    vectors:
      vectors === undefined && modalities === undefined ? remembered.vectors : declared.vectors,
    fields: fields === undefined ? remembered.fields : declared.fields,
    tenants: tenants === undefined ? remembered.tenants : declared.tenants,
    ...keywordOf(keyword === undefined ? remembered : declared),
  };
  // What the store said a moment ago is enough to see that nothing differs; only it can say what is to be done about a difference.
  const isNative = Object.values(vectors ?? {}).some(({ native }) => native !== undefined);
  if (!isNative && diffCollection(asked, observed, anything).length === 0) return asked;
  const plan = await store.plan(asked, { signal: options.signal });
  const steps = plan.steps.filter(({ change }) => !optional.has(change.kind));
  if (steps.length === 0) return asked;
  const isRefused = steps.some(({ label }) => label === 'refuse');
  const advice = isRefused ? '' : '; apply it with store.plan and store.apply';
  throw new NestvecError(
    'plan',
    `${database}: ${name} differs from what was asked: ${steps.map((step) => `${step.label} ${step.target} (${step.reason})`).join('; ')}${advice}`,
    { reason: 'drift', targets: steps.map((step) => step.target) },
  );
}

/** A tenant's store would otherwise make a collection in which tenants can't be kept apart. */
function checkTenants({ tenantName, collection }: Store, { tenants }: ResolvedSpec): void {
  if (tenantName === undefined || tenants) return;
  throw invalid(
    'options.tenants',
    `${collection} has no tenants, and the store is that of tenant ${tenantName}; pass tenants: true when it is made`,
  );
}

function keywordOf({ keyword, cutter }: ResolvedSpec): Pick<ResolvedSpec, 'keyword' | 'cutter'> {
  return cutter === undefined ? { keyword } : { keyword, cutter };
}

/** What an index works without. */
const optional: ReadonlySet<PlanChange['kind']> = new Set(['remove-vector', 'add-record-fields']);

const anything = {
  addVector: true,
  removeVector: false, // an index may leave a vector unused
  addField: true,
  setGraph: true,
  setQuantization: true,
};

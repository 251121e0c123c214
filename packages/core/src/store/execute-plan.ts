import { isNestvecError, unsupported } from '../errors.ts';
import { nameThere } from '../plan/theirs.ts';
import { reservedNames } from '../spec/names.ts';
import type { CollectionMemory } from '../plan/memory.ts';
import type { ApplyOptions, Plan } from '../plan/types.ts';
import type { ResolvedSpec } from '../spec/spec.ts';
import type { StoreErrors } from './store-errors.ts';
import type { FoundCollection, OpenCollection, StoreSession } from './store-session.ts';

/** A vector that is computed from a larger one. */
export interface Backfill {
  readonly name: string;
  readonly from: string;
  readonly dimensions: number;
}

/** How one database changes a collection. Each change can be made twice: an apply that dies in between is planned again. */
export interface PlanExecution<Found extends FoundCollection> {
  readonly database: string;
  readonly session: StoreSession<Found>;
  readonly errors: StoreErrors;
  /** Whether someone else made the collection. */
  readonly isAttached: boolean;
  /** Creates the collection. */
  readonly create: (spec: ResolvedSpec) => Promise<void>;
  /** Whether `create` failed because the collection exists. */
  readonly isConflict: (error: unknown) => boolean;
  readonly drop: () => Promise<unknown>;
  /** Makes the changes in place but those of backfills. The memory has the new spec. */
  readonly alter: (
    plan: Plan,
    altered: OpenCollection<Found>,
    options: ApplyOptions | undefined,
  ) => Promise<void>;
  /** Keeps what the collection remembers. */
  readonly remember: (memory: CollectionMemory) => Promise<void>;
  /** Computes a vector from a stored larger one; it goes on where it was interrupted. */
  readonly backfill: (
    altered: OpenCollection<Found>,
    backfill: Backfill,
    options: ApplyOptions | undefined,
    onProgress: (done: number, total: number) => void,
  ) => Promise<void>;
  /** Cuts the words of every stored text; absent where the database keeps none. */
  readonly backfillWords?:
    | ((
        altered: OpenCollection<Found>,
        options: ApplyOptions | undefined,
        onProgress: (done: number, total: number) => void,
      ) => Promise<void>)
    | undefined;
}

/**
 * Executes the steps of a plan that was checked against what was found. Rejects with `unsupported` where the plan would rebuild a
 * collection that someone else made, and with what the database answers.
 */
export async function executePlan<Found extends FoundCollection>(
  execution: PlanExecution<Found>,
  plan: Plan,
  found: Found | undefined,
  options: ApplyOptions | undefined,
): Promise<void> {
  const { database, isAttached, session } = execution;
  const isRebuild = plan.steps.some(({ label }) => label === 'rebuild');
  if (isRebuild && isAttached)
    throw unsupported(
      'a rebuild of a collection that someone else made',
      database,
      'it would lose records that nestvec did not write; make a collection of another name',
    );
  if (isRebuild) await execution.drop();
  const memory = isRebuild ? undefined : found?.memory;
  if (found === undefined || memory === undefined) {
    await create(execution, plan.spec);
    return;
  }
  const during = memoryDuring(memory, plan);
  const altered = { ...found, memory: during };
  const after = memoryAfter(during, plan);
  let { incomplete } = after;
  // Writers of this process wait, and then find the new spec.
  await session.lock.exclusive(async () => {
    // A vector that is added to a collection of someone else is claimed first: if the apply dies, it is still known to be ours.
    if (during.attached !== undefined && addedVectors(plan).length > 0)
      await execution.remember({
        ...during,
        spec: { ...during.spec, fields: memory.spec.fields },
      });
    await execution.alter(plan, altered, options);
    await execution.remember(after);
  });
  for (const step of plan.steps) {
    const onProgress = (done: number, total: number): void => {
      options?.onProgress?.({ step, done, total });
    };
    const { change } = step;
    if (change.kind === 'backfill') {
      const { name, from } = change;
      const { dimensions = 0 } = plan.spec.vectors[name] ?? {};
      await execution.backfill(altered, { name, from, dimensions }, options, onProgress);
    } else if (change.kind === 'backfill-words') {
      await execution.backfillWords?.(altered, options, onProgress);
    } else continue;
    const filled = change.kind === 'backfill' ? change.name : reservedNames.words;
    incomplete = incomplete.filter((other) => other !== filled);
    await execution.remember({ ...after, incomplete });
  }
}

async function create<Found extends FoundCollection>(
  { create: createNow, isConflict, errors }: PlanExecution<Found>,
  spec: ResolvedSpec,
): Promise<void> {
  try {
    await createNow(spec);
  } catch (error) {
    if (isNestvecError(error) || !isConflict(error)) throw error;
    throw errors.createdMeanwhile(spec.name, error);
  }
}

/** Named vectors that a plan adds. */
export function addedVectors(plan: Plan): string[] {
  return plan.steps.flatMap(({ change }) => (change.kind === 'add-vector' ? [change.name] : []));
}

/** What is remembered from before the first change to the last, removed vectors included. */
export function memoryDuring(memory: CollectionMemory, plan: Plan): CollectionMemory {
  const added = addedVectors(plan);
  const { attached } = memory;
  const words = plan.steps.some(({ change }) => change.kind === 'set-words')
    ? [reservedNames.words]
    : [];
  return {
    ...memory,
    spec: joinSpecs(memory.spec, plan.spec),
    incomplete: [...new Set([...memory.incomplete, ...added, ...words])],
    ...(attached && {
      attached: {
        ...attached,
        added: {
          ...attached.added,
          ...Object.fromEntries(added.map((name) => [name, nameThere(attached.names, name)])),
        },
      },
    }),
  };
}

/** What is remembered once every change is made, and only backfills are left. */
export function memoryAfter(during: CollectionMemory, plan: Plan): CollectionMemory {
  const hasFields = plan.steps.some(({ change }) => change.kind === 'add-record-fields');
  return { ...withoutRemoved(during, plan), ...(hasFields ? { recordFields: true } : {}) };
}

function withoutRemoved(memory: CollectionMemory, plan: Plan): CollectionMemory {
  const { spec, incomplete, attached } = memory;
  const removed = plan.steps.flatMap(({ change }) =>
    change.kind === 'remove-vector' ? [change.name] : [],
  );
  if (attached === undefined || removed.length === 0) return memory;
  const kept = <Value>(entries: Readonly<Record<string, Value>>): Record<string, Value> =>
    Object.fromEntries(Object.entries(entries).filter(([name]) => !removed.includes(name)));
  return {
    ...memory,
    spec: { ...spec, vectors: kept(spec.vectors) },
    incomplete: incomplete.filter((name) => !removed.includes(name)),
    attached: { ...attached, added: kept(attached.added) },
  };
}

/** What is declared, joined to what the collection has beyond it. */
function joinSpecs(stored: ResolvedSpec, declared: ResolvedSpec): ResolvedSpec {
  const { keyword, cutter } = declared.keyword ? declared : stored;
  return {
    ...declared,
    keyword,
    ...(cutter === undefined ? {} : { cutter }),
    vectors: { ...stored.vectors, ...declared.vectors },
    fields: { ...stored.fields, ...declared.fields },
  };
}

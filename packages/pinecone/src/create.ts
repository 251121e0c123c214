import { type CallOptions, NestvecError } from '@nestvec/core';
import { RequestFailure, type ResolvedSpec } from '@nestvec/core/store';
import type { Tags } from './api.ts';
import { databaseName } from './errors.ts';
import { memoryTags, ownTags } from './memory.ts';
import { homeVector, indexNameOf } from './schema.ts';
import { isIndexOf, type Session } from './session.ts';
import { isGone, isReady, waitForIndex } from './wait.ts';

/**
 * Makes the indexes of a collection, the first one last, since the collection exists as soon as that does; then waits until all
 * are ready.
 */
export async function createCollection(
  session: Session,
  spec: ResolvedSpec,
  call: CallOptions | undefined,
  onProgress: (done: number, total: number) => void,
): Promise<void> {
  const home = homeVector(spec);
  const { tags } = session.options;
  const names = Object.keys(spec.vectors).sort((a, b) => Number(a === home) - Number(b === home));
  const firstTags = memoryTags({ spec, incomplete: [], home }, tags);
  for (const name of names) {
    if (name === home)
      await createIndex(session, spec, name, home, { ...tags, ...firstTags }, call);
    else await createVectorIndex(session, spec, name, home, call);
  }
  for (const [i, name] of names.entries()) {
    onProgress(i, names.length);
    await waitForIndex(session, indexNameOf(spec.name, name, home), isReady, call);
  }
  onProgress(names.length, names.length);
}

/** Makes the index of a vector beside the first, or takes the one that an apply which broke off has left. */
export async function createVectorIndex(
  session: Session,
  spec: ResolvedSpec,
  name: string,
  home: string,
  call: CallOptions | undefined,
): Promise<void> {
  const tags = { ...session.options.tags, ...ownTags(spec.name, name) };
  await createIndex(session, spec, name, home, tags, call);
}

async function createIndex(
  session: Session,
  spec: ResolvedSpec,
  name: string,
  home: string,
  tags: Tags,
  call: CallOptions | undefined,
): Promise<void> {
  session.begin('apply', call);
  const api = await session.api();
  const index = indexNameOf(spec.name, name, home);
  const { cloud, region, deletionProtection } = session.options;
  const { dimensions: dimension = 0 } = spec.vectors[name] ?? {};
  try {
    await api.create({ name: index, dimension, cloud, region, tags, deletionProtection });
  } catch (error) {
    if (!(error instanceof RequestFailure && error.httpStatus === 409)) throw error;
    const there = await api.describe(index);
    if (name !== home && there !== undefined && isIndexOf(there, spec, name)) return;
    throw new NestvecError(
      'plan',
      `${databaseName}: index ${index} of "${spec.name}" exists already, made by another in the meantime or for something else; plan again, or delete it`,
      { reason: 'stale', targets: [] },
      { cause: error },
    );
  }
}

/** Deletes the indexes of a collection, the first one last, and waits until they are gone. Says whether there was one. */
export async function dropCollection(
  session: Session,
  operation: string,
  call: CallOptions | undefined,
): Promise<boolean> {
  const found = await session.find(operation);
  if (found === undefined) return false;
  const api = await session.api();
  for (const places of [[...found.others.values()], [found.home]]) {
    for (const { index } of places) {
      session.begin(operation, call);
      await api.remove(index);
    }
    for (const { index } of places) await waitForIndex(session, index, isGone, call);
  }
  session.forget();
  return true;
}

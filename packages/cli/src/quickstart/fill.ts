import {
  createIndex,
  isNestvecError,
  NestvecError,
  type Store,
  type VectorIndex,
} from '@nestvec/core';
import { onnx } from '@nestvec/core/onnx';
import { modelDirectory } from '@nestvec/mini-clip';
import { jsonl } from '@nestvec/sources';
import { watchIngest } from '../ingest/watch.ts';
import type { Io } from '../io.ts';
import type { DatabasePlace } from '../open/database.ts';
import { placeFlags } from '../open/place.ts';
import { cataloguePath } from './catalogue.ts';

/** The collection that the quickstart makes. */
export const collection = 'quickstart';

/** Opens the quickstart's collection with mini-clip. */
export async function openQuickstart(
  store: Store,
  place: DatabasePlace,
  io: Io,
): Promise<VectorIndex> {
  const embedder = await onnx({ directory: modelDirectory });
  const fields = { category: 'string', language: 'string', name: 'string' } as const;
  try {
    return await createIndex({ embedder, store, fields, signal: io.signal });
  } catch (error) {
    await embedder.close();
    // From an earlier release, whose model was another; it holds nothing but the catalogue.
    if (!isNestvecError(error, 'identity')) throw error;
    const advice = `remove it with: ${io.program} collection drop ${collection} --yes${placeFlags(place)}`;
    throw new NestvecError('identity', `${error.message}; ${advice}`, error.details, {
      cause: error,
    });
  }
}

/** Embeds the catalogue, unless the collection holds all of it from an earlier run. Gives the number of items embedded. */
export async function fill(
  index: VectorIndex,
  items: number,
  json: boolean,
  io: Io,
): Promise<number> {
  const { signal } = io;
  const there = (await index.store.describe({ signal }))?.count ?? 0;
  if (there === items) return 0;
  const watch = watchIngest(io, json);
  try {
    const source = watch.items(jsonl(cataloguePath('items.jsonl'), { signal }));
    const { written, failures } = await index.ingest(source, { ...watch.callbacks, signal });
    const [failure] = failures;
    if (failure !== undefined) throw failure.error;
    return written;
  } finally {
    watch.clear();
  }
}

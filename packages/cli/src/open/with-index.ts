import {
  createIndex,
  type CollectionDescription,
  type FieldType,
  type VectorIndex,
} from '@nestvec/core';
import type { LanceStore } from '@nestvec/lancedb';
import type { DataFlags, ModelFlags } from '../flags.ts';
import type { Io } from '../io.ts';
import { openStore } from './data.ts';
import { openModel } from './model.ts';

/** Which collection, and with what. */
export interface IndexChoice extends DataFlags, ModelFlags {
  readonly collection: string;
  readonly fields?: Readonly<Record<string, FieldType>>;
}

/** A collection with the model for it. */
export interface OpenIndex {
  readonly index: VectorIndex;
  readonly store: LanceStore;
}

/**
 * Opens a collection with the model that `--model` names, else with the one that filled it, and closes both afterwards.
 * `check` sees the collection before a model is opened.
 */
export async function withIndex<Result>(
  choice: IndexChoice,
  io: Io,
  check: (found: CollectionDescription | undefined) => Promise<void>,
  use: (open: OpenIndex) => Promise<Result>,
): Promise<Result> {
  const { signal } = io;
  const { fields, acceptNear } = choice;
  const store = openStore(choice.collection, choice, io);
  try {
    const found = await store.describe({ signal });
    await check(found);
    const embedder = await openModel(choice, io, found?.spec?.embedder);
    try {
      const index = await createIndex({ embedder, store, fields, acceptNear, signal });
      return await use({ index, store });
    } finally {
      await embedder.close();
    }
  } finally {
    await store.close();
  }
}

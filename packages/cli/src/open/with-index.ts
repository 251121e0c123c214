import {
  createIndex,
  type CollectionDescription,
  type FieldType,
  isNestvecError,
  NestvecError,
  type VectorIndex,
} from '@nestvec/core';
import type { ModelFlags } from '../flags.ts';
import type { Io } from '../io.ts';
import { listText } from '../list-flags.ts';
import { shellWord } from '../text.ts';
import { openModel } from './model.ts';
import { openStore } from './open-store.ts';
import { type Place, placeFlags } from './place.ts';

/** Which collection, and with what. */
export interface IndexChoice extends ModelFlags {
  readonly place: Place;
  readonly collection: string;
  readonly fields?: Readonly<Record<string, FieldType>>;
}

/**
 * Opens a collection with the model that `--model` names, else with the one that filled it, and closes both afterwards.
 * `check` sees the collection before a model is opened.
 */
export async function withIndex<Result>(
  choice: IndexChoice,
  io: Io,
  check: (found: CollectionDescription | undefined) => Promise<void>,
  use: (index: VectorIndex) => Promise<Result>,
): Promise<Result> {
  const { signal } = io;
  const { fields, acceptNear } = choice;
  const store = await openStore(choice.collection, choice.place, io);
  try {
    const found = await store.describe({ signal });
    await check(found);
    const embedder = await openModel(choice, io, found?.spec?.embedder);
    try {
      const index = await createIndex({ embedder, store, fields, acceptNear, signal });
      return await use(index);
    } catch (error) {
      throw adviseOnDrift(error, choice, io);
    } finally {
      await embedder.close();
    }
  } finally {
    await store.close();
  }
}

/** What core advises in the words of the library, in those of the command line. */
function adviseOnDrift(error: unknown, choice: IndexChoice, { program }: Io): unknown {
  if (!isNestvecError(error, 'plan') || error.details.reason !== 'drift') return error;
  const { collection, fields, place } = choice;
  const list = fields === undefined ? '' : ` --fields ${shellWord(listText(fields))}`;
  const apply = `${program} collection apply ${collection}${list}${placeFlags(place)}`;
  const instead = fields === undefined ? '' : ' (or leave out --fields)';
  const message = `${error.message}; here: ${apply}${instead}`;
  return new NestvecError('plan', message, error.details, { cause: error });
}

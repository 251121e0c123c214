import {
  createIndex,
  type CollectionDescription,
  type FieldType,
  isNestvecError,
  NestvecError,
  type OpenEmbedder,
  type VectorIndex,
} from '@nestvec/core';
import type { RemoteCallbacks } from '@nestvec/core/remote';
import type { EmbedderFlags } from '../embedder-flags.ts';
import type { Io } from '../io.ts';
import { listText } from '../list-flags.ts';
import { shellWord } from '../text.ts';
import { openEmbedder } from './embedder.ts';
import { openStore } from './open-store.ts';
import { refuseKeys } from './refuse-keys.ts';
import type { DatabasePlace } from './database.ts';
import { placeFlags } from './place.ts';

/** Which collection, and with what. */
export interface IndexChoice extends EmbedderFlags {
  readonly place: DatabasePlace;
  readonly collection: string;
  readonly fields?: Readonly<Record<string, FieldType>>;
  /** Whether the words of texts are kept. Default: as it is; not, where the collection is made. */
  readonly keepsWords?: boolean | undefined;
  /** Called by a remote embedder. */
  readonly callbacks?: RemoteCallbacks;
}

/**
 * Opens a collection with the embedder that the flags name, else with what filled it, and closes both afterwards.
 * `check` sees the collection before a model is opened.
 */
export async function withIndex<Result>(
  choice: IndexChoice,
  io: Io,
  check: (found: CollectionDescription | undefined) => Promise<void>,
  use: (index: VectorIndex) => Promise<Result>,
): Promise<Result> {
  const { signal } = io;
  const { fields, acceptNear, keepsWords: keyword } = choice;
  refuseKeys(choice);
  const store = await openStore(choice.collection, choice.place, io);
  try {
    const embedder: OpenEmbedder = async (found) => {
      await check(found);
      return await openEmbedder(choice, io, found?.spec?.embedder, choice.callbacks);
    };
    let index: VectorIndex | undefined;
    try {
      index = await createIndex({ embedder, store, fields, keyword, acceptNear, signal });
      return await use(index);
    } catch (error) {
      throw adviseOnDrift(error, choice, io);
    } finally {
      await index?.embedder.close();
    }
  } finally {
    await store.close();
  }
}

/** What core advises in the words of the library, in those of the command line. */
function adviseOnDrift(error: unknown, choice: IndexChoice, { program }: Io): unknown {
  const { collection, fields, keepsWords, place } = choice;
  if (isNestvecError(error, 'invalid-input') && error.details.field === 'words') {
    const keep = `${program} collection apply ${collection} --keyword${placeFlags(place)}`;
    const said = `${error.message}; here: ${keep}`;
    return new NestvecError('invalid-input', said, error.details, { cause: error });
  }
  if (!isNestvecError(error, 'plan') || error.details.reason !== 'drift') return error;
  const list = fields === undefined ? '' : ` --fields ${shellWord(listText(fields))}`;
  const words = keepsWords === true || error.details.targets.includes('words') ? ' --keyword' : '';
  const apply = `${program} collection apply ${collection}${list}${words}${placeFlags(place)}`;
  const instead = fields === undefined ? '' : ' (or leave out --fields)';
  const message = `${error.message}; here: ${apply}${instead}`;
  return new NestvecError('plan', message, error.details, { cause: error });
}

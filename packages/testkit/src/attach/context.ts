import type { CollectionSpec, Store } from '@nestvec/core';
import type { AttachOptions } from '@nestvec/core/store';
import { createRandom } from '../data/random.ts';
import { miniIdentity } from '../data/spec.ts';
import { randomUnitVector } from '../data/unit-vector.ts';
import { settleAfterWrites } from '../wrap-store.ts';
import type { ForeignAbilities, ForeignDatabase, ForeignRecord, ForeignView } from './foreign.ts';

/** One sentence about every store that is attached to a collection of someone else. */
export interface AttachCase {
  /** A sentence of behaviour, unique in the suite. */
  readonly title: string;
  /** Rejects where the sentence is not true. */
  readonly run: (context: AttachContext) => Promise<void>;
}

/** What a case works with: one filled collection of someone else. */
export interface AttachContext {
  readonly collection: string;
  readonly records: readonly ForeignRecord[];
  /** Ids that the records have there. */
  readonly ids: readonly string[];
  readonly newId: string;
  readonly types: ForeignDatabase['types'];
  readonly can: ForeignAbilities;
  /** Name of the vector there; here it is `image`. */
  readonly place: string;
  /** A handle, closed when the case ends: of the whole collection as it is, read only, with changes. */
  readonly open: (changes?: Partial<AttachOptions>) => Store;
  /** The same handle under another name of the collection. */
  readonly openAs: (alias: string) => Store;
  /** A handle of the same name without `attach`. */
  readonly openWithout: () => Store;
  readonly openMissing: () => Store;
  /** What the options of `open` say, as a spec, with changes. */
  readonly spec: (changes?: Partial<CollectionSpec>) => CollectionSpec;
  readonly look: () => Promise<ForeignView>;
}

const colors = ['red', 'green', 'blue'];

/** What every collection of someone else is filled with: six records with captions from 0 and years from 2000 on. */
export const foreignRecords: readonly ForeignRecord[] = Array.from({ length: 6 }, (_, i) => ({
  vector: randomUnitVector(256, createRandom(700 + i)),
  values: {
    caption: `caption ${i}`,
    year: 2000 + i,
    color: colors[i % 3] ?? '',
    tags: ['all', `t${i}`],
    sold: i % 2 === 0,
  },
}));

const vectors = { image: { modality: 'image' } } as const;
const fields = { year: 'number', color: 'string', tags: 'string[]', sold: 'boolean' } as const;

/** Runs one case on a new collection of someone else, which is removed afterwards. */
export async function runAttachCase(
  { run }: Pick<AttachCase, 'run'>,
  database: ForeignDatabase & {
    readonly settle?: ((store: Store) => Promise<void>) | undefined;
  },
  collection: string,
  place: string,
): Promise<void> {
  const { make, look, remove, open, newId, types, can, settle } = database;
  const opened: Store[] = [];
  const keep = (store: Store): Store => {
    opened.push(store);
    return settle === undefined ? store : settleAfterWrites(store, settle);
  };
  const attach = {
    embedder: miniIdentity,
    vectors,
    fields,
    names: { image: place },
    textField: 'caption',
  };
  const ids = await make(collection, { vectorName: place, records: foreignRecords });
  try {
    await run({
      collection,
      records: foreignRecords,
      ids,
      newId,
      types,
      can,
      place,
      open: (changes) => keep(open(collection, { ...attach, ...changes })),
      openAs: (alias) => keep(open(alias, attach)),
      openWithout: () => keep(open(collection, undefined)),
      openMissing: () => keep(open(`${collection}_none`, attach)),
      spec: (changes) => ({
        name: collection,
        embedder: miniIdentity,
        vectors,
        fields,
        ...changes,
      }),
      look: async () => await look(collection),
    });
  } finally {
    for (const store of opened) await store.close();
    await remove(collection);
  }
}

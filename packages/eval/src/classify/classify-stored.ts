import { type CallOptions, type Modality, NestvecError, type Store } from '@nestvec/core';
import { checkIsOptions, checkMethods, invalid, parseInput } from '@nestvec/core/kit';
import { checkUserName } from '@nestvec/core/store';
import { z } from 'zod';
import type { Classifier } from './classifier.ts';

/** Options of `classifyStored`. */
export interface ClassifyStoredOptions extends CallOptions {
  readonly store: Store;
  readonly classifier: Classifier;
  /** Metadata key that gets the class; it is taken away where none of the classes fits. */
  readonly field: string;
  /** Writes a list of all classes that fit, instead of the best one. Default false. */
  readonly several?: boolean | undefined;
  /** Whose vectors are compared. Default: of each record its image, or its text where it has no image. */
  readonly over?: Modality | undefined;
}

/** What became of a collection's records. */
export interface ClassifiedRecords {
  /** Records by class; one with several counts for each. */
  readonly labels: ReadonlyMap<string, number>;
  /** Records that fit none of the classes. */
  readonly none: number;
  /** Records without a vector to compare, which are left as they are. */
  readonly skipped: number;
}

/** What `Store.update` takes of one record. */
type RecordChange = Parameters<Store['update']>[0][number];

const schema = z.strictObject({
  store: z.unknown().optional(),
  classifier: z.unknown().optional(),
  field: z.string().min(1),
  several: z.boolean().default(false),
  over: z.enum(['image', 'text']).optional(),
  signal: z.instanceof(AbortSignal).optional(),
});

/**
 * Writes the class of every record of a collection into a field of its metadata, by the full vectors that are stored: nothing is embedded
 * and nothing else is changed. Rejects with `not-found` where there is no such collection, and with `invalid-input` where it keeps no full
 * vector.
 */
export async function classifyStored(options: ClassifyStoredOptions): Promise<ClassifiedRecords> {
  checkIsOptions(options);
  const { field, several, over, signal } = parseInput(schema, options, 'options');
  const { store, classifier } = options;
  checkMethods(store, ['scan', 'update', 'describe'], 'options.store', 'a store');
  checkMethods(classifier, ['classifyVector'], 'options.classifier', 'what createClassifier gives');
  checkUserName(field, 'options.field');
  const names = await fullVectors(store, over, signal);
  const labels = new Map<string, number>();
  let [none, skipped] = [0, 0];
  for await (const { records } of store.scan({
    include: { vectors: names, text: false, metadata: false },
    signal,
  })) {
    const updates = records.flatMap(({ id, vectors }): RecordChange[] => {
      const name = names.find((one) => vectors[one] !== undefined);
      const vector = name === undefined ? undefined : vectors[name];
      if (vector === undefined) {
        skipped++;
        return [];
      }
      const { labels: found } = classifier.classifyVector(vector);
      const [best] = found;
      if (best === undefined) {
        none++;
        return [{ id, unset: [field] }];
      }
      for (const label of several ? found : [best]) labels.set(label, (labels.get(label) ?? 0) + 1);
      return [{ id, metadata: { [field]: several ? [...found] : best } }];
    });
    if (updates.length > 0) await store.update(updates, { signal });
  }
  return { labels, none, skipped };
}

/** Names of the full vectors, that of images first. */
async function fullVectors(
  store: Store,
  over: Modality | undefined,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  const found = await store.describe({ count: false, signal });
  if (found === undefined)
    throw new NestvecError(
      'not-found',
      `${store.database}: there is no collection ${store.collection}`,
      {
        what: 'collection',
        name: store.collection,
      },
    );
  const { spec } = found;
  const whole = Object.entries(spec?.vectors ?? {}).filter(
    ([, { dimensions }]) => dimensions === spec?.embedder.dimensions,
  );
  const wanted = over === undefined ? (['image', 'text'] as const) : [over];
  const names = wanted.flatMap((modality) => {
    const first = whole.find(([, vector]) => vector.modality === modality);
    return first === undefined ? [] : [first[0]];
  });
  if (names.length === 0)
    throw invalid(
      'options.store',
      `${store.collection} keeps no full vector of ${wanted.join(' or ')}`,
    );
  return names;
}

import type { CallOptions } from '../async/signal.ts';
import { NestvecError } from '../errors.ts';
import { coarseAndFull } from '../search/coarse-and-full.ts';
import type { Modality } from '../spec/models.ts';
import type { ResolvedSpec } from '../spec/spec.ts';
import type { Store } from '../store/store.ts';

/** What is stored of a record in the largest vector of each modality. */
export type StoredVectors = Readonly<Partial<Record<Modality, Float32Array>>>;

/** Name of the largest vector of a modality. */
export function largestVector(spec: ResolvedSpec, modality: Modality): string | undefined {
  const pair = coarseAndFull(spec, modality);
  return pair?.rescore ?? pair?.using;
}

/** The largest stored vectors of records by their ids. Rejects with `not-found` for an id that is not stored. */
export async function storedVectors(
  store: Store,
  spec: ResolvedSpec,
  ids: readonly string[],
  { signal }: CallOptions,
): Promise<ReadonlyMap<string, StoredVectors>> {
  if (ids.length === 0) return new Map();
  const names = { image: largestVector(spec, 'image'), text: largestVector(spec, 'text') };
  const vectors = Object.values(names).filter((name) => name !== undefined);
  const include = { metadata: false, text: false, vectors };
  const records = await store.get(ids, { include, signal });
  return new Map(
    ids.map((id, i) => {
      const record = records[i];
      if (record === undefined) throw missingRecord(id, store.collection);
      const of = (name: string | undefined): Float32Array | undefined =>
        name !== undefined && Object.hasOwn(record.vectors, name)
          ? record.vectors[name]
          : undefined;
      const [image, text] = [of(names.image), of(names.text)];
      return [
        id,
        { ...(image === undefined ? {} : { image }), ...(text === undefined ? {} : { text }) },
      ];
    }),
  );
}

/** What a search like a record is refused with that is not stored. */
export function missingRecord(id: string, collection: string): NestvecError<'not-found'> {
  return new NestvecError(
    'not-found',
    `${collection} has no record ${JSON.stringify(id)} to search by`,
    { what: 'record', name: id },
  );
}

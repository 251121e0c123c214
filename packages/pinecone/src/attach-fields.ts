import { checkAttachedFields, seenField } from '@nestvec/core/store';
import type { DataApi, WireMetadata } from './api.ts';
import type { AttachOptions } from './attach-options.ts';
import { defaultNamespace } from './client.ts';

/** The metadata of so many records is looked at: an answer has at most 4 MB, a record 40 KB of it. */
const recordsLookedAt = 50;

/**
 * Compares declared fields with the metadata of some records of an index that someone else made, since Pinecone keeps no types. Of
 * an empty namespace nothing is known. Throws `invalid-input` naming the field.
 */
export async function checkLiveFields(
  data: DataApi,
  { fields = {}, namespace = defaultNamespace, index }: AttachOptions,
  { name, dimension = 1 }: { readonly name: string; readonly dimension: number | undefined },
): Promise<void> {
  if (Object.keys(fields).length === 0) return;
  const look = async (topK: number, filter?: object): Promise<readonly WireMetadata[]> => {
    const vector = Array.from({ length: dimension }, (_, i) => (i === 0 ? 1 : 0)); // any will do
    const { matches } = await data.query(namespace, {
      vector,
      topK,
      includeMetadata: true,
      includeValues: false,
      ...(filter === undefined ? {} : { filter }),
    });
    return matches.map(({ metadata }) => metadata);
  };
  const seen = await look(recordsLookedAt);
  const found = [...seen];
  // One that none of these has may be rare.
  for (const field of Object.keys(fields))
    if (seen.length > 0 && !seen.some((metadata) => Object.hasOwn(metadata, field)))
      found.push(...(await look(1, { [field]: { $exists: true } })));
  const names = [...new Set(found.flatMap((metadata) => Object.keys(metadata)))].sort();
  const place = `the index ${JSON.stringify(index ?? name)}`;
  checkAttachedFields(
    fields,
    { path: 'pinecone.attach.fields', noun: 'metadata key', place, names },
    (field) =>
      seen.length === 0
        ? 'unknown'
        : seenField(
            found.map((metadata) => (Object.hasOwn(metadata, field) ? metadata[field] : undefined)),
          ),
  );
}

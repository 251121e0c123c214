import {
  type CallOptions,
  checkFields,
  reservedNames,
  type ResolvedSpec,
  truncate,
} from '@nestvec/core';
import type { QdrantFilter } from './filter.ts';
import { fieldValue, metadataOf, type StoredPoint, vectorsOf } from './record.ts';
import type { Session } from './session.ts';

const pointsAtOnce = 500;

/**
 * Computes a smaller vector from a stored larger one, page by page. Only points that lack it are read, so that it can be
 * interrupted at any moment and go on later.
 */
export async function backfillVector(
  session: Session,
  {
    name,
    from,
    dimensions,
  }: { readonly name: string; readonly from: string; readonly dimensions: number },
  call: CallOptions | undefined,
  onProgress: (done: number, total: number) => void,
): Promise<void> {
  const client = await session.client();
  const { collection } = session.options;
  const lacking: QdrantFilter = { must: [{ has_vector: from }], must_not: [{ has_vector: name }] };
  const { count: total } = await client.count(collection, {
    filter: lacking,
    exact: true,
  });
  for (let done = 0; done < total;) {
    session.begin(`backfill of ${name}`, call);
    const { points } = await client.scroll(collection, {
      filter: lacking,
      limit: pointsAtOnce,
      with_payload: false,
      with_vector: [from],
    });
    if (points.length === 0) return;
    const updates = points.flatMap((point: StoredPoint) => {
      const full = vectorsOf(point)[from];
      return full === undefined
        ? []
        : [{ id: point.id, vector: { [name]: Array.from(truncate(full, dimensions)) } }];
    });
    if (updates.length === 0) return;
    await client.updateVectors(collection, { points: updates, wait: true });
    done += points.length;
    onProgress(Math.min(done, total), total);
  }
}

/** Writes the payload key of a newly declared field from the metadata that is stored already. */
export async function fillField(
  session: Session,
  name: string,
  spec: ResolvedSpec,
  call: CallOptions | undefined,
): Promise<void> {
  const client = await session.client();
  const { collection } = session.options;
  const type = spec.fields[name];
  if (type === undefined) return;
  let offset: unknown;
  do {
    session.begin(`filling of ${name}`, call);
    const page = await client.scroll(collection, {
      limit: pointsAtOnce,
      with_payload: [reservedNames.metadata],
      with_vector: false,
      ...(offset === undefined ? {} : { offset: offset as string }), // an id that the server gave
    });
    const operations = page.points.flatMap((point: StoredPoint) => {
      const metadata = metadataOf(point.payload ?? {});
      const value = fits(metadata, name, spec) ? fieldValue(metadata, name, type) : undefined;
      return value === undefined
        ? []
        : [{ set_payload: { payload: { [name]: value }, points: [point.id] } }];
    });
    if (operations.length > 0) await client.batchUpdate(collection, { operations, wait: true });
    offset = page.next_page_offset ?? undefined;
  } while (offset !== undefined);
}

/** Metadata that was written before the field was declared may hold anything; what does not fit counts as missing. */
function fits(
  metadata: Parameters<typeof checkFields>[0],
  name: string,
  spec: ResolvedSpec,
): boolean {
  const type = spec.fields[name];
  if (type === undefined) return false;
  try {
    checkFields(metadata, { [name]: type }, 'metadata');
    return true;
  } catch {
    return false;
  }
}

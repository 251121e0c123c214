import { type CallOptions, type FieldType, truncate } from '@nestvec/core';
import { type Backfill, fittingValue, reservedNames } from '@nestvec/core/store';
import type { Point } from './api.ts';
import { countPoints } from './count.ts';
import type { QdrantFilter } from './filter.ts';
import type { CollectionInfo } from './info.ts';
import { after } from './cursor.ts';
import { isMissingPoint } from './errors.ts';
import { readFailure } from './failure.ts';
import { checkCompleted, readPoints } from './points.ts';
import { metadataOf } from './record.ts';
import type { Session } from './session.ts';

const pointsAtOnce = 500;

/**
 * Computes a smaller vector from a stored larger one, page by page. Only points that lack it are read, so that it can be
 * interrupted at any moment and go on later; and only where it is still lacking is it written, so that a record that was
 * replaced meanwhile keeps its own. Goes round again until no point lacks it.
 */
export async function backfillVector(
  session: Session,
  info: CollectionInfo,
  { name, from, dimensions }: Backfill,
  call: CallOptions | undefined,
  onProgress: (done: number, total: number) => void,
): Promise<void> {
  const { api, lock } = session;
  const { collection } = session.options;
  const lacking: QdrantFilter = { must: [{ has_vector: from }], must_not: [{ has_vector: name }] };
  const transport = await session.transport();
  const begin = (): void => session.begin(`backfill of ${name}`, call);
  const count = async (): Promise<number> =>
    await countPoints({ api, begin, collection }, info, lacking);
  let total = await count();
  for (let done = 0, offset; done < total;) {
    begin();
    const request = { filter: lacking, limit: pointsAtOnce, with_payload: false, offset };
    const last = await lock.exclusive(async () => {
      const points = await transport.scroll(collection, { ...request, with_vector: [from] });
      const updates = points.flatMap(({ id, vectors }): Pick<Point, 'id' | 'vector'>[] => {
        const full = vectors[from];
        return full === undefined ? [] : [{ id, vector: { [name]: truncate(full, dimensions) } }];
      });
      if (updates.length > 0) await updateVectors(session, updates, name);
      done += points.length;
      return points.length < pointsAtOnce ? undefined : points.at(-1)?.id;
    });
    onProgress(Math.min(done, total), total);
    offset = last === undefined ? undefined : after(last);
    // The end of the collection: what was written behind us in the meantime comes next.
    if (offset === undefined) {
      const left = await count();
      if (left === 0) break;
      total = done + left;
    }
  }
}

/** A point that was removed since it was read makes the server refuse the rest of the list; the next round does them. */
async function updateVectors(
  { api, options: { collection } }: Session,
  points: readonly Pick<Point, 'id' | 'vector'>[],
  name: string,
): Promise<void> {
  try {
    const filter: QdrantFilter = { must_not: [{ has_vector: name }] };
    checkCompleted(
      await api.updateVectors(collection, { points, update_filter: filter, wait: true }),
    );
  } catch (error) {
    if (!isMissingPoint(readFailure(error))) throw error;
  }
}

/** Writes the payload key of a newly declared field from the metadata that is stored already. The caller keeps writers off. */
export async function fillField(
  session: Session,
  name: string,
  type: FieldType,
  call: CallOptions | undefined,
): Promise<void> {
  const { api, options } = session;
  const { collection } = options;
  for (let offset; ;) {
    session.begin(`filling of ${name}`, call);
    const request = {
      limit: pointsAtOnce,
      with_payload: [reservedNames.metadata],
      with_vector: false,
      offset,
    };
    const points = readPoints(await api.scroll(collection, request));
    const operations = points.flatMap(({ id, payload }) => {
      const value = fittingValue(metadataOf(payload), name, type);
      return value === undefined
        ? []
        : [{ set_payload: { payload: { [name]: value }, points: [id] } }];
    });
    if (operations.length > 0)
      checkCompleted(await api.batchUpdate(collection, { operations, wait: true }));
    const last = points.length < pointsAtOnce ? undefined : points.at(-1)?.id;
    if (last === undefined) return;
    offset = after(last);
  }
}

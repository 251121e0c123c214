import type { PointId } from './api.ts';
import { after } from './cursor.ts';
import type { QdrantFilter } from './filter.ts';
import type { CollectionInfo } from './info.ts';
import { readCount, readPoints } from './points.ts';
import type { Session } from './session.ts';

/** Counts exactly: a guess would be off by half. Where strict mode forbids that, every id is read instead. */
export async function countPoints(
  { api, options }: Session,
  { strict }: Pick<CollectionInfo, 'strict'>,
  filter: QdrantFilter | undefined,
): Promise<number> {
  const { collection } = options;
  const where = filter === undefined ? {} : { filter };
  if (strict.exactAllowed) return readCount(await api.count(collection, { exact: true, ...where }));
  const limit = Math.min(idsPerPage, strict.queryLimit ?? idsPerPage);
  const page = { limit, with_payload: false, with_vector: false, ...where };
  for (let count = 0, offset: PointId | undefined; ;) {
    const points = readPoints(await api.scroll(collection, { ...page, offset }));
    count += points.length;
    const last = points.at(-1);
    if (last === undefined || points.length < limit) return count;
    offset = after(last.id);
  }
}

const idsPerPage = 10_000;

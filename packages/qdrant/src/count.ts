import type { PointId } from './api.ts';
import { after } from './cursor.ts';
import type { QdrantFilter } from './filter.ts';
import type { CollectionInfo } from './info.ts';
import { readCount, readPoints } from './points.ts';
import { layoutOf, type Scope } from './scope.ts';
import type { FoundCollection, Session } from './session.ts';

/** Counts exactly: a guess would be off by half. Where strict mode forbids that, every id is read instead. */
export async function countPoints(
  { api, begin, collection }: Pick<Scope, 'api' | 'begin' | 'collection'>,
  { strict }: Pick<CollectionInfo, 'strict'>,
  filter: QdrantFilter | undefined,
): Promise<number> {
  const where = filter === undefined ? {} : { filter };
  if (strict.exactAllowed) return readCount(await api.count(collection, { exact: true, ...where }));
  const limit = Math.min(idsPerPage, strict.queryLimit ?? idsPerPage);
  const page = { limit, with_payload: false, with_vector: false, ...where };
  for (let count = 0, offset: PointId | undefined; ;) {
    begin();
    const points = readPoints(await api.scroll(collection, { ...page, offset }));
    count += points.length;
    const last = points.at(-1);
    if (last === undefined || points.length < limit) return count;
    offset = after(last.id);
  }
}

const idsPerPage = 10_000;

/** Counts all points, or those of one tenant; also of a collection that someone else made. */
export async function countAll(
  session: Session,
  { info, memory }: FoundCollection,
  tenant: string | undefined,
  operation: string,
): Promise<number> {
  const { api, options } = session;
  const own = memory && layoutOf(session, memory.spec, tenant).tenantCondition;
  const { collection } = options;
  const begin = (): void => session.begin(operation, undefined);
  return await countPoints({ api, begin, collection }, info, own && { must: [own] });
}

import { checkInclude, invalid, parseFilter, type ScanOptions, type ScanPage } from '@nestvec/core';
import { toStoreError } from './errors.ts';
import { both, type QdrantFilter, toQdrant } from './filter.ts';
import { fromPoint, payloadKeys, type StoredPoint } from './record.ts';
import type { View } from './write.ts';

/** Pages in the order of the points' ids; the cursor is the id of a page's last point. */
export async function* scanCollection(
  open: () => Promise<View>,
  scope: QdrantFilter | undefined,
  options: ScanOptions,
): AsyncGenerator<ScanPage, void, undefined> {
  const { pageSize = 256, include = {} } = options;
  if (!Number.isInteger(pageSize) || pageSize < 1)
    throw invalid('pageSize', `must be a positive integer, got ${pageSize}`);
  for (let after = options.after; ;) {
    const { client, memory, session } = await open();
    checkInclude(include, memory.spec);
    const filter = both(scope, toQdrant(parseFilter(options.filter, memory.spec.fields)));
    const { collection } = session.options;
    let points: readonly StoredPoint[];
    try {
      const page = await client.scroll(collection, {
        filter,
        limit: after === undefined ? pageSize : pageSize + 1,
        with_payload: payloadKeys(include, memory.spec),
        with_vector: [...(include.vectors ?? [])],
        ...(after === undefined ? {} : { offset: after }),
      });
      points = page.points;
    } catch (error) {
      throw toStoreError(error, { collection, operation: 'scan' });
    }
    // The server starts at the cursor itself, whether or not that point is still there.
    const fresh = points.filter((point) => point.id !== after).slice(0, pageSize);
    const last = fresh.at(-1);
    if (last === undefined) return;
    after = String(last.id);
    yield { records: fresh.map((point) => fromPoint(point, include)), cursor: after };
    if (fresh.length < pageSize) return;
  }
}

import { parseFilter, type ScanOptions, type ScanPage } from '@nestvec/core';
import { checkInclude, invalid } from '@nestvec/core/store';
import { toStoreError } from './errors.ts';
import { readPoints } from './points.ts';
import { after, readCursor, writeCursor } from './cursor.ts';
import type { View } from './view.ts';

/** Pages in the order of the points' ids. With vectors they come by the transport for many vectors. */
export async function* scanCollection(
  open: () => Promise<View>,
  options: ScanOptions,
): AsyncGenerator<ScanPage, void, undefined> {
  const { pageSize = 256, include = {} } = options;
  if (!Number.isInteger(pageSize) || pageSize < 1)
    throw invalid('pageSize', `must be a positive integer, got ${pageSize}`);
  const view = await open();
  const { collection, layout, session, spec } = view;
  checkInclude(include, spec);
  const filter = view.where(parseFilter(options.filter, spec.fields));
  const parts = layout.parts(include);
  // What others store is filtered in ways that only the REST interface has.
  const byRest = include.vectors === undefined || session.options.attach !== undefined;
  let cursor = options.after === undefined ? undefined : readCursor(options.after);
  for (;;) {
    session.begin('scan', options);
    const offset = cursor === undefined ? undefined : after(cursor);
    const request = {
      limit: Math.min(pageSize, view.info.strict.queryLimit ?? pageSize),
      ...parts,
      ...(filter === undefined ? {} : { filter }),
      ...(offset === undefined ? {} : { offset }),
    };
    let points;
    try {
      points = byRest
        ? readPoints(await session.api.scroll(collection, request))
        : await (await session.transport()).scroll(collection, request);
    } catch (error) {
      throw toStoreError(error, { collection, operation: 'scan' });
    }
    const last = points.at(-1);
    if (last === undefined) return;
    cursor = last.id;
    yield {
      records: points.map((point) => layout.fromPoint(point, include)),
      cursor: writeCursor(cursor),
    };
    if (points.length < request.limit) return;
  }
}

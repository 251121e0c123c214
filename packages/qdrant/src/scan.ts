import { includedVectors, type ScanPage, type ScanWalk } from '@nestvec/core/store';
import { readPoints } from './points.ts';
import { after, readCursor, writeCursor } from './cursor.ts';
import type { Scope } from './scope.ts';

/** Pages in the order of the points' ids. With vectors they come by the transport for many vectors. */
export async function* scanPoints(
  scope: Scope,
  { filter: node, include, pageSize, after: start }: ScanWalk,
): AsyncGenerator<ScanPage, void, undefined> {
  const { api, begin, collection, info, layout, session, signal, spec } = scope;
  const filter = scope.where(node);
  // What others store is filtered in ways that only the REST interface has.
  const byRest =
    includedVectors(include, spec).length === 0 || session.options.attach !== undefined;
  let cursor = start === undefined ? undefined : readCursor(start);
  for (;;) {
    begin();
    const offset = cursor === undefined ? undefined : after(cursor);
    const request = {
      limit: Math.min(pageSize, info.strict.queryLimit ?? pageSize),
      ...layout.parts(include),
      ...(filter === undefined ? {} : { filter }),
      ...(offset === undefined ? {} : { offset }),
    };
    const points = byRest
      ? readPoints(await api.scroll(collection, request))
      : await (await session.transport(signal)).scroll(collection, request);
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

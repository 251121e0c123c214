import type { ScanPage, ScanWalk } from '@nestvec/core/store';
import { readCursor } from './cursor.ts';
import { pagesOf } from './pages.ts';
import { partsOf } from './read.ts';
import type { Scope } from './scope.ts';

/** Pages in the order of the objects' ids. */
export async function* scanObjects(
  scope: Scope,
  { filter, include, pageSize, after }: ScanWalk,
): AsyncGenerator<ScanPage, void, undefined> {
  const walk = {
    ...partsOf(scope, include),
    filter: scope.where(filter),
    pageSize,
    after: after === undefined ? undefined : readCursor(after),
  };
  for await (const objects of pagesOf(scope, walk))
    yield {
      records: objects.map((object) => scope.layout.fromObject(object, include)),
      cursor: objects.at(-1)?.id ?? '',
    };
}

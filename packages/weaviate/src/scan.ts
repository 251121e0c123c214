import { parseFilter, type ScanOptions, type ScanPage } from '@nestvec/core';
import { checkInclude, invalid } from '@nestvec/core/store';
import { readCursor } from './cursor.ts';
import { toStoreError } from './errors.ts';
import { pagesOf } from './pages.ts';
import { partsOf } from './read.ts';
import type { View } from './view.ts';

/** Pages in the order of the objects' ids. */
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
  const walk = {
    ...partsOf(view, include),
    filter: view.where(parseFilter(options.filter, spec.fields)),
    pageSize,
    after: options.after === undefined ? undefined : readCursor(options.after),
  };
  const begin = (): void => session.begin('scan', options);
  try {
    for await (const objects of pagesOf(session, view.place, walk, begin)) {
      yield {
        records: objects.map((object) => layout.fromObject(object, include)),
        cursor: objects.at(-1)?.id ?? '',
      };
    }
  } catch (error) {
    throw toStoreError(error, { collection, operation: 'scan' });
  }
}

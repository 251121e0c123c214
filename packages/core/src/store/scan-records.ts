import type { FilterNode } from '../filter/node.ts';
import { parseFilter } from '../filter/parse.ts';
import { checkInclude } from '../search/check-include.ts';
import { pickAll } from '../search/include-metadata.ts';
import type { Include } from '../search/search.ts';
import type { ScopeStart } from './store-parts.ts';
import type { ScanOptions, ScanPage } from './store.ts';
import type { StoreErrors } from './store-errors.ts';

/** A scan, checked. */
export interface ScanWalk {
  readonly filter: FilterNode;
  readonly include: Include | undefined;
  readonly pageSize: number;
  readonly after: string | undefined;
}

/** Pages of a scan by what the database does; nothing is asked before the first page. */
export async function* scanRecords<Scope extends ScopeStart>(
  open: () => Promise<Scope>,
  pages: (scope: Scope, walk: ScanWalk) => AsyncIterable<ScanPage>,
  options: ScanOptions,
  errors: StoreErrors,
): AsyncGenerator<ScanPage, void, undefined> {
  const scope = await open();
  const { pageSize = 256, include, after } = options;
  const { collection, operation, spec, begin } = scope;
  checkInclude(include, spec);
  const filter = parseFilter(options.filter, spec.fields, scope);
  try {
    for await (const { records, ...page } of pages(scope, { filter, include, pageSize, after }))
      yield { ...page, records: pickAll(records, include, spec) };
  } catch (error) {
    begin();
    throw errors.toStoreError(error, { collection, operation });
  }
}

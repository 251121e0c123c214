import { invalid, type NestvecError } from '../errors.ts';
import { constantOf } from '../filter/constant.ts';
import type { FilterNode } from '../filter/node.ts';
import { parseFilter } from '../filter/parse.ts';
import { checkIds } from '../record/ids.ts';
import { isPlainObject } from '../json.ts';
import type { ResolvedSpec } from '../spec/spec.ts';
import type { RemoveTarget } from './store.ts';

/** What is to be removed, checked. */
export type Removal =
  | { readonly kind: 'ids'; readonly ids: readonly string[] }
  | { readonly kind: 'filter'; readonly filter: FilterNode }
  | { readonly kind: 'all' };

/**
 * Checks the target of a removal. A filter that holds for every record, empty or not, is refused: it is more often a
 * mistake than a wish, and one server takes it for everything. Throws `invalid-input`.
 */
export function resolveRemoval(
  target: RemoveTarget,
  spec: ResolvedSpec,
  incomplete: readonly string[] = [],
): Removal {
  const keys = isPlainObject(target) ? Object.keys(target) : [];
  if (keys.length !== 1)
    throw invalid('target', 'must be one of { ids }, { filter } or { all: true }');
  if ('ids' in target) {
    checkIds(target.ids, 'target.ids');
    return { kind: 'ids', ids: target.ids };
  }
  if ('filter' in target) {
    if (!isPlainObject(target.filter)) throw invalid('target.filter', 'must be a filter');
    const filter = parseFilter(target.filter, spec.fields, { spec, incomplete });
    if (constantOf(filter) === true) throw removesAll();
    return { kind: 'filter', filter };
  }
  const all: unknown = target.all;
  if (all !== true) throw invalid('target', 'must be one of { ids }, { filter } or { all: true }');
  return { kind: 'all' };
}

/** For a filter that turns out to hold for every record only when it is compiled, by what a database can store at all. */
export function removesAll(): NestvecError<'invalid-input'> {
  return invalid(
    'target.filter',
    'holds for every record and would remove them all; to remove them all pass { all: true }',
  );
}

import type { Filter } from '@nestvec/core';
import type { IndexView } from '@nestvec/core/kit';
import { type FilterNode, parseFilter } from '@nestvec/core/store';
import { refuse } from '../problem/refusal.ts';
import type { Shown } from './shown.ts';

/** Where a request must not be larger, or ask for what is not shown. */
export interface Asked {
  readonly filter?: Filter | undefined;
  readonly groupBy?: { readonly field: string } | undefined;
  readonly boost?: readonly { readonly filter?: Filter | undefined }[] | undefined;
  readonly include?: { readonly vectors?: readonly string[] | undefined } | undefined;
}

/** What a request is checked against. */
interface AskedOf {
  readonly view: IndexView;
  readonly shown: Shown;
  readonly filterParts: number;
}

/**
 * Refuses what leads around the fields that are shown. Declared fields are the view’s to check, which knows no others; here are the
 * parts of a record that no list of fields declares: its texts, its parent, and where it comes from, which never leaves.
 */
export function checkAsked(
  { filter, groupBy, boost = [], include }: Asked,
  { view, shown, filterParts }: AskedOf,
): void {
  let parts = 0;
  const check = (one: Filter, param: string, isTop: boolean): void => {
    parts += partsOf(one, filterParts);
    if (parts > filterParts)
      throw refuse(
        400,
        'filter_too_large',
        `${param} has more than ${filterParts} conditions and values; ask in parts`,
        { param },
      );
    const { spec } = view;
    const kept = { spec, incomplete: [] };
    checkNode(parseFilter(one, spec.fields, isTop ? kept : undefined), param, shown);
  };
  if (filter !== undefined) check(filter, 'filter', true);
  for (const [i, { filter: one }] of boost.entries())
    if (one !== undefined) check(one, `boost[${i}].filter`, false);
  const field = groupBy?.field;
  if ((field === '$parentId' || field === 'parentId') && !shown.parentId)
    throw hidden('groupBy.field');
  if ((include?.vectors ?? []).length > 0 && !shown.vectors) throw hidden('include.vectors');
}

/** Keys and values of a filter, counted until there are too many. */
function partsOf(filter: unknown, most: number): number {
  let parts = 0;
  const rest: unknown[] = [filter];
  while (rest.length > 0 && parts <= most) {
    const one = rest.pop();
    parts += 1;
    if (typeof one !== 'object' || one === null) continue;
    for (const inner of Object.values(one)) rest.push(inner);
  }
  return parts;
}

function checkNode(node: FilterNode, param: string, shown: Shown): void {
  switch (node.op) {
    case 'and':
    case 'or':
      for (const child of node.nodes) checkNode(child, param, shown);
      return;
    case 'not':
      checkNode(node.node, param, shown);
      return;
    default: {
      const { field } = node;
      const isHidden =
        field === '$uri' || field === '$source' || (field === '$parentId' && !shown.parentId);
      if (isHidden) throw hidden(`${param}.${field}`);
    }
  }
}

/** What can't be asked for with this key, whether it is there or not. */
export function hidden(param: string): Error {
  return refuse(400, 'not_shown', `${param} is not shown here; leave it out`, { param });
}

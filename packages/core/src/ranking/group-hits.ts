import { invalid } from '../errors.ts';
import { describeValue } from '../json.ts';
import { isArrayType } from '../filter/value.ts';
import { checkNames } from '../options/check-names.ts';
import type { ResolvedSpec } from '../spec/spec.ts';
import type { Hit } from '../search/hit.ts';
import { positiveInteger } from '../options/positive-integer.ts';

/** At most `size` hits (default 1, `depth` at most) of each value; `limit` then counts values. Records without one are left out. */
export interface GroupBy<Field extends string = string> {
  /** A declared field of one value, or `$parentId`; `parentId` means the same. */
  readonly field: Field | '$parentId' | 'parentId';
  readonly size?: number | undefined;
}

const checkGroupNames = checkNames<GroupBy>({ field: true, size: true });

/** Checks what to group by, in a list of `depth`. Throws `invalid-input`. */
export function resolveGroupBy(
  groupBy: GroupBy | undefined,
  spec: Pick<ResolvedSpec, 'fields'>,
  depth: number,
): Required<GroupBy> | undefined {
  if (groupBy === undefined) return undefined;
  checkGroupNames(groupBy, 'groupBy');
  const { field } = groupBy;
  const size = positiveInteger(groupBy.size ?? 1, 'groupBy.size');
  if (size > depth)
    throw invalid('groupBy.size', `is ${size}, and groups are made of a list of depth ${depth}`);
  if (field === '$parentId') return { field, size };
  const isName = typeof field === 'string' && Object.hasOwn(spec.fields, field);
  const type = isName ? spec.fields[field] : undefined;
  if (field !== 'parentId' && type === undefined) {
    throw invalid(
      'groupBy.field',
      `${describeValue(field)} is neither a declared field nor $parentId`,
    );
  }
  if (type !== undefined && isArrayType(type)) {
    throw invalid('groupBy.field', `${field} is an array; group by a single-valued field`);
  }
  return { field, size };
}

/** Groups in the order of their first hits, hits within a group in theirs. */
export function groupHits<Entry extends { readonly hit: Hit }>(
  entries: readonly Entry[],
  { field, size = 1 }: GroupBy,
): Entry[][] {
  const groups = new Map<string | number | boolean, Entry[]>();
  for (const entry of entries) {
    const value = valueOf(entry.hit, field);
    if (value === undefined) continue;
    const members = groups.get(value);
    if (members === undefined) groups.set(value, [entry]);
    else if (members.length < size) members.push(entry);
  }
  return [...groups.values()];
}

/** Whether hits are grouped by the record that theirs is a part of. */
export function isParent({ field }: Pick<GroupBy, 'field'>): boolean {
  return field === '$parentId' || field === 'parentId';
}

/** Read from the metadata: a database's own column may hold the value in another form. */
function valueOf(hit: Hit, field: string): string | number | boolean | undefined {
  if (isParent({ field })) return hit.parentId;
  const value = Object.hasOwn(hit.metadata, field) ? hit.metadata[field] : undefined;
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? value
    : undefined;
}

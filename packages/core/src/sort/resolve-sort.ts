import { invalid } from '../errors.ts';
import { describeValue, isPlainObject } from '../json.ts';
import { checkNames } from '../options/check-names.ts';
import type { FieldType, ResolvedSpec } from '../spec/spec.ts';
import type { SortBy } from './list.ts';

/** An order, checked. */
export interface ResolvedSort {
  readonly field: string;
  readonly type: FieldType;
  readonly direction: 'asc' | 'desc';
}

const checkSortNames = checkNames<SortBy>({ field: true, direction: true });

/** Checks an order against the declared fields. Throws `invalid-input`. */
export function resolveSort(sort: SortBy, { fields }: Pick<ResolvedSpec, 'fields'>): ResolvedSort {
  if (!isPlainObject(sort))
    throw invalid('sort', `must be { field, direction }, got ${describeValue(sort)}`);
  checkSortNames(sort, 'sort');
  const field: unknown = sort.field;
  const type =
    typeof field === 'string' && Object.hasOwn(fields, field) ? fields[field] : undefined;
  const sortable = Object.keys(fields).filter((name) => isSortable(fields[name]));
  if (typeof field !== 'string' || type === undefined || !isSortable(type))
    throw invalid(
      'sort.field',
      `must be a field declared as number or datetime (${sortable.join(', ') || 'there is none'}), got ${describeValue(field)}`,
    );
  const direction: unknown = sort.direction ?? 'asc';
  if (direction !== 'asc' && direction !== 'desc')
    throw invalid('sort.direction', `must be asc or desc, got ${describeValue(direction)}`);
  return { field, type, direction };
}

function isSortable(type: FieldType | undefined): boolean {
  return type === 'number' || type === 'datetime';
}

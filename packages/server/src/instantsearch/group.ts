import type { IndexHit } from '@nestvec/core';
import { invalid } from '@nestvec/core/kit';
import type { ResolvedSpec } from '@nestvec/core/store';
import { typeOf } from './conditions.ts';
import type { ScreenParams } from './schemas.ts';

/** The field of which each value is one hit, or `$parentId`; `undefined` for none. */
export function groupOf(
  { nestvecGroup, distinct }: ScreenParams,
  spec: ResolvedSpec,
  path: string,
): string | undefined {
  if (distinct === false || distinct === 0) return undefined;
  const field = nestvecGroup ?? (distinct === undefined ? undefined : '$parentId');
  if (field === undefined || field === '$parentId') return field;
  const place = `${path}.nestvecGroup`;
  const type = typeOf(field, spec, place);
  if (field.startsWith('$') || type.endsWith('[]'))
    throw invalid(
      place,
      `is ${field}, which does not make groups; take $parentId or a field of one value`,
    );
  return field;
}

/** As much of a hit or a record as is looked at. */
type Grouped = Pick<IndexHit, 'id' | 'parentId' | 'metadata'>;

/**
 * The best of each group, in any order of the list: of a record and its parts, or of each value of a field. What has no parent, or no
 * such value, is a group of its own; `groupBy` leaves those out.
 */
export function firstOfEach<One extends Grouped>(all: readonly One[], group: string): One[] {
  const seen = new Set<string>();
  return all.filter((one) => {
    const name = nameOf(one, group);
    const isFirst = !seen.has(name);
    seen.add(name);
    return isFirst;
  });
}

function nameOf({ id, parentId = id, metadata }: Grouped, group: string): string {
  if (group === '$parentId') return parentId;
  const value = Object.hasOwn(metadata, group) ? metadata[group] : undefined;
  return value === undefined || value === null ? `id ${id}` : `value ${JSON.stringify(value)}`;
}

import { isPlainObject } from '../json.ts';

/** Of entries that are not checked yet. */
export function idsOf(
  entries: readonly ({ readonly id?: unknown } | null | undefined)[],
): string[] {
  return entries.flatMap((entry) => (typeof entry?.id === 'string' ? [entry.id] : []));
}

/** Of a target that is not checked yet. */
export function idsAskedFor(target: unknown): string[] {
  const ids: unknown = isPlainObject(target) ? target['ids'] : undefined;
  return Array.isArray(ids) ? ids.filter((id) => typeof id === 'string') : [];
}

import { parseDatetime } from '../../filter/datetime.ts';
import { fieldTypes } from '../../spec/spec.ts';
import type { LiveField } from './attached-fields.ts';

/**
 * The field that some of a collection's values show, where its database keeps no types; `undefined` where none of them has one, such as
 * null. Values of several types are their maker's to mix: the field may be declared as any of them.
 */
export function seenField(values: readonly unknown[]): LiveField | undefined {
  const kinds = new Set(values.flatMap((value) => typeOf(value) ?? []));
  if (kinds.size === 0) return undefined;
  return {
    type: [...kinds].sort().join(' or '),
    fits: fieldTypes.filter(
      (type) => kinds.has(type) || (type === 'string' && kinds.has('datetime')),
    ),
  };
}

/** The narrowest type of a value; `undefined` where it has none. */
function typeOf(value: unknown): string | undefined {
  if (Array.isArray(value)) {
    const types = new Set(value.flatMap((entry: unknown) => typeOf(entry) ?? []));
    if (types.size === 0) return undefined;
    if (types.has('datetime') && types.delete('datetime')) types.add('string');
    const [only] = types;
    return types.size === 1 ? `${only}[]` : 'an array of several types';
  }
  if (typeof value === 'string') return parseDatetime(value) === undefined ? 'string' : 'datetime';
  if (typeof value === 'number' || typeof value === 'bigint') return 'number';
  if (typeof value === 'boolean') return 'boolean';
  return value === null || value === undefined ? undefined : 'an object';
}

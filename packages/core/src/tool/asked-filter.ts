import type { Filter } from '../filter/types.ts';
import { isPlainObject } from '../json.ts';

/**
 * A filter of a model without what asks for nothing: `null`, operators of which none is left, and groups without an entry, which models
 * give in place of what they leave out. It has passed a schema, which bounds its depth.
 */
export function askedFilter(given: Filter | null | undefined): Filter | undefined {
  return asked(given) as Filter | undefined; // a part of one
}

function asked(given: unknown): unknown {
  if (!isPlainObject(given)) return given ?? undefined;
  const entries = Object.entries(given).flatMap(([key, value]): [string, unknown][] => {
    const isGroup = key === '$and' || key === '$or';
    const own =
      isGroup && Array.isArray(value)
        ? value.map(asked).filter((entry) => entry !== undefined)
        : asked(value);
    const isNothing = own === undefined || (isGroup && Array.isArray(own) && own.length === 0);
    return isNothing ? [] : [[key, own]];
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

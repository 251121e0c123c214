import type { Item } from '@nestvec/core';

/** Items with a text each. */
export function texts(number: number): Item[] {
  return Array.from({ length: number }, (_, at) => ({
    id: `i${String(at).padStart(6, '0')}`,
    text: `text ${at}`,
    metadata: { at },
  }));
}

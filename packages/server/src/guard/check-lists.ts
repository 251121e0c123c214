import { refuse } from '../problem/refusal.ts';

/**
 * Refuses a body with a list of more entries than a request may have, before each of them is looked at: a body of 32 MB has room
 * for ten million wrong ones, and a problem for each would fill the memory. Throws 400.
 */
export function checkLists(body: unknown, most: number): void {
  if (typeof body !== 'object' || body === null) return;
  for (const [name, value] of Array.isArray(body)
    ? [['body', body] as const]
    : Object.entries(body)) {
    if (!Array.isArray(value) || value.length <= most) continue;
    const problem = `${name}: has ${value.length} entries, more than ${most}; send fewer at once`;
    throw refuse(400, 'too_many_inputs', problem, { param: name });
  }
}

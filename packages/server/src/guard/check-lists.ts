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

/**
 * Refuses a body of more keys and values than a right one may have, however they lie in each other, before a schema looks at each of
 * them; and a key `__proto__`, which schemas leave out in silence, so that a condition would be lost. Throws 400.
 */
export function checkValues(body: unknown, most: number): void {
  let values = 0;
  const rest: unknown[] = [body];
  while (rest.length > 0) {
    const one = rest.pop();
    if (typeof one !== 'object' || one === null) continue;
    if (Object.hasOwn(one, '__proto__'))
      throw refuse(400, 'invalid_request', '__proto__ is not a name here; leave it out');
    const inner: readonly unknown[] = Array.isArray(one) ? one : Object.values(one);
    values += inner.length;
    if (values > most)
      throw refuse(
        400,
        'too_many_values',
        `the body has more than ${most} keys and values; ask in parts`,
      );
    for (const each of inner) rest.push(each);
  }
}

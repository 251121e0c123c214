import type { Failure } from './service.ts';

/** The two halves of a batch, the first the larger. */
function halve<Item>(
  items: readonly Item[],
): readonly [first: readonly Item[], second: readonly Item[]] {
  const middle = Math.ceil(items.length / 2);
  return [items.slice(0, middle), items.slice(middle)];
}

/**
 * Sends a batch; where one of its inputs is to blame, or their number, sends its halves, and so on down to the single items that
 * are refused alone, each given to `refuse`. Where it is too dear, sends as much as can be paid for. Any other failure ends it and is
 * returned: no part would fare better.
 */
export async function sendInParts<Item>(
  items: readonly Item[],
  send: (items: readonly Item[]) => Promise<Failure | undefined>,
  refuse: (item: Item, failure: Failure) => Promise<Failure | undefined>,
): Promise<Failure | undefined> {
  const failure = await send(items);
  if (failure === undefined || failure.blame === 'call') return failure;
  const [only] = items;
  if (items.length === 1 && only !== undefined) {
    return failure.blame === 'spend' ? failure : await refuse(only, failure);
  }
  const [first, second] = halve(items);
  return (await sendInParts(first, send, refuse)) ?? (await sendInParts(second, send, refuse));
}

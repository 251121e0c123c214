import type { PointId } from '../api.ts';
import type { Condition, QdrantFilter } from '../filter.ts';
import { asServerReads } from '../numbers.ts';
import type { MessageWriter } from './wire.ts';

/** `PointId`. */
export function writePointId(id: PointId, writer: MessageWriter): MessageWriter {
  return typeof id === 'string' ? writer.text(2, id) : writer.natural(1, id);
}

/** `Filter`. */
export function writeFilter(filter: QdrantFilter, writer: MessageWriter): void {
  const lists = [
    [1, filter.should],
    [2, filter.must],
    [3, filter.must_not],
  ] as const;
  for (const [field, conditions = []] of lists) {
    for (const condition of conditions)
      writer.message(field, () => writeCondition(condition, writer));
  }
}

function writeCondition(condition: Condition, writer: MessageWriter): void {
  if ('key' in condition) {
    writer.message(1, () => {
      writer.text(1, condition.key);
      if ('match' in condition) writer.message(2, () => writeMatch(condition.match, writer));
      else writer.message(3, () => writeRange(condition.range, writer));
    });
  } else if ('is_empty' in condition) {
    writer.message(2, () => writer.text(1, condition.is_empty.key));
  } else if ('has_id' in condition) {
    writer.message(3, () => {
      for (const id of condition.has_id) writer.message(1, () => writePointId(id, writer));
    });
  } else if ('has_vector' in condition) {
    writer.message(7, () => writer.text(1, condition.has_vector));
  } else writer.message(4, () => writeFilter(condition, writer));
}

type Match = Extract<Condition, { readonly match: unknown }>['match'];
type Range = Extract<Condition, { readonly range: unknown }>['range'];

function writeMatch(match: Match, writer: MessageWriter): void {
  if ('any' in match) {
    const { any } = match;
    writer.message(any.every((value) => typeof value === 'string') ? 5 : 6, () => {
      for (const value of any) {
        if (typeof value === 'string') writer.text(1, value);
        else writer.integer(1, value);
      }
    });
    return;
  }
  if ('text' in match) {
    writer.text(4, match.text);
    return;
  }
  const { value } = match;
  if (typeof value === 'string') writer.text(1, value);
  else if (typeof value === 'boolean') writer.flag(3, value);
  else writer.integer(2, value);
}

/** Bounds are doubles, as the server would read them from JSON. */
function writeRange(range: Range, writer: MessageWriter): void {
  const bounds = [
    [1, range.lt],
    [2, range.gt],
    [3, range.gte],
    [4, range.lte],
  ] as const;
  for (const [field, bound] of bounds) {
    if (typeof bound === 'string') throw new TypeError('datetimes as text go by REST only');
    if (bound !== undefined) writer.double(field, asServerReads(bound));
  }
}

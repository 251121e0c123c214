import { type Condition, operatorNumbers, type Value, type WeaviateFilter } from '../filter.ts';
import type { MessageWriter } from './wire.ts';

/** `Filters`. */
export function writeFilter(filter: WeaviateFilter, writer: MessageWriter): void {
  writer.integer(1, operatorNumbers[filter.op]);
  if ('property' in filter) {
    writeValue(filter.value, writer);
    writeTarget(filter, writer);
    return;
  }
  const inner = filter.op === 'not' ? [filter.filter] : filter.filters;
  for (const one of inner) writer.message(3, () => writeFilter(one, writer));
}

function writeTarget({ property }: Condition, writer: MessageWriter): void {
  writer.message(20, () => writer.text(1, property));
}

function writeValue(value: Value, writer: MessageWriter): void {
  if ('text' in value) writer.text(4, value.text);
  else if ('integer' in value) writer.integer(5, value.integer);
  else if ('boolean' in value) writer.flag(6, value.boolean);
  else if ('number' in value) writer.double(7, value.number);
  else if ('texts' in value) {
    writer.message(9, () => {
      for (const text of value.texts) writer.text(1, text);
    });
  } else if ('integers' in value) {
    writer.message(10, () => {
      for (const integer of value.integers) writer.integer(1, integer);
    });
  } else {
    writer.message(12, () => {
      for (const number of value.numbers) writer.double(1, number);
    });
  }
}

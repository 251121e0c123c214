import type { Json } from '@nestvec/core';
import type { ListPage, ListRequest } from '@nestvec/core/store';
import type { Io } from '../io.ts';
import { createOutput } from '../output.ts';
import { count, oneLine, seconds, styles } from '../text.ts';
import { idAndText } from './print-hits.ts';

/** What was listed, and how long it took. */
export interface ListFacts {
  readonly collection: string;
  readonly sort: ListRequest['sort'];
  readonly elapsedMs: number;
}

/** Prints items one a line, and how to go on. */
export function printList(
  { records, cursor }: ListPage,
  { collection, sort, elapsedMs }: ListFacts,
  json: boolean,
  io: Io,
): void {
  const output = createOutput(io, json);
  const { dim } = styles(io.stdout);
  output.document({
    collection,
    sort,
    records,
    ...(cursor === undefined ? {} : { cursor }),
    seconds: Number((elapsedMs / 1000).toFixed(3)),
  });
  for (const record of records) {
    const value = oneLine(valueText(record.metadata[sort.field]));
    output.line(`${value.padStart(12)}  ${idAndText(record, io)}`);
  }
  const rest = cursor === undefined ? '' : `; go on with --after ${cursor}`;
  output.line(
    dim(
      `${records.length === 0 ? 'nothing found' : count(records.length, 'item')} in ${seconds(elapsedMs)}${rest}`,
    ),
  );
}

function valueText(value: Json | undefined): string {
  if (value === undefined || value === null) return '-';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

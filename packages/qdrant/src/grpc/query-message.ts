import type { Parts, PointId, Query, SearchParams } from '../api.ts';
import { writeFilter, writePointId } from './filter-message.ts';
import { writeSelector } from './message.ts';
import { MessageWriter, type Wire } from './wire.ts';

/** `QueryBatchPoints`. */
export function queryBatchMessage(
  collection: string,
  searches: readonly Query[],
  wire: Wire,
): Uint8Array {
  const writer = new MessageWriter(wire).text(1, collection);
  for (const search of searches) {
    writer.message(2, () => {
      writer.text(1, collection);
      const { prefetch, offset } = search;
      if (prefetch !== undefined) writer.message(2, () => writeStage(prefetch, 2, writer));
      writeStage(search, 3, writer);
      if (offset !== undefined) writer.natural(9, offset);
      writer.message(10, () => writeSelector(search.with_vector, writer));
      writer.message(11, () => writeSelector(search.with_payload, writer));
    });
  }
  return writer.finish();
}

/** What `QueryPoints` and `PrefetchQuery` have in common, whose numbers follow each other from `first` on. */
function writeStage(
  { query, using, filter, params, limit }: Omit<Query, keyof Parts>,
  first: 2 | 3,
  writer: MessageWriter,
): void {
  const { buffer, byteOffset, byteLength } = query;
  const numbers = new Uint8Array(buffer, byteOffset, byteLength);
  writer.message(first, () =>
    writer.message(1, () => writer.message(2, () => writer.bytes(1, numbers))),
  );
  writer.text(first + 1, using);
  if (filter !== undefined) writer.message(first + 2, () => writeFilter(filter, writer));
  if (params !== undefined) writer.message(first + 3, () => writeParams(params, writer));
  writer.natural(first + 5, limit);
}

/** `SearchParams`. */
function writeParams({ exact, quantization }: SearchParams, writer: MessageWriter): void {
  if (exact !== undefined) writer.flag(2, exact);
  if (quantization === undefined) return;
  const { ignore, rescore, oversampling } = quantization;
  writer.message(3, () => {
    if (ignore !== undefined) writer.flag(1, ignore);
    if (rescore !== undefined) writer.flag(2, rescore);
    if (oversampling !== undefined) writer.double(3, oversampling);
  });
}

/** `GetPoints`. */
export function getMessage(
  collection: string,
  {
    ids,
    with_payload: payload,
    with_vector: vectors,
  }: { readonly ids: readonly PointId[] } & Parts,
  wire: Wire,
): Uint8Array {
  const writer = new MessageWriter(wire).text(1, collection);
  for (const id of ids) writer.message(2, () => writePointId(id, writer));
  writer.message(4, () => writeSelector(payload, writer));
  writer.message(5, () => writeSelector(vectors, writer));
  return writer.finish();
}

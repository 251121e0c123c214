import type { RefusedRecord } from '@nestvec/core/store';
import type { Deletion, StoredObject, ValueCount } from '../api.ts';
import { strangeAnswer } from '../errors.ts';
import { readProperties } from './properties-answer.ts';
import { MessageReader } from './wire.ts';

/** `BatchObjectsReply`: the objects that the server reports as not written. */
export function readBatch(bytes: Uint8Array): RefusedRecord[] {
  const answer = readerOf(bytes);
  const refused: RefusedRecord[] = [];
  while (answer.next()) {
    if (answer.field !== 2) continue;
    const entry = answer.message();
    let index = 0;
    let error = '';
    while (entry.next()) {
      if (entry.field === 1) index = entry.natural();
      else if (entry.field === 2) error = entry.text();
    }
    refused.push({ index, error });
  }
  return refused;
}

/** `SearchReply`. */
export function readSearch(bytes: Uint8Array): StoredObject[] {
  const answer = readerOf(bytes);
  const objects: StoredObject[] = [];
  while (answer.next()) if (answer.field === 2) objects.push(readObject(answer.message()));
  return objects;
}

/** `AggregateReply`: a count. */
export function readCount(bytes: Uint8Array): number {
  const answer = readerOf(bytes);
  while (answer.next()) {
    if (answer.field !== 2) continue;
    const single = answer.message();
    while (single.next()) if (single.field === 1) return single.natural();
    return 0;
  }
  throw strangeAnswer('it does not hold a count');
}

/** `AggregateReply`: a count for each value of a property. */
export function readValueCounts(bytes: Uint8Array): ValueCount[] {
  const answer = readerOf(bytes);
  const counts: ValueCount[] = [];
  while (answer.next()) {
    if (answer.field !== 3) continue;
    const groups = answer.message();
    while (groups.next()) {
      const group = readGroup(groups.message());
      if (group !== undefined) counts.push(group);
    }
  }
  return counts;
}

/** A group of objects; `undefined` where the value is neither a text nor a boolean. */
function readGroup(group: MessageReader): ValueCount | undefined {
  let count = 0;
  let value: string | boolean | undefined;
  while (group.next()) {
    if (group.field === 1) count = group.natural();
    if (group.field !== 3) continue;
    const by = group.message();
    while (by.next()) {
      if (by.field === 2) value = by.text();
      else if (by.field === 4) value = by.flag();
    }
  }
  return value === undefined ? undefined : [value, count];
}

/** `BatchDeleteReply`. */
export function readDeletion(bytes: Uint8Array): Deletion {
  const answer = readerOf(bytes);
  const deletion = { failed: 0, matches: 0, successful: 0 };
  while (answer.next()) {
    if (answer.field === 2) deletion.failed = answer.natural();
    else if (answer.field === 3) deletion.matches = answer.natural();
    else if (answer.field === 4) deletion.successful = answer.natural();
  }
  return deletion;
}

/** An answer always says how long it took; an empty one did not come from the server. */
function readerOf(bytes: Uint8Array): MessageReader {
  if (bytes.length === 0) throw strangeAnswer('it is empty');
  return new MessageReader(bytes);
}

function readObject(object: MessageReader): StoredObject {
  let properties: Record<string, unknown> = {};
  let id: string | undefined;
  let distance: number | undefined;
  let score: number | undefined;
  const vectors: Record<string, Float32Array> = {};
  while (object.next()) {
    if (object.field === 1) {
      const result = object.message();
      while (result.next()) if (result.field === 11) properties = readProperties(result.message());
    } else if (object.field === 2) {
      const metadata = object.message();
      while (metadata.next()) {
        const { field } = metadata;
        if (field === 1) id = metadata.text();
        else if (field === 7) distance = metadata.float();
        else if (field === 8) distance ??= 0; // zero itself is not sent
        else if (field === 11) score = metadata.float();
        else if (field === 19) vectors[''] = metadata.floats();
        else if (field === 23) readVector(metadata.message(), vectors);
      }
    }
  }
  if (id === undefined) throw strangeAnswer('an object has no id');
  return {
    id,
    properties,
    vectors,
    ...(distance === undefined ? {} : { distance }),
    ...(score === undefined ? {} : { score }),
  };
}

/** A named vector; one of several rows is left out, since we do not write it. */
function readVector(vector: MessageReader, vectors: Record<string, Float32Array>): void {
  let name = '';
  let numbers: Float32Array | undefined;
  while (vector.next()) {
    if (vector.field === 1) name = vector.text();
    else if (vector.field === 3) numbers = vector.floats();
    else if (vector.field === 4 && vector.natural() === 2) return;
  }
  if (numbers !== undefined && numbers.length > 0) vectors[name] = numbers;
}

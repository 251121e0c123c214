import { unsupported } from '@nestvec/core/kit';
import type { NewObject, ObjectPlace } from './api.ts';
import { type ClientMethods, collectionAt, loose, numbersOf } from './client-collection.ts';
import { databaseName } from './errors.ts';
import { cutInto, type Transport } from './transport.ts';

/** So many are written one object a call. */
const alone = 32;
/** Of more, so many a call; measured, as fast as the client gets with several in flight. */
const together = 100;

/**
 * Writes by the user's client, many calls at once. One with more than one object waits on a clock of half a second, so a write
 * begins with single ones, and a short one is over by then.
 */
export function clientTransport(client: ClientMethods): Transport {
  const transport = cutInto({
    pack: (place, object) => ({ data: object, bytes: roughBytes(object, place) }),
    async send(place, objects: readonly NewObject[]) {
      const { errors } = await collectionAt(client, place).data.insertMany(
        loose(
          objects.map(({ id, properties, vectors }) => ({
            id,
            properties,
            vectors: numbersOf(vectors),
          })),
        ),
      );
      return Object.entries(errors).map(([index, { message }]) => ({
        index: Number(index),
        error: message,
      }));
    },
  });
  return {
    ...transport,
    width: 32,
    check: checkNumbers,
    *requests(place, objects, { records, bytes }) {
      const iterator = objects[Symbol.iterator]();
      yield* transport.requests(place, next(iterator, alone), { bytes, records: 1 });
      const most = Math.min(records, together);
      yield* transport.requests(place, next(iterator, Infinity), { bytes, records: most });
    },
  };
}

/** The next so many, and leaves the iterator open. */
function* next<Value>(iterator: Iterator<Value>, count: number): Generator<Value> {
  for (let i = 0; i < count; i++) {
    const result = iterator.next();
    if (result.done === true) return;
    yield result.value;
  }
}

/** Lists of whole numbers go as integers of 64 bits there, and what is larger becomes 0 without a word. */
function checkNumbers({ properties, vectors }: NewObject): void {
  if (Object.hasOwn(vectors, '') && Object.keys(vectors).length > 1)
    throw unsupported(
      'an unnamed vector and a named one in one object, written by the official client',
      databaseName,
      "give the server's grpc address too, or a url instead of the client",
    );
  for (const [name, list] of Object.entries(properties)) {
    if (!Array.isArray(list) || !list.every(Number.isInteger)) continue;
    if (list.every(Number.isSafeInteger)) continue;
    throw unsupported(
      `a list of whole numbers beyond 53 bits in ${name}, written by the official client`,
      databaseName,
      "give the server's grpc address too, or a url instead of the client",
    );
  }
}

function roughBytes({ properties, vectors }: NewObject, { class: name }: ObjectPlace): number {
  let bytes = 100 + Buffer.byteLength(name) + Buffer.byteLength(JSON.stringify(properties));
  // Numbers of a list take eight bytes each, and may take two in JSON.
  for (const value of Object.values(properties))
    if (Array.isArray(value)) bytes += 8 * value.length;
  for (const vector of Object.values(vectors)) bytes += 100 + vector.byteLength;
  return bytes;
}

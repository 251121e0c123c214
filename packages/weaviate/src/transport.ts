import type { NewObject, ObjectPlace } from './api.ts';
import { type ObjectError, readBatch } from './grpc/answer.ts';
import type { Channel } from './grpc/channel.ts';
import { batchMessage, packedBytes, packObject } from './grpc/message.ts';

/** The way by which many objects travel. */
export interface Transport {
  /** Cuts objects into requests within the limits, in their order; each is made when it is asked for. */
  requests(
    place: ObjectPlace,
    objects: Iterable<NewObject>,
    limits: RequestLimits,
  ): Iterable<WriteRequest>;
  /** Requests in flight, where the way has its own mind about that. */
  readonly width?: number;
  /** Throws for an object that this way would change. */
  readonly check?: (object: NewObject) => void;
  /** Bytes of one object in a request. */
  measure(place: ObjectPlace, object: NewObject): number;
}

/** Bounds of one request. */
interface RequestLimits {
  readonly records: number;
  readonly bytes: number;
}

/** One request of a write. */
export interface WriteRequest {
  /** How many objects it holds. */
  readonly count: number;
  /** Resolves when all of them are stored but those that it names. */
  send(): Promise<readonly ObjectError[]>;
}

/** Objects as protobuf, with the vectors' own bytes. */
export function grpcTransport(channel: Channel): Transport {
  const { wire } = channel;
  return cutInto({
    pack(place, object) {
      const packed = packObject(object, place, wire);
      return { data: packed, bytes: packedBytes(packed) };
    },
    send: async (place, objects) =>
      readBatch(await channel.call('BatchObjects', batchMessage(objects, place, wire)), wire),
  });
}

/** Room for what stands around the objects. */
const envelope = 1024;

/** A transport by how one object is packed and how several are sent. */
export function cutInto<Data>(way: {
  readonly pack: (
    place: ObjectPlace,
    object: NewObject,
  ) => { readonly data: Data; readonly bytes: number };
  readonly send: (place: ObjectPlace, objects: readonly Data[]) => Promise<readonly ObjectError[]>;
}): Transport {
  return {
    measure: (place, object) => way.pack(place, object).bytes + envelope,
    *requests(place, objects, limits) {
      let batch: Data[] = [];
      let bytes = envelope;
      const request = (data: readonly Data[]): WriteRequest => ({
        count: data.length,
        send: async () => await way.send(place, data),
      });
      for (const object of objects) {
        const packed = way.pack(place, object);
        if (
          batch.length > 0 &&
          (batch.length >= limits.records || bytes + packed.bytes > limits.bytes)
        ) {
          yield request(batch);
          batch = [];
          bytes = envelope;
        }
        batch.push(packed.data);
        bytes += packed.bytes;
      }
      if (batch.length > 0) yield request(batch);
    },
  };
}

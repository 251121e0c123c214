import {
  cutIntoRequests,
  envelopeBytes,
  type RefusedRecord,
  type RequestLimits,
  type WriteRequest,
} from '@nestvec/core/store';
import type { NewObject, ObjectPlace } from './api.ts';
import { readBatch } from './grpc/answer.ts';
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

/** Objects as protobuf, with the vectors' own bytes. */
export function grpcTransport(channel: Channel): Transport {
  const { wire } = channel;
  return cutInto({
    pack(place, object) {
      const packed = packObject(object, place, wire);
      return { data: packed, bytes: packedBytes(packed) };
    },
    send: async (place, objects) =>
      readBatch(await channel.call('BatchObjects', batchMessage(objects, place, wire))),
  });
}

/** A transport by how one object is packed and how several are sent. */
export function cutInto<Data>(way: {
  readonly pack: (
    place: ObjectPlace,
    object: NewObject,
  ) => { readonly data: Data; readonly bytes: number };
  readonly send: (
    place: ObjectPlace,
    objects: readonly Data[],
  ) => Promise<readonly RefusedRecord[]>;
}): Transport {
  return {
    measure: (place, object) => way.pack(place, object).bytes + envelopeBytes,
    requests: (place, objects, limits) =>
      cutIntoRequests(objects, limits, {
        pack: (object) => way.pack(place, object),
        send: async (some) => await way.send(place, some),
      }),
  };
}

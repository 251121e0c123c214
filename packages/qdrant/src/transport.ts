import {
  cutIntoRequests,
  envelopeBytes,
  readAgain,
  type RequestLimits,
  type WriteRequest,
} from '@nestvec/core/store';
import type { Parts, Point, PointId, QdrantApi, StoredPoint } from './api.ts';
import type { QdrantFilter } from './filter.ts';
import { readScroll, readUpdateResult } from './grpc/answer.ts';
import type { Channel } from './grpc/channel.ts';
import { packedBytes, packPoint, scrollMessage, upsertMessage } from './grpc/message.ts';
import { bytesPerDouble } from './numbers.ts';
import { checkCompleted, readPoints } from './points.ts';

/** The way by which many vectors travel: as JSON, or as bytes over gRPC. */
export interface Transport {
  /** Cuts points into requests within the limits, in their order; each is made when it is asked for. */
  requests(
    collection: string,
    points: Iterable<Point>,
    limits: RequestLimits,
  ): Iterable<WriteRequest>;
  /** Bytes of one point in a request. */
  measure(point: Point): number;
  scroll(collection: string, request: ScrollRequest): Promise<StoredPoint[]>;
}

/** A page of points. */
export type ScrollRequest = {
  readonly limit: number;
  readonly filter?: QdrantFilter | undefined;
  readonly offset?: PointId | undefined;
} & Parts;

/** Points as JSON. */
export function restTransport(api: QdrantApi): Transport {
  return {
    ...cut(
      (point) => ({ data: point, bytes: jsonBytes(point) }),
      async (collection, points) => await api.upsert(collection, { points, wait: true }),
    ),
    scroll: async (collection, request) => readPoints(await api.scroll(collection, request)),
  };
}

/** Points as protobuf, with the vectors' own bytes. */
export function grpcTransport(channel: Channel, signal?: AbortSignal): Transport {
  const { wire } = channel;
  return {
    ...cut(
      (point) => {
        const packed = packPoint(point, wire);
        return { data: packed, bytes: packedBytes(packed) };
      },
      async (collection, points) =>
        readUpdateResult(await channel.call('Upsert', upsertMessage(collection, points, wire))),
    ),
    async scroll(collection, request) {
      const message = scrollMessage(collection, request, wire);
      return readScroll(await readAgain(() => channel.call('Scroll', message, signal)));
    },
  };
}

function cut<Data>(
  pack: (point: Point) => { readonly data: Data; readonly bytes: number },
  send: (collection: string, points: readonly Data[]) => Promise<unknown>,
): Pick<Transport, 'requests' | 'measure'> {
  return {
    measure: (point) => pack(point).bytes + envelopeBytes,
    requests: (collection, points, limits) =>
      cutIntoRequests(points, limits, {
        pack,
        async send(some) {
          checkCompleted(await send(collection, some));
          return [];
        },
      }),
  };
}

/** What a point takes at most: its payload is measured, its numbers are taken for the longest that there are. */
function jsonBytes({ vector, payload, words }: Point): number {
  let bytes = 100 + Buffer.byteLength(JSON.stringify(payload));
  if (words !== undefined) bytes += JSON.stringify(words).length;
  for (const [name, numbers] of Object.entries(vector))
    bytes += Buffer.byteLength(JSON.stringify(name)) + 4 + numbers.length * bytesPerDouble;
  return bytes;
}

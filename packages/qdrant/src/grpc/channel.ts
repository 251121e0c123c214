import { endianness } from 'node:os';
import type { Client } from '@grpc/grpc-js';
import { type ServerAddress, unsupported } from '@nestvec/core/kit';
import { loadGrpc, loadWire } from './load-grpc.ts';
import type { Wire } from './wire.ts';

/** A connection over which messages go as bytes. */
export interface Channel {
  readonly wire: Wire;
  /** Calls one of the service's methods and resolves to its answer. The signal cancels the call in flight. */
  call(method: string, message: Uint8Array, signal?: AbortSignal): Promise<Uint8Array>;
  close(): void;
}

/** Where a service is and how it is called. */
export interface ChannelOptions {
  readonly address: ServerAddress;
  /** Such as `qdrant.Points`. */
  readonly service: string;
  /** Headers of a call, asked for at that moment. */
  readonly headers: () => Promise<Readonly<Record<string, string>>>;
  /** For one call. */
  readonly timeoutMs: number;
}

/** Loads the peers and opens a channel. Nothing is sent before the first call. */
export async function openChannel({
  address,
  service,
  headers,
  timeoutMs,
}: ChannelOptions): Promise<Channel> {
  if (endianness() !== 'LE')
    throw unsupported('vectors as bytes', 'this processor', 'use your own client, given as client');
  const grpc = await loadGrpc();
  const wire = await loadWire();
  const { credentials, Metadata } = grpc;
  const client = new grpc.Client(
    address.authority,
    address.secure ? credentials.createSsl() : credentials.createInsecure(),
    {
      // A page of vectors is longer than the 4 MiB that a client takes by default.
      'grpc.max_receive_message_length': -1,
      'grpc.max_send_message_length': -1,
      'grpc.initial_reconnect_backoff_ms': 100,
      'grpc.max_reconnect_backoff_ms': 1000,
    },
  );
  const asIs = (bytes: Buffer): Buffer => bytes;
  return {
    wire,
    async call(method, { buffer, byteOffset, byteLength }, signal) {
      await ready(client, connectMs);
      const metadata = new Metadata();
      for (const [name, value] of Object.entries(await headers())) metadata.set(name, value);
      return await new Promise((resolve, reject) => {
        const cancel = (): void => request.cancel();
        const request = client.makeUnaryRequest(
          `/${service}/${method}`,
          asIs,
          asIs,
          Buffer.from(buffer, byteOffset, byteLength),
          metadata,
          { deadline: Date.now() + timeoutMs },
          (error, answer = Buffer.alloc(0)) => {
            signal?.removeEventListener('abort', cancel);
            if (error === null) resolve(answer);
            else reject(error);
          },
        );
        signal?.addEventListener('abort', cancel, { once: true });
        if (signal?.aborted === true) cancel();
      });
    },
    close: () => client.close(),
  };
}

/** A connection that broke is made anew within this time, or a call fails; gRPC itself would fail it at once. */
const connectMs = 5000;

async function ready(client: Client, withinMs: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    client.waitForReady(Date.now() + withinMs, (error) => {
      if (error === undefined) resolve();
      // A code and details, as a failed call has them.
      else
        reject(
          Object.assign(error, {
            code: unavailable,
            details: `no connection within ${withinMs} ms`,
          }),
        );
    });
  });
}

const unavailable = 14;

import { Server, ServerCredentials, status } from '@grpc/grpc-js';
import { afterEach, describe, expect, it } from 'vitest';
import { openChannel } from './channel.ts';

const opened: (() => void)[] = [];
afterEach(() => {
  for (const close of opened.splice(0)) close();
});

const asIs = (bytes: Buffer): Buffer => bytes;

/** A service whose calls never end, and what became of them. */
async function serve() {
  const started = Promise.withResolvers<string>();
  const cancelled = Promise.withResolvers<void>();
  const server = new Server();
  const method = {
    path: '/test.Service/Wait',
    requestStream: false,
    responseStream: false,
    requestSerialize: asIs,
    requestDeserialize: asIs,
    responseSerialize: asIs,
    responseDeserialize: asIs,
  };
  server.addService(
    { Wait: method },
    {
      Wait: (call: {
        metadata: { get(name: string): unknown[] };
        on(event: string, done: () => void): void;
      }) => {
        started.resolve(String(call.metadata.get('api-key')[0]));
        call.on('cancelled', cancelled.resolve);
      },
    },
  );
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
  opened.push(() => server.forceShutdown());
  const authority = `127.0.0.1:${port}`;
  const channel = await openChannel({
    address: { base: `http://${authority}`, host: '127.0.0.1', authority, secure: false },
    service: 'test.Service',
    headers: async () => await Promise.resolve({ 'api-key': 'k' }),
    timeoutMs: 60_000,
  });
  opened.push(() => channel.close());
  return { channel, started: started.promise, cancelled: cancelled.promise };
}

describe('openChannel', () => {
  it('sends the headers, and cancels the call in flight when the signal fires', async () => {
    const { channel, started, cancelled } = await serve();
    const controller = new AbortController();
    const calling = channel.call('Wait', new Uint8Array([1]), controller.signal);
    expect(await started).toBe('k');
    controller.abort();
    await expect(calling).rejects.toMatchObject({ code: status.CANCELLED });
    await cancelled;
  });
});

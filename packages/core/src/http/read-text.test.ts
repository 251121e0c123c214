import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { readText } from './read-text.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function answerOf(listener: RequestListener): Promise<Response> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo; // it listens at a port
  return await fetch(`http://127.0.0.1:${port}`);
}

describe('readText', () => {
  const text = 'ä€👍'.repeat(5000);
  const bytes = Buffer.byteLength(text);

  it.each<[string, RequestListener]>([
    ['with its length', (_, response) => response.setHeader('content-length', bytes).end(text)],
    [
      'in pieces that cut letters',
      (_, response) => {
        const whole = Buffer.from(text);
        for (let at = 0; at < bytes; at += 1001) response.write(whole.subarray(at, at + 1001));
        response.end();
      },
    ],
    [
      'that is packed',
      (_, response) => response.setHeader('content-encoding', 'gzip').end(gzipSync(text)),
    ],
  ])('reads an answer %s, up to the limit and not a byte more', async (_, listener) => {
    expect(await readText(await answerOf(listener), bytes)).toBe(text);
    await expect(readText(await answerOf(listener), bytes - 1)).rejects.toThrow(
      `the answer has more than ${bytes - 1} bytes`,
    );
  });

  it('breaks off an answer without end, and the connection with it', async () => {
    const closed = Promise.withResolvers<void>();
    const answer = await answerOf((_, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write('x'.repeat(10_000)));
      };
      response.on('drain', more).on('close', closed.resolve);
      more();
    });
    await expect(readText(answer, 1_000_000)).rejects.toThrow('more than 1000000 bytes');
    await closed.promise;
  });

  it('reads what has a text and no stream', async () => {
    const answer = { headers: new Headers(), text: async () => await Promise.resolve('whole') };
    expect(await readText(answer)).toBe('whole');
  });
});

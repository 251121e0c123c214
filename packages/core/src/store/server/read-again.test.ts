import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { readAgain, askingAgain } from './read-again.ts';

const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0)) await close();
});

/** A server that closes the connection of each second request, or of every one where it answers nothing. */
async function closing(answers: boolean): Promise<{ url: string; asked: () => number }> {
  let asked = 0;
  const server = createServer((request, response) => {
    asked++;
    if (!answers || asked % 2 === 0) request.socket.destroy();
    else response.end(String(asked));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  opened.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo; // of a TCP server
  return { url: `http://127.0.0.1:${port}`, asked: () => asked };
}

const textOf = async (url: string): Promise<string> => await (await fetch(url)).text();
const textLater = async (): Promise<string> =>
  await new Promise((resolve) => setImmediate(resolve, 'read'));
const failing = (error: unknown): { tries: () => number; read: () => Promise<string> } => {
  let tries = 0;
  const read = async (): Promise<string> => {
    tries++;
    if (tries === 1) throw error;
    return await textLater();
  };
  return { tries: () => tries, read };
};
const failed = (code: string | number, details?: string): Error =>
  Object.assign(new Error('failed'), { code }, details === undefined ? {} : { details });

const unsent = new TypeError('fetch failed', {
  cause: Object.assign(new Error('write EPIPE'), { code: 'EPIPE', syscall: 'write' }),
});

describe('readAgain', () => {
  it('asks once more on another connection where the server had closed this one', async () => {
    const { url, asked } = await closing(true);
    const read = async (): Promise<string> => await readAgain(async () => textOf(url));
    expect(await read()).toBe('1');
    expect(await read()).toBe('3');
    expect(asked()).toBe(3);
  });

  it('asks twice at most', async () => {
    const { url, asked } = await closing(false);
    await expect(readAgain(async () => textOf(url))).rejects.toThrow('fetch failed');
    expect(asked()).toBe(2);
  });

  it.each<[string, unknown]>([
    ['a connection reset, as another fetch says it', failed('ECONNRESET')],
    ['a pipe that broke', new TypeError('fetch failed', { cause: failed('EPIPE') })],
    ['a cause of a cause', new Error('x', { cause: new Error('y', { cause: failed('EPIPE') }) })],
    ['a stream of gRPC that was dropped', failed(14, 'Connection dropped')],
    ['a stream that was reset', failed(14, 'read ECONNRESET')],
    ['a stream that could not be written to', failed(14, 'Write error: write EPIPE')],
  ])('takes %s for a closed connection', async (_case, error) => {
    const { read, tries } = failing(error);
    expect(await readAgain(read)).toBe('read');
    expect(tries()).toBe(2);
  });

  it.each<[string, unknown]>([
    [
      'a server that is not there',
      new TypeError('fetch failed', { cause: failed('ECONNREFUSED') }),
    ],
    ['a channel that found no connection in its time', failed(14, 'no connection within 5000 ms')],
    ['a call that took too long', failed(4, 'Deadline exceeded')],
    ['an answer of the server', new Error('it is too busy')],
    ['something else than an error', 'ECONNRESET'],
  ])('asks no more after %s', async (_case, error) => {
    const { read, tries } = failing(error);
    await expect(readAgain(read)).rejects.toBe(error);
    expect(tries()).toBe(1);
  });
});

describe('askingAgain', () => {
  it('asks again by the names that it is given, and by no other', async () => {
    const counted = failing(failed('ECONNRESET'));
    const written = failing(failed('ECONNRESET'));
    const other = failing(unsent);
    const api = askingAgain(
      { count: counted.read, write: written.read, other: other.read, name: 'x' },
      { reads: ['count'], writes: ['write'] },
    );
    expect(await api.count()).toBe('read');
    await expect(api.write()).rejects.toThrow('failed');
    expect(written.tries()).toBe(1);
    expect(api.name).toBe('x');
    await expect(api.other()).rejects.toThrow('fetch failed');
    expect(other.tries()).toBe(1);
  });

  it('sends a write again where a part of it could not be sent, since it was not done', async () => {
    const { read, tries } = failing(unsent);
    const api = askingAgain({ write: read }, { reads: [], writes: ['write'] });
    expect(await api.write()).toBe('read');
    expect(tries()).toBe(2);
  });
});

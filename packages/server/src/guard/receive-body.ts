import { messageOf } from '@nestvec/core/kit';
import { Refusal, refuse } from '../problem/refusal.ts';
import type { Room } from '../queue/room.ts';

/** How a body is received. */
interface ReceiveOptions {
  /** Bytes of all bodies that are held at once. */
  readonly held: Room;
  readonly heldBytes: number;
  readonly bodyBytes: number;
  readonly client: string | undefined;
  readonly patienceMs: number;
  readonly signal: AbortSignal | undefined;
}

/** A request whose body is read when it is asked for. */
interface Receiver {
  /** Throws 413 for a body of more than `bodyBytes`, 429 where there is no room for it, 400 for one that breaks off. */
  readonly request: Pick<Request, 'headers' | 'arrayBuffer'>;
  /** To be called when nothing of the body is needed any more. */
  readonly leave: () => void;
}

/** So many sockets that announce a small body, and send none, can't fill the room. */
const sockets = 16_384;

/**
 * A body takes room as it arrives, not as it is announced, so that those who announce much and send it drop by drop keep no one
 * out; one whose length is small is read at once. Throws 413 where it is announced to be too large.
 */
export function createReceiver(raw: Request, options: ReceiveOptions): Receiver {
  const { held, heldBytes, bodyBytes } = options;
  const announced = Number(raw.headers.get('content-length') ?? Infinity);
  if (announced !== Infinity && !(announced <= bodyBytes)) throw tooLarge(bodyBytes);
  const leaves: (() => void)[] = [];
  const grow = async (more: number): Promise<void> => {
    const leave = await held.enter(more, options);
    if (leave === undefined)
      throw refuse(429, 'busy', 'too many large requests are being read; ask again', {
        retryAfterSeconds: 1,
      });
    leaves.push(leave);
  };
  const read = async (): Promise<ArrayBuffer> => {
    if (announced > heldBytes / sockets) return await collect(raw, bodyBytes, grow);
    await grow(announced);
    return await raw.arrayBuffer();
  };
  return {
    request: {
      headers: raw.headers,
      async arrayBuffer() {
        const bytes = await read().catch((cause: unknown) => {
          if (cause instanceof Refusal) throw cause;
          const problem = `the body could not be read (${messageOf(cause)})`;
          throw refuse(400, 'broken_body', problem, { cause });
        });
        if (bytes.byteLength > bodyBytes) throw tooLarge(bodyBytes);
        return bytes;
      },
    },
    leave() {
      for (const each of leaves.splice(0)) each();
    },
  };
}

/** At most twice as much is held as has arrived. */
async function collect(
  { body }: Request,
  most: number,
  grow: (more: number) => Promise<void>,
): Promise<ArrayBuffer> {
  let buffer = new Uint8Array(0);
  let length = 0;
  // Not cancelled where it is refused: a body that a program makes may go on for a moment, and fail over that.
  const reader: ReadableStreamDefaultReader<Uint8Array> | undefined = body?.getReader();
  for (;;) {
    const { done, value: chunk } = (await reader?.read()) ?? { done: true, value: undefined };
    if (done) break;
    const next = length + chunk.length;
    if (next > most) throw tooLarge(most);
    if (next > buffer.length) {
      const size = Math.min(most, Math.max(next, buffer.length * 2));
      await grow(size - buffer.length);
      const larger = new Uint8Array(size);
      larger.set(buffer.subarray(0, length));
      buffer = larger;
    }
    buffer.set(chunk, length);
    length = next;
  }
  return buffer.buffer.slice(0, length);
}

function tooLarge(bodyBytes: number): Refusal {
  const problem = `the body has more than ${bodyBytes} bytes; send fewer contents at once`;
  return refuse(413, 'body_too_large', problem);
}

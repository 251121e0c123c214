import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { markedEncoding } from './byte-order-mark.ts';
import { notEncoded, openDecoder } from './decode-text.ts';
import { lineGroups } from '@nestvec/core/kit';
import { pathError } from '../path-error.ts';

/** A line of a file, without its line feed: its text, or what is wrong with it. */
export type TextLine =
  | { readonly number: number; readonly text: string }
  | { readonly number: number; readonly problem: string };

/** How the lines of a file are read. */
export interface TextLineOptions {
  /** Encoding of files that are not UTF-8 and have no byte order mark. */
  readonly encoding?: string | undefined;
  readonly maxLineBytes: number;
  /** What messages call that limit. */
  readonly limitName: string;
}

/**
 * The lines of a text file one by one, by the same rules as `decodeText`: a byte order mark, UTF-8 where the whole file is that, else
 * the encoding that is named. A line that does not fit is one problem in its place. Rejects where the file can't be read.
 */
export async function* textLines(
  path: string,
  options: TextLineOptions,
): AsyncGenerator<TextLine, void, undefined> {
  for await (const group of textLineGroups(path, options)) for (const line of group) yield line;
}

/** The same lines, some at a time, which is faster. */
export async function* textLineGroups(
  path: string,
  options: TextLineOptions,
): AsyncGenerator<readonly TextLine[], void, undefined> {
  const { maxLineBytes, limitName } = options;
  const head = await beginning(path);
  const encoding = await encodingOf(path, head, options);
  const isWide = encoding.startsWith('utf-16');
  const decoder = openDecoder(isWide ? 'utf-8' : encoding);
  const bytes = isWide ? asUtf8(bytesOf(path), encoding) : bytesOf(path);
  // Files of old Macs end their lines with a carriage return alone.
  const hasReturnsAlone = head.includes(carriageReturn) && !head.includes(lineFeed);
  let last = 0;
  try {
    for await (const group of lineGroups(
      hasReturnsAlone ? withLineFeeds(bytes) : bytes,
      maxLineBytes,
    )) {
      last = group.at(-1)?.number ?? last;
      yield group.map(({ number, bytes: line }) =>
        line === undefined
          ? { number, problem: `is longer than ${maxLineBytes} bytes (${limitName})` }
          : decoded(number, line, decoder),
      );
    }
  } catch (error) {
    if (!(error instanceof WideError)) throw error;
    yield [{ number: last + 1, problem: `and all behind it ${error.message}` }];
  }
}

function decoded(
  number: number,
  line: Uint8Array,
  decoder: InstanceType<typeof TextDecoder>,
): TextLine {
  try {
    // Each call drops a byte order mark, which may stand at the beginning of a file alone.
    const text = decoder.decode(line);
    return { number, text };
  } catch {
    return { number, problem: notEncoded(decoder.encoding) };
  }
}

const carriageReturn = 0x0d;
const lineFeed = 0x0a;

async function* withLineFeeds(
  pieces: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const piece of pieces)
    yield piece.map((byte) => (byte === carriageReturn ? lineFeed : byte));
}

async function encodingOf(
  path: string,
  head: Uint8Array,
  { encoding }: TextLineOptions,
): Promise<string> {
  const named = encoding === undefined ? 'utf-8' : openDecoder(encoding).encoding;
  const marked = markedEncoding(head);
  if (marked !== undefined) return marked;
  // Bytes of iso-2022-jp look like UTF-8, and those of UTF-16 may.
  if (named === 'utf-8' || named === 'iso-2022-jp' || named.startsWith('utf-16')) return named;
  return (await isAllUtf8(path)) ? 'utf-8' : named;
}

const headBytes = 2 ** 16;

async function beginning(path: string): Promise<Uint8Array> {
  const file = await open(path).catch((error: unknown) => {
    throw pathError(path, error);
  });
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    return buffer.subarray(0, bytesRead);
  } catch (error) {
    throw pathError(path, error);
  } finally {
    await file.close();
  }
}

async function isAllUtf8(path: string): Promise<boolean> {
  const decoder = openDecoder('utf-8');
  try {
    for await (const piece of bytesOf(path)) decoder.decode(piece, { stream: true });
    decoder.decode();
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

/** Fewer and larger pieces are read faster than those of the stream's own choice. */
const pieceBytes = 2 ** 18;

/** A failing stream rejects under the file's name. */
async function* bytesOf(path: string): AsyncGenerator<Uint8Array, void, undefined> {
  const stream = createReadStream(path, { highWaterMark: pieceBytes });
  try {
    for await (const piece of stream) yield piece as Buffer; // nothing sets an encoding
  } catch (error) {
    throw pathError(path, error);
  } finally {
    stream.destroy();
  }
}

class WideError extends Error {}

/** UTF-16 can't be cut at bytes, so it becomes UTF-8 first. */
async function* asUtf8(
  pieces: AsyncIterable<Uint8Array>,
  encoding: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  const decoder = openDecoder(encoding);
  const encoder = new TextEncoder();
  const decode = (piece?: Uint8Array): Uint8Array => {
    try {
      return encoder.encode(decoder.decode(piece, { stream: piece !== undefined }));
    } catch {
      throw new WideError(notEncoded(encoding));
    }
  };
  for await (const piece of pieces) yield decode(piece);
  yield decode();
}

import { lineGroups, writtenWhileRead } from '@nestvec/core/kit';
import { openSteady, type SteadyFile } from '../steady-file.ts';
import { markedEncoding } from './byte-order-mark.ts';
import { notEncoded, openDecoder } from './decode-text.ts';

/** A line of a file, without its line feed: its text, or what is wrong with it. */
export type TextLine =
  | { readonly number: number; readonly text: string }
  | {
      readonly number: number;
      readonly problem: string;
      /** Whether all lines behind it are missing too. */
      readonly endsFile?: true | undefined;
    };

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
 * the encoding that is named. A line that does not fit is one problem in its place, and so is all that is left of a file that was
 * written to meanwhile. Rejects where the file can't be read.
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
  const file = await openSteady(path);
  let last = 0;
  try {
    for await (const group of groupsOf(file, options)) {
      last = group.at(-1)?.number ?? last;
      yield group;
    }
  } catch (error) {
    if (!(error instanceof BrokenOff)) throw error;
    yield [{ number: last + 1, problem: `and all behind it ${error.message}`, endsFile: true }];
  } finally {
    await file.close();
  }
}

async function* groupsOf(
  file: SteadyFile,
  options: TextLineOptions,
): AsyncGenerator<readonly TextLine[], void, undefined> {
  const { maxLineBytes, limitName } = options;
  const head = await beginning(file);
  const encoding = await encodingOf(file, head, options);
  const isWide = encoding.startsWith('utf-16');
  const decoder = openDecoder(isWide ? 'utf-8' : encoding);
  const bytes = isWide ? asUtf8(bytesOf(file), encoding) : bytesOf(file);
  // Files of old Macs end their lines with a carriage return alone; behind the last one here, a line feed may come.
  const hasReturnsAlone =
    head.subarray(0, headBytes).includes(carriageReturn) && !head.includes(lineFeed);
  const pieces = hasReturnsAlone ? withLineFeeds(bytes) : bytes;
  for await (const group of lineGroups(pieces, maxLineBytes))
    yield group.map(({ number, bytes: line }) =>
      line === undefined
        ? { number, problem: `is longer than ${maxLineBytes} bytes (${limitName})` }
        : decoded(number, line, decoder),
    );
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
  file: SteadyFile,
  head: Uint8Array,
  { encoding }: TextLineOptions,
): Promise<string> {
  const named = encoding === undefined ? 'utf-8' : openDecoder(encoding).encoding;
  const marked = markedEncoding(head);
  if (marked !== undefined) return marked;
  // Bytes of iso-2022-jp look like UTF-8, and those of UTF-16 may.
  if (named === 'utf-8' || named === 'iso-2022-jp' || named.startsWith('utf-16')) return named;
  return (await isAllUtf8(file)) ? 'utf-8' : named;
}

const headBytes = 2 ** 16;

/** So many bytes, and one more. */
async function beginning(file: SteadyFile): Promise<Uint8Array> {
  const bytes = Buffer.alloc(headBytes + 1);
  return bytes.subarray(0, await file.read(bytes, 0));
}

async function isAllUtf8(file: SteadyFile): Promise<boolean> {
  const decoder = openDecoder('utf-8');
  try {
    for await (const piece of bytesOf(file)) decoder.decode(piece, { stream: true });
    decoder.decode();
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

/** Large pieces are read faster than small ones. */
const pieceBytes = 2 ** 18;

/** Of a file that was written to, nothing more is given; least of all its end, which may be half a line. */
async function* bytesOf(file: SteadyFile): AsyncGenerator<Uint8Array, void, undefined> {
  let from = 0;
  const ahead = (): Promise<Uint8Array> => {
    const piece = pieceAt(file, from);
    piece.catch(() => undefined); // thrown where it is waited for
    return piece;
  };
  let coming = ahead();
  try {
    for (;;) {
      const piece = await coming;
      if (await file.hasChanged())
        throw new BrokenOff(`is left out, since the file ${writtenWhileRead}`);
      if (piece.length === 0) return;
      from += piece.length;
      // Read while this one is looked at.
      coming = ahead();
      yield piece;
    }
  } finally {
    await coming.catch(() => undefined);
  }
}

async function pieceAt(file: SteadyFile, from: number): Promise<Uint8Array> {
  const bytes = Buffer.allocUnsafe(pieceBytes);
  return bytes.subarray(0, await file.read(bytes, from));
}

/** Nothing more can be read of a file. */
class BrokenOff extends Error {}

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
      throw new BrokenOff(notEncoded(encoding));
    }
  };
  for await (const piece of pieces) yield decode(piece);
  yield decode();
}

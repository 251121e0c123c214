import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { lineGroups } from '../../../async/lines.ts';
import { invalid, messageOf } from '../../../errors.ts';
import { isPlainObject } from '../../../json.ts';
import { parseJson } from '../../../parse-json.ts';
import { fileError } from '../file-error.ts';
import type { FileFormat } from '../file-format.ts';
import type { FileRow, RowReader } from '../file-row.ts';
import { checkZstd, unpackZstd } from './zstd.ts';

/** Longest line that is read. */
const maxLineBytes = 64 * 2 ** 20;
/** Large pieces are read faster than small ones. */
const pieceBytes = 2 ** 18;

/** Opens a file with one JSON object a line, packed or not. `name` is what errors call it. */
export async function openJsonl(
  path: string,
  name: string,
  packing: FileFormat['packing'],
): Promise<RowReader> {
  if (packing === 'zstd') checkZstd(name);
  const file = { path, name, packing };
  let header: unknown;
  for await (const row of rowsOf(file, 0)) {
    if ('value' in row) header = ownPart(row.value);
    break;
  }
  const isOwn = header !== undefined;
  return {
    header,
    rows: (after) => (isOwn ? wholeRows(file, after) : rowsOf(file, after)),
    close: async () => {},
  };
}

interface JsonlFile {
  readonly path: string;
  readonly name: string;
  readonly packing: FileFormat['packing'];
}

/** What a line of nestvec's own says; `undefined` for any other. */
function ownPart(value: unknown): unknown {
  if (!isPlainObject(value) || Object.keys(value).length !== 1) return undefined;
  return value['nestvec'];
}

/** The rows between the first line and the last, which says how many there are. */
async function* wholeRows(
  file: JsonlFile,
  after: number,
): AsyncGenerator<FileRow, void, undefined> {
  let count = 0;
  let end: number | undefined;
  for await (const row of rowsOf(file, after)) {
    const own = 'value' in row ? ownPart(row.value) : undefined;
    if (row.number === 1 && own !== undefined) continue;
    if (end !== undefined)
      throw invalid(
        `${file.name}:${row.number}`,
        'comes after the end that the line before it says; import each file alone',
      );
    if (isPlainObject(own) && typeof own['end'] === 'number') end = own['end'];
    else {
      count++;
      yield row;
    }
  }
  if (end === undefined)
    throw invalid(
      'path',
      `${file.name} is cut short: its last line, which says how many records there are, is missing; export it again`,
    );
  // What was passed over was counted when the file was looked through.
  if (end === count || after > 0) return;
  throw invalid(
    'path',
    `${file.name} is not whole: it says that it has ${end} records, and has ${count}; export it again`,
  );
}

async function* rowsOf(file: JsonlFile, after: number): AsyncGenerator<FileRow, void, undefined> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let last = 0;
  try {
    for await (const group of lineGroups(bytesOf(file), maxLineBytes)) {
      for (const { number, bytes } of group) {
        last = number;
        if (number <= after) continue;
        if (bytes === undefined) yield { number, problem: `is longer than ${maxLineBytes} bytes` };
        else {
          const row = parseLine(bytes, number, decoder);
          if (row !== undefined) yield row;
        }
      }
    }
  } catch (error) {
    throw brokenOff(file, last, error);
  }
}

/** `undefined` for an empty line. */
function parseLine(
  bytes: Uint8Array,
  number: number,
  decoder: InstanceType<typeof TextDecoder>,
): FileRow | undefined {
  let text: string;
  try {
    // Each call drops a byte order mark, which may stand at the beginning of a file.
    text = decoder.decode(bytes);
  } catch {
    return { number, problem: 'is not UTF-8' };
  }
  if (text.trim() === '') return undefined;
  try {
    return { number, value: parseJson(text) };
  } catch (error) {
    return { number, problem: messageOf(error) };
  }
}

const packed = { gzip: 'gzip', zstd: 'zstd', none: '' } as const;

/** What zlib says, with where it was. */
function brokenOff({ name, packing }: JsonlFile, last: number, error: unknown): unknown {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  if (typeof code !== 'string' || !/^(?:Z_|ZSTD_)/.test(code)) return fileError(name, error);
  const what = code === 'Z_BUF_ERROR' ? 'is cut short' : `is damaged (${messageOf(error)})`;
  return invalid(
    'path',
    `${name} ${what}: its ${packed[packing]} ends after line ${last}; get it again`,
    error,
  );
}

function bytesOf({ path, packing }: JsonlFile): AsyncIterable<Uint8Array> {
  const stream = createReadStream(path, { highWaterMark: pieceBytes });
  if (packing === 'zstd') return unpackZstd(stream);
  if (packing === 'none') return stream;
  const unpacked = createGunzip({ chunkSize: pieceBytes });
  stream.once('error', (error) => unpacked.destroy(error));
  unpacked.once('close', () => stream.destroy());
  return stream.pipe(unpacked);
}

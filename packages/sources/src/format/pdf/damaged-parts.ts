import { constants, inflateSync } from 'node:zlib';

/** Bytes in which the words that say what a part is stand before it. */
const longestHead = 4096;
/** What unpacks to more is not looked at further. */
const mostUnpackedBytes = 2 ** 24;
const begin = 'stream';
const end = 'endstream';

/**
 * How many deflated parts of a PDF are damaged, of which PDFium reads what is before the damage and says nothing. Images are left out, since
 * they are looked at one by one. 0 for a file that is encrypted, of which nothing is known without its key.
 */
export function countDamagedParts(bytes: Uint8Array): number {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let damaged = 0;
  let next = 0;
  for (let found = file.indexOf(begin); found !== -1; found = file.indexOf(begin, next)) {
    next = found + begin.length;
    const head = headBefore(file, found);
    const start = startBehind(file, next);
    if (head === undefined || start === undefined) continue;
    const stop = endOf(file, start, head);
    if (stop === -1) break;
    next = stop;
    const isText = /\/Filter\s*\[?\s*\/(?:FlateDecode|Fl)\b/.test(head) && !/\/Image\b/.test(head);
    if (isText && isDamaged(file.subarray(start, stop))) damaged += 1;
  }
  return damaged === 0 || file.includes('/Encrypt') ? 0 : damaged;
}

/** What the file says of the part whose first word is at `found`; `undefined` where the word means something else. */
function headBefore(file: Buffer, found: number): string | undefined {
  const before = file.toString('latin1', Math.max(0, found - longestHead), found);
  const head = before.slice(before.lastIndexOf(' obj') + 1);
  return head.startsWith('obj') && head.trimEnd().endsWith('>>') ? head : undefined;
}

function startBehind(file: Buffer, at: number): number | undefined {
  if (file[at] === 0x0a) return at + 1;
  if (file[at] !== 0x0d) return undefined;
  return file[at + 1] === 0x0a ? at + 2 : at + 1;
}

/** Where a part ends: by the length that it says it has where that is true, else by the word behind it. */
function endOf(file: Buffer, start: number, head: string): number {
  const length = Number(/\/Length\s+(\d+)(?!\d|\s+\d+\s+R)/.exec(head)?.[1] ?? Number.NaN);
  const behind = file
    .toString('latin1', start + length, start + length + 2 + end.length)
    .trimStart();
  return behind.startsWith(end) ? start + length : file.indexOf(end, start);
}

function isDamaged(part: Buffer): boolean {
  try {
    // What only lacks its last bytes is whole as a rule.
    inflateSync(part, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: mostUnpackedBytes });
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'Z_DATA_ERROR';
  }
}

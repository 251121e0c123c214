/** A line of a file, without its end. */
export interface Line {
  /** From 1. */
  readonly number: number;
  /** `undefined` for a line longer than allowed, which is not kept. */
  readonly bytes: Uint8Array | undefined;
}

const lineFeed = 0x0a;

/**
 * Cuts a stream of bytes at line feeds and holds one line at most. `node:readline` won't do: it also ends lines at U+2028,
 * which may stand unescaped in JSON, and it keeps a line of any length.
 */
export async function* lines(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<Line, void, undefined> {
  for await (const group of lineGroups(chunks, maxBytes)) for (const line of group) yield line;
}

/** The same lines, all that end in one chunk at a time: short ones are read faster so, since waiting for each takes longer than cutting it. */
export async function* lineGroups(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<readonly Line[], void, undefined> {
  let number = 1;
  let parts: Uint8Array[] = [];
  let length = 0;
  const keep = (part: Uint8Array): void => {
    length += part.length;
    if (length <= maxBytes) parts.push(part);
    else parts = [];
  };
  const bytes = (): Uint8Array | undefined => {
    if (length > maxBytes) return undefined;
    // Most lines lie within one chunk, and need no copy.
    return parts.length === 1 ? parts[0] : Buffer.concat(parts);
  };
  const cut = (): Line => {
    const line = { number, bytes: bytes() };
    number++;
    parts = [];
    length = 0;
    return line;
  };
  for await (const chunk of chunks) {
    const group: Line[] = [];
    let start = 0;
    for (let end = chunk.indexOf(lineFeed); end !== -1; end = chunk.indexOf(lineFeed, start)) {
      keep(chunk.subarray(start, end));
      group.push(cut());
      start = end + 1;
    }
    if (start < chunk.length) keep(chunk.subarray(start));
    if (group.length > 0) yield group;
  }
  if (length > 0) yield [cut()];
}

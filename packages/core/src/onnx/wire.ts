import { readSync } from 'node:fs';

/** A field of a protobuf message in a file. Positions are bytes from the start of the file. */
export interface Field {
  readonly number: number;
  /** Where the field begins, its tag included. */
  readonly start: number;
  /** Where the contents begin: the bytes of a string, message or packed list, or the number itself. */
  readonly contents: number;
  readonly end: number;
  readonly isBytes: boolean;
}

/** Bytes that are read at once. Weights are skipped, so a file of gigabytes takes a few hundred reads. */
const windowBytes = 64 * 1024;

/** Reads protobuf out of an open file without holding it in memory. What is read wrongly throws a `RangeError`. */
export class WireReader {
  readonly #file: number;
  #window: Buffer = Buffer.alloc(0);
  #windowStart = 0;

  constructor(file: number) {
    this.#file = file;
  }

  /** A copy of the bytes from `start` to `end`. */
  bytes(start: number, end: number): Buffer {
    const target = Buffer.allocUnsafe(end - start);
    for (let done = 0; done < target.length;) {
      const read = readSync(this.#file, target, done, target.length - done, start + done);
      if (read === 0) throw new RangeError(`the file ends at ${start + done}, within a field`);
      done += read;
    }
    return target;
  }

  text(field: Field): string {
    return this.bytes(field.contents, field.end).toString('utf8');
  }

  /** A whole number with its sign, exact up to 2 ** 53. */
  number(field: Field): number {
    let value = 0n;
    for (const [i, byte] of this.bytes(field.contents, field.end).entries())
      value |= BigInt(byte & 0x7f) << BigInt(7 * i);
    return Number(BigInt.asIntN(64, value));
  }

  /** The numbers of a repeated field, none of them negative, packed into one or each in a field of its own. */
  numbers(fields: readonly Field[]): number[] {
    const found: number[] = [];
    for (const field of fields) {
      if (!field.isBytes) found.push(this.number(field));
      for (let at = field.contents; field.isBytes && at < field.end;) {
        const { value, end } = this.#varint(at);
        found.push(value);
        at = end;
      }
    }
    return found;
  }

  /** The fields of a message that lies from `start` to `end`. */
  *fields(start: number, end: number): Generator<Field> {
    for (let at = start; at < end;) {
      const tag = this.#varint(at);
      const number = Math.floor(tag.value / 8);
      const [contents, next, isBytes] = this.#extent(tag.value % 8, tag.end);
      if (number === 0 || next > end) throw new RangeError(`no protobuf at ${at}`);
      yield { number, start: at, contents, end: next, isBytes };
      at = next;
    }
  }

  #extent(type: number, at: number): readonly [contents: number, end: number, isBytes: boolean] {
    if (type === 0) return [at, this.#varint(at).end, false];
    if (type === 1) return [at, at + 8, false];
    if (type === 5) return [at, at + 4, false];
    if (type !== 2) throw new RangeError(`no protobuf at ${at}`);
    const length = this.#varint(at);
    return [length.end, length.end + length.value, true];
  }

  /** Exact up to 2 ** 53, which is more than any length or tag. */
  #varint(at: number): { readonly value: number; readonly end: number } {
    let value = 0;
    let scale = 1;
    for (let position = at; position < at + 10; position++) {
      const byte = this.#byte(position);
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return { value, end: position + 1 };
      scale *= 128;
    }
    throw new RangeError(`no protobuf at ${at}`);
  }

  #byte(at: number): number {
    let byte = this.#window[at - this.#windowStart];
    if (byte !== undefined) return byte;
    const window = Buffer.allocUnsafe(windowBytes);
    this.#window = window.subarray(0, readSync(this.#file, window, 0, windowBytes, at));
    this.#windowStart = at;
    [byte] = this.#window;
    if (byte === undefined) throw new RangeError(`the file ends at ${at}, within a field`);
    return byte;
  }
}

/** A field that holds bytes: its tag, length and contents. */
export function bytesField(number: number, ...contents: readonly Uint8Array[]): Buffer {
  const length = contents.reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat([varint(number * 8 + 2), varint(length), ...contents]);
}

/** A field that holds a small whole number. */
export function numberField(number: number, value: number): Buffer {
  return Buffer.concat([varint(number * 8), varint(value)]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 0x80);
  return Buffer.from([...bytes, rest]);
}

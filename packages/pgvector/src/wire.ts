import { maskText } from './mask.ts';

/** A type of PostgreSQL, and its binary form. */
export interface WireType<Value> {
  /** As SQL says it. */
  readonly name: string;
  readonly oid: number;
  readonly encode: (value: Value) => Buffer;
}

export const text: WireType<string> = {
  name: 'text',
  oid: 25,
  encode: (value) => Buffer.from(maskText(value)),
};

/**
 * A text as it is, for tables of someone else. U+0000, which none of them can hold, is masked all the same: a filter may ask for it, and
 * finds nothing.
 */
export const theirText: WireType<string> = {
  ...text,
  encode: (value) => (value.includes('\0') ? text.encode(value) : Buffer.from(value)),
};

/** JSON as text that was masked already. */
export const jsonb: WireType<string> = {
  name: 'jsonb',
  oid: 3802,
  encode: (value) => Buffer.from(`\u0001${value}`), // the version of the form, then the text
};

export const float8: WireType<number> = {
  name: 'float8',
  oid: 701,
  encode: (value) => sized(8, (bytes) => bytes.writeDoubleBE(value === 0 ? 0 : value)), // never minus zero
};

export const int4: WireType<number> = {
  name: 'int4',
  oid: 23,
  encode: (value) => sized(4, (bytes) => bytes.writeInt32BE(value)),
};

export const boolean: WireType<boolean> = {
  name: 'boolean',
  oid: 16,
  encode: (value) => Buffer.of(value ? 1 : 0),
};

/** From milliseconds since 1970; PostgreSQL counts microseconds since 2000. */
export const timestamptz: WireType<number> = {
  name: 'timestamptz',
  oid: 1184,
  encode: (value) =>
    sized(8, (bytes) => bytes.writeBigInt64BE(BigInt(value - 946_684_800_000) * 1000n)),
};

/** An array of one dimension without nulls. */
export function arrayOf<Value>({ name, oid, encode }: WireType<Value>): WireType<readonly Value[]> {
  return {
    name: `${name}[]`,
    oid: 0,
    encode(values) {
      const [ndim, flags] = [values.length === 0 ? 0 : 1, 0];
      const head = sized(ndim === 0 ? 12 : 20, (bytes) => {
        for (const [i, number] of [ndim, flags, oid, values.length, 1]
          .slice(0, 3 + 2 * ndim)
          .entries())
          bytes.writeInt32BE(number, i * 4);
      });
      return Buffer.concat([head, ...values.map((value) => field(encode(value)))]);
    },
  };
}

/** pgvector's `vector`: the number of dimensions, two empty bytes, then the numbers from the highest byte on. */
export const vector: WireType<Float32Array> = {
  name: 'vector',
  oid: 0,
  encode(numbers) {
    const bytes = Buffer.allocUnsafeSlow(4 + numbers.byteLength);
    bytes.writeInt16BE(numbers.length, 0);
    bytes.writeInt16BE(0, 2);
    bytes.set(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength), 4);
    bytes.subarray(4).swap32();
    return bytes;
  },
};

/** The numbers of `vector_send`, as the text that a result shows of bytes. */
export function readVector(shown: string): Float32Array {
  const bytes = Buffer.from(shown.slice('\\x'.length + 8), 'hex').swap32();
  return new Float32Array(
    bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength),
  );
}

/** A value as one field of a row or an array: its length first; without one it is null. */
function field(value: Buffer | undefined): Buffer {
  if (value === undefined) return Buffer.from([255, 255, 255, 255]);
  return Buffer.concat([sized(4, (bytes) => bytes.writeInt32BE(value.length)), value]);
}

function sized(length: number, write: (bytes: Buffer) => void): Buffer {
  const bytes = Buffer.alloc(length);
  write(bytes);
  return bytes;
}

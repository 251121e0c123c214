import type { BinaryWriter } from '@bufbuild/protobuf/wire';

/** Writer of protobuf's encoding; passed in, since its package is an optional peer. */
export interface Wire {
  readonly BinaryWriter: new () => BinaryWriter;
}

/** What a tag says of the content behind it. */
const varint = 0;
const eightBytes = 1;
const lengthAndBytes = 2;
const fourBytes = 5;

/** A message that is being written, field by field. */
export class MessageWriter {
  readonly #writer: BinaryWriter;

  constructor({ BinaryWriter }: Wire) {
    this.#writer = new BinaryWriter();
  }

  text(field: number, value: string): this {
    this.#tag(field, lengthAndBytes).string(value);
    return this;
  }

  flag(field: number, value: boolean): this {
    this.#tag(field, varint).bool(value);
    return this;
  }

  /** A signed integer of 64 bits. */
  integer(field: number, value: number | bigint): this {
    this.#tag(field, varint).int64(value);
    return this;
  }

  /** An unsigned integer of 64 bits. */
  natural(field: number, value: number | bigint): this {
    this.#tag(field, varint).uint64(value);
    return this;
  }

  /** Unsigned integers of 32 bits, packed. */
  naturals(field: number, values: readonly number[]): this {
    return this.message(field, () => {
      for (const value of values) this.#writer.uint32(value);
    });
  }

  double(field: number, value: number): this {
    this.#tag(field, eightBytes).double(value);
    return this;
  }

  bytes(field: number, value: Uint8Array): this {
    this.#tag(field, lengthAndBytes).bytes(value);
    return this;
  }

  /** A message within, written by a function. */
  message(field: number, write: () => void): this {
    this.#tag(field, lengthAndBytes).fork();
    write();
    this.#writer.join();
    return this;
  }

  /** The head of a message within, whose content of so many bytes follows. */
  head(field: number, size: number): this {
    this.#tag(field, lengthAndBytes).uint32(size);
    return this;
  }

  /** Fields that are written already. */
  raw(fields: Uint8Array): this {
    this.#writer.raw(fields);
    return this;
  }

  finish(): Uint8Array {
    return this.#writer.finish();
  }

  #tag(field: number, type: number): BinaryWriter {
    return this.#writer.uint32(field * 8 + type);
  }
}

/** Bytes of a number in protobuf's variable-length encoding. */
function varintSize(value: number): number {
  let size = 1;
  for (let left = value; left >= 128; left = Math.floor(left / 128)) size++;
  return size;
}

/** Bytes of a field that holds `length` bytes: its tag, the length, and the content. */
export function fieldSize(field: number, length: number): number {
  return varintSize(field * 8) + varintSize(length) + length;
}

/**
 * Goes through the fields of a message that was received, one after the other; nothing is copied before it is asked for. Throws a
 * `RangeError` where the message ends within a field, or a field is not what it is read as.
 */
export class MessageReader {
  /** Number of the field that `next` came to. */
  field = 0;
  readonly #bytes: Buffer;
  readonly #end: number;
  #at: number;
  #type = varint;
  #start = 0;
  #value = 0;

  constructor(bytes: Uint8Array, start = 0, end: number = bytes.length) {
    const { buffer, byteOffset, length } = bytes;
    this.#bytes = Buffer.isBuffer(bytes) ? bytes : Buffer.from(buffer, byteOffset, length);
    this.#at = start;
    this.#end = end;
  }

  /** Goes on to the next field; false at the end. */
  next(): boolean {
    if (this.#at >= this.#end) return false;
    const tag = this.#varint();
    this.field = tag >>> 3;
    this.#type = tag & 7;
    this.#start = this.#at;
    if (this.#type === varint) {
      this.#value = this.#varint();
      return true;
    }
    const size = this.#type === lengthAndBytes ? this.#varint() : (sizes[this.#type] ?? Number.NaN);
    this.#start = this.#at;
    this.#at += size;
    if (!(this.#at <= this.#end)) throw broken();
    return true;
  }

  /** Whether the field is an integer or a flag; of any other there are bytes. */
  get isInteger(): boolean {
    return this.#type === varint;
  }

  /** An unsigned integer of at most 53 bits. */
  natural(): number {
    if (!this.isInteger) throw broken();
    return this.#value;
  }

  flag(): boolean {
    return this.natural() !== 0;
  }

  /** An unsigned integer of 64 bits; `BigInt.asIntN(64, …)` makes a signed one of it. */
  bits(): bigint {
    if (!this.isInteger) throw broken();
    let value = 0n;
    for (let at = this.#at - 1; at >= this.#start; at--)
      value = (value << 7n) | BigInt(this.#byte(at) & 127);
    return value;
  }

  float(): number {
    this.#expect(4);
    return this.#bytes.readFloatLE(this.#start);
  }

  double(): number {
    this.#expect(8);
    return this.#bytes.readDoubleLE(this.#start);
  }

  text(): string {
    return this.#bytes.toString('utf8', this.#contentStart(), this.#at);
  }

  /** The bytes where they lie. */
  bytes(): Uint8Array {
    return this.#bytes.subarray(this.#contentStart(), this.#at);
  }

  /** Numbers of single precision, copied: a copy begins where a `Float32Array` may begin. */
  floats(): Float32Array {
    return new Float32Array(new Uint8Array(this.bytes()).buffer);
  }

  /** The message within. */
  message(): MessageReader {
    return new MessageReader(this.#bytes, this.#contentStart(), this.#at);
  }

  #contentStart(): number {
    if (this.isInteger) throw broken();
    return this.#start;
  }

  #expect(size: number): void {
    if (this.#at - this.#contentStart() !== size) throw broken();
  }

  #byte(at: number): number {
    const byte = this.#bytes[at];
    if (byte === undefined || at >= this.#end) throw broken();
    return byte;
  }

  #varint(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.#byte(this.#at);
      this.#at++;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  }
}

/** Bytes of a field by what its tag says, where that is always as many. */
const sizes: Readonly<Record<number, number>> = { [eightBytes]: 8, [fourBytes]: 4 };

function broken(): RangeError {
  return new RangeError('a message ends within a field, or has a field of another type');
}

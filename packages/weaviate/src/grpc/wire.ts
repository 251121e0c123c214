import type { BinaryReader, BinaryWriter } from '@bufbuild/protobuf/wire';

/** Writer and reader of protobuf's encoding; passed in, since their package is an optional peer. */
export interface Wire {
  readonly BinaryWriter: new () => BinaryWriter;
  readonly BinaryReader: new (bytes: Uint8Array) => BinaryReader;
}

/** What a tag says of the content behind it. */
const varint = 0;
const eightBytes = 1;
const lengthAndBytes = 2;

/** A message that is being written, field by field. */
export class MessageWriter {
  readonly #writer: BinaryWriter;

  constructor({ BinaryWriter }: Pick<Wire, 'BinaryWriter'>) {
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

/** One field of a message as it was read: an integer, or the bytes of anything else. */
export interface Part {
  readonly field: number;
  readonly value: bigint;
  readonly bytes: Uint8Array | undefined;
}

/** The fields of a message in their order. */
export function readFields(
  bytes: Uint8Array,
  { BinaryReader }: Pick<Wire, 'BinaryReader'>,
): Part[] {
  const reader = new BinaryReader(bytes);
  const parts: Part[] = [];
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    const kind: number = type;
    if (kind === varint) parts.push({ field, value: BigInt(reader.uint64()), bytes: undefined });
    else if (kind === lengthAndBytes) parts.push({ field, value: 0n, bytes: reader.bytes() });
    else parts.push({ field, value: 0n, bytes: reader.skip(type, field) });
  }
  return parts;
}

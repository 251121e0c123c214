import { MessageReader } from '../grpc/wire.ts';

/** One field of a message: an integer, or the bytes of anything else. */
interface Field {
  readonly field: number;
  readonly value: bigint;
  readonly bytes: Uint8Array | undefined;
}

/** The fields of a message in their order. */
export function readFields(message: Uint8Array): Field[] {
  const reader = new MessageReader(message);
  const fields: Field[] = [];
  while (reader.next()) {
    const { field, isInteger } = reader;
    if (isInteger) fields.push({ field, value: reader.bits(), bytes: undefined });
    else fields.push({ field, value: 0n, bytes: new Uint8Array(reader.bytes()) });
  }
  return fields;
}

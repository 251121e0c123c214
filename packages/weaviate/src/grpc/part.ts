import { strangeAnswer } from '../errors.ts';
import type { Part } from './wire.ts';

/** The bytes of a number. */
export function view(part: Part): DataView {
  const { buffer, byteOffset, byteLength } = contentOf(part);
  return new DataView(buffer, byteOffset, byteLength);
}

/** The bytes of anything but an integer. */
export function contentOf(part: Part): Uint8Array<ArrayBuffer> {
  if (part.bytes === undefined) throw strangeAnswer('a part of it is missing');
  return part.bytes as Uint8Array<ArrayBuffer>; // gRPC's messages never lie in shared memory
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** A text. */
export function textOf(part: Part): string {
  return utf8.decode(contentOf(part));
}

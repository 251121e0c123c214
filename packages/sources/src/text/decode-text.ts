import { isUtf8 } from 'node:buffer';
import { invalid } from '@nestvec/core/kit';
import { markedEncoding } from './byte-order-mark.ts';

/** What is known of a text's encoding besides its bytes. Names are those of the Encoding standard, such as `windows-1252`. */
export interface EncodingHints {
  /** What the text says of itself, or what came with it. Names that are unknown do not count. */
  readonly declared?: string | undefined;
  /** What the caller takes all texts for that do not say it. */
  readonly encoding?: string | undefined;
}

/**
 * The text of a file: by its byte order mark; as UTF-8 where its bytes are that; else by the encoding that it declares or that the
 * caller names. Nothing is guessed: bytes that do not fit throw `invalid-input` that begins with `name`, since a wrong guess would
 * be embedded unseen.
 */
export function decodeText(
  bytes: Uint8Array,
  name: string,
  { declared, encoding }: EncodingHints = {},
): string {
  const named = encoding === undefined ? undefined : openDecoder(encoding);
  const text = decodeBy(chooseDecoder(bytes, declared, named), bytes, name);
  if (text.includes('\0')) throw invalid(name, zeroBytes);
  return text;
}

/** What a message says of a text with zero bytes. */
export const zeroBytes: string =
  'holds zero bytes: it is not a text, or UTF-16 without a byte order mark; in that case name its encoding (encoding), such as utf-16le';

/** A decoder that refuses what does not fit, for an encoding that the caller names. */
export function openDecoder(encoding: string): InstanceType<typeof TextDecoder> {
  try {
    return new TextDecoder(encoding, { fatal: true });
  } catch (error) {
    const problem = `is not an encoding that is known here, got ${JSON.stringify(encoding)}; such as "windows-1252", "shift_jis"`;
    throw invalid('encoding', problem, error);
  }
}

function chooseDecoder(
  bytes: Uint8Array,
  declared: string | undefined,
  named: InstanceType<typeof TextDecoder> | undefined,
): InstanceType<typeof TextDecoder> {
  const marked = markedEncoding(bytes);
  if (marked !== undefined) return openDecoder(marked);
  const other = declaredDecoder(declared) ?? named;
  if (other === undefined) return openDecoder('utf-8');
  // Bytes of these look like UTF-8, and are not.
  const isDisguised =
    (other.encoding === 'iso-2022-jp' && bytes.includes(0x1b)) ||
    (other.encoding.startsWith('utf-16') && bytes.includes(0));
  return !isDisguised && isUtf8(bytes) ? openDecoder('utf-8') : other;
}

function declaredDecoder(
  declared: string | undefined,
): InstanceType<typeof TextDecoder> | undefined {
  try {
    return declared === undefined ? undefined : new TextDecoder(declared, { fatal: true });
  } catch {
    return undefined;
  }
}

function decodeBy(
  decoder: InstanceType<typeof TextDecoder>,
  bytes: Uint8Array,
  name: string,
): string {
  try {
    return decoder.decode(bytes);
  } catch (error) {
    throw invalid(name, notEncoded(decoder.encoding, placeOf(decoder.encoding, bytes)), error);
  }
}

/** In which line the bytes are not what they should be, in UTF-8, none of whose characters holds the byte of a line feed. */
function placeOf(encoding: string, bytes: Uint8Array): string {
  if (encoding !== 'utf-8') return '';
  let line = 1;
  for (let start = 0; start < bytes.length; line += 1) {
    const end = bytes.indexOf(0x0a, start);
    const behind = end === -1 ? bytes.length : end + 1;
    if (!isUtf8(bytes.subarray(start, behind))) return ` in line ${line}`;
    start = behind;
  }
  return '';
}

/** What a message says of bytes that do not fit an encoding, and where they are. */
export function notEncoded(encoding: string, place: string = ''): string {
  return `is not ${encoding.toUpperCase()}${place}; convert it, or name its encoding (encoding)`;
}

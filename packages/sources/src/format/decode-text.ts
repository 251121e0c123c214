import { invalid } from '@nestvec/core/store';

const marks: readonly (readonly [encoding: string, bytes: readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

/**
 * The text of a file: by its byte order mark, else by `encoding` (any name of the Encoding standard; default UTF-8). Nothing is
 * guessed: bytes that do not fit throw `invalid-input` that begins with `name`, since a wrong guess would be embedded unseen.
 */
export function decodeText(bytes: Uint8Array, name: string, encoding: string = 'utf-8'): string {
  const marked = marks.find(([, mark]) => mark.every((byte, index) => bytes[index] === byte));
  const decoder = openDecoder(marked?.[0] ?? encoding);
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch (error) {
    const actual = decoder.encoding.toUpperCase();
    throw invalid(name, `is not ${actual}; convert it, or name its encoding (encoding)`, error);
  }
  if (text.includes('\0'))
    throw invalid(name, 'holds zero bytes: it is no text, or UTF-16 without a byte order mark');
  return text;
}

function openDecoder(encoding: string): InstanceType<typeof TextDecoder> {
  try {
    return new TextDecoder(encoding, { fatal: true });
  } catch (error) {
    const problem = `is not an encoding that is known here, got ${JSON.stringify(encoding)}; such as "windows-1252", "shift_jis"`;
    throw invalid('encoding', problem, error);
  }
}

/** What a page says of its encoding stands within its first 1,024 bytes, by the HTML standard. */
export function charsetOfHtml(bytes: Uint8Array): string | undefined {
  const head = Buffer.from(bytes.subarray(0, 1024)).toString('latin1');
  return /<meta[^>]+charset\s*=\s*["']?\s*([\w.:-]+)/i.exec(head)?.[1];
}

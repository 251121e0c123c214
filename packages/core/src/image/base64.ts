import { imageError } from './image-error.ts';
import { tooManyBytes } from './too-many-bytes.ts';

/** Bytes of an image that is written out: base64 or, since people paste that too, a `data:` URL. */
export function decodeWritten(text: string, source: string, maxBytes: number): Uint8Array {
  return /^data:/i.test(text)
    ? decodeDataUrl(text, source, maxBytes)
    : decodeBase64(text, source, maxBytes);
}

/** Bytes of base64, plain or URL-safe, with or without padding and line breaks. */
export function decodeBase64(text: string, source: string, maxBytes: number): Uint8Array {
  const bytes = Math.floor((text.length * 3) / 4);
  // Line breaks are a few percent at most, so nothing near the limit is refused that is not over it.
  if (bytes > maxBytes * 1.1) throw tooManyBytes(source, bytes, maxBytes);
  // Tests that never look back far: one expression for all of it takes time with the square of the spaces.
  if (/[^\w+/=\s-]/.test(text) || /=\s*[^=\s]/.test(text) || /(?:=\s*){3}/.test(text)) {
    throw imageError(source, 'not-an-image', 'is not base64');
  }
  const decoded = Buffer.from(text, 'base64');
  if (decoded.length > maxBytes) throw tooManyBytes(source, decoded.length, maxBytes);
  return decoded;
}

/**
 * Bytes of a `data:` URL, base64 or percent-encoded, taken as browsers take it (the Fetch standard's data: URL processor): a
 * fragment, line breaks and tabs are not part of it, a percent sign without two digits means itself, and percent-encoded bytes need
 * not be UTF-8.
 */
export function decodeDataUrl(url: string, source: string, maxBytes: number): Uint8Array {
  const comma = url.indexOf(',');
  if (comma === -1) throw imageError(source, 'not-an-image', 'is a data: URL without data');
  const hash = url.indexOf('#', comma);
  const data = url.slice(comma + 1, hash === -1 ? undefined : hash).replace(/[\t\n\r]+/g, '');
  // Three characters at most for one byte, and half as many more of base64.
  if (data.length > maxBytes * 4.5) throw tooManyBytes(source, 'more', maxBytes);
  const bytes = percentDecode(data);
  if (/;\s*base64\s*$/i.test(url.slice(0, comma))) {
    return decodeBase64(Buffer.from(bytes).toString('latin1'), source, maxBytes);
  }
  if (bytes.length > maxBytes) throw tooManyBytes(source, bytes.length, maxBytes);
  return bytes;
}

/** Bytes of a text, with `%` and two digits for any of them. */
function percentDecode(text: string): Uint8Array {
  const bytes = Buffer.from(text);
  let length = 0;
  for (let at = 0; at < bytes.length; at++) {
    const digits = bytes[at] === percentSign ? bytes.toString('latin1', at + 1, at + 3) : undefined;
    const isEncoded = digits !== undefined && /^[\da-f]{2}$/i.test(digits);
    bytes[length++] = isEncoded ? Number.parseInt(digits, 16) : (bytes[at] ?? 0);
    if (isEncoded) at += 2;
  }
  return bytes.subarray(0, length);
}

const percentSign = 0x25;

import { imageError } from './image-error.ts';
import { tooManyBytes } from './too-many-bytes.ts';

/** Bytes of base64, plain or URL-safe, with or without padding and line breaks. */
export function decodeBase64(text: string, source: string, maxBytes: number): Uint8Array {
  const bytes = Math.floor((text.length * 3) / 4);
  // Line breaks are a few percent at most, so nothing near the limit is refused that is not over it.
  if (bytes > maxBytes * 1.1) throw tooManyBytes(source, bytes, maxBytes);
  if (!/^[\w+/\s-]*={0,2}\s*$/.test(text)) {
    throw imageError(source, 'not-an-image', 'is not base64');
  }
  const decoded = Buffer.from(text, 'base64');
  if (decoded.length > maxBytes) throw tooManyBytes(source, decoded.length, maxBytes);
  return decoded;
}

/** Bytes of a `data:` URL (RFC 2397), base64 or percent-encoded. */
export function decodeDataUrl(url: string, source: string, maxBytes: number): Uint8Array {
  const comma = url.indexOf(',');
  if (comma === -1) throw imageError(source, 'not-an-image', 'is a data: URL without data');
  const data = url.slice(comma + 1);
  if (/;\s*base64\s*$/i.test(url.slice(0, comma))) {
    return decodeBase64(
      data.replaceAll('%2B', '+').replaceAll('%2F', '/').replaceAll('%3D', '='),
      source,
      maxBytes,
    );
  }
  // Three characters at most for one byte.
  if (data.length > maxBytes * 3) throw tooManyBytes(source, 'more', maxBytes);
  try {
    return Buffer.from(decodeURIComponent(data));
  } catch (error) {
    throw imageError(source, 'not-an-image', 'is a data: URL that is not properly encoded', error);
  }
}

import type { ImageInput } from '../embedder/content.ts';

const longest = 200;

/** An image's name for messages: the path or URL it came as, without what may be secret or is of no use to a reader. */
export function describeImage(input: unknown): string {
  if (typeof input === 'string') return describeString(input);
  if (input instanceof URL) return describeString(input.href);
  if (input instanceof Uint8Array || input instanceof ArrayBuffer) {
    return `image of ${input.byteLength} bytes`;
  }
  if (input instanceof Blob) return `image blob of ${input.size} bytes`;
  if (typeof input === 'object' && input !== null && 'base64' in input) return 'base64 image';
  return 'image';
}

/** Whether a string is a URL rather than a path. A single letter before the colon is a drive of Windows. */
export function isUrl(input: string): boolean {
  return /^[a-z][a-z\d+.-]+:/i.test(input);
}

function describeString(input: string): string {
  if (/^data:/i.test(input)) return `${input.slice(0, input.indexOf(',') + 1).slice(0, 60)}…`;
  return shorten(isUrl(input) ? withoutSecrets(input) : input);
}

/** Signed URLs carry their key in the query. */
function withoutSecrets(input: string): string {
  if (!URL.canParse(input)) return input;
  const url = new URL(input);
  url.username = '';
  url.password = '';
  url.search = '';
  url.hash = '';
  return url.href;
}

function shorten(text: string): string {
  return text.length <= longest
    ? text
    : `${text.slice(0, longest / 2)}…${text.slice(-longest / 2)}`;
}

/** Whether a value is something that `ImageInput` allows. */
export function isImageInput(input: unknown): input is ImageInput {
  return (
    typeof input === 'string' ||
    (typeof input === 'object' &&
      input !== null &&
      (input instanceof URL ||
        input instanceof Uint8Array ||
        input instanceof ArrayBuffer ||
        input instanceof Blob ||
        Symbol.asyncIterator in input ||
        ('base64' in input && typeof input.base64 === 'string')))
  );
}

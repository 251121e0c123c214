import { type Content, isNestvecError, type NestvecError } from '@nestvec/core';
import { type ImageIntake, mapWindow } from '@nestvec/core/kit';
import { refuse } from '../problem/refusal.ts';
import { isAllowedUrl } from './image-url.ts';

/** A content as clients send it: an image is base64, a `data:` URL, or an http(s) URL. */
export type WireContent = { readonly text: string } | { readonly image: string };

/** What contents are read with. */
export interface ContentReader {
  readonly intake: ImageIntake;
  readonly imageUrls: readonly URL[];
  readonly textCharacters: number;
}

interface ReadOptions {
  readonly paramOf: (place: number) => string;
  readonly signal: AbortSignal | undefined;
}

/** Images that are opened at once. */
const atOnce = 4;

/**
 * Contents whose images are bytes, fetched and looked at: what is not an image, is too large or leads where it must not is refused
 * here, with its place in the request. A path is never opened.
 */
export async function readContents(
  wire: readonly WireContent[],
  reader: ContentReader,
  { paramOf, signal }: ReadOptions,
): Promise<readonly Content[]> {
  const contents: Content[] = [];
  const placed = wire.map((content, i) => ({ content, param: paramOf(i) }));
  for await (const content of mapWindow(placed, atOnce, async ({ content, param }) =>
    'text' in content
      ? checkText(content, param, reader)
      : await readImage(content.image, param, reader, signal),
  ))
    contents.push(content);
  return contents;
}

/** Throws 400 for a text that is too long. */
export function checkText(
  { text }: { text: string },
  param: string,
  reader: ContentReader,
): { text: string } {
  const { textCharacters } = reader;
  if (text.length <= textCharacters) return { text };
  const problem = `has ${text.length} characters, more than ${textCharacters}; cut it into passages`;
  throw refuse(400, 'text_too_long', `${param}: ${problem}`, { param });
}

/** The bytes of an image as clients write it. Throws 400 for what is not an image, is too large or leads where it must not. */
export async function readImage(
  image: string,
  param: string,
  reader: ContentReader,
  signal: AbortSignal | undefined,
): Promise<{ image: Uint8Array }> {
  try {
    const { bytes } = await reader.intake.open(inputOf(image, param, reader.imageUrls), signal);
    return { image: bytes };
  } catch (error) {
    if (!isNestvecError(error, 'image')) throw error;
    throw refuse(400, 'invalid_image', `${param}: ${shownProblem(error)}`, { param, cause: error });
  }
}

/** Without the addresses that names of a network lead to, which are not for clients to learn. */
function shownProblem({ message, details, cause }: NestvecError<'image'>): string {
  const { source, reason } = details;
  if (reason === 'refused-address')
    return `${source}: leads to where nothing is fetched from; send the image itself`;
  return reason === 'http' && cause !== undefined
    ? `${source}: can’t be fetched; send the image itself`
    : message;
}

/** A text without a scheme is base64, whatever else it looks like: `/etc/passwd` is too, and what it decodes to is not an image. */
function inputOf(image: string, param: string, prefixes: readonly URL[]): URL | { base64: string } {
  if (/^data:/i.test(image) || !/^\s*[a-z][a-z\d+.-]*:/i.test(image)) return { base64: image };
  const url = /^https?:/i.test(image) ? URL.parse(image) : null;
  if (url !== null && isAllowedUrl(url, prefixes)) return url;
  const advice = 'send the image as base64 or as a data: URL';
  const problem =
    url === null ? 'is not an http or https URL' : 'is not among the URLs that are fetched here';
  throw refuse(400, 'refused_url', `${param}: ${problem}; ${advice}`, { param });
}

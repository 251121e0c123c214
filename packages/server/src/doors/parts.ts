import { z } from 'zod';
import type { WireContent } from '../embed/read-contents.ts';
import { refuse } from '../problem/refusal.ts';

const image = z.string().meta({ description: 'a data: URL, base64, or an http(s) URL' });

/** Content as several services write it: parts of text and images. */
export const partsSchema: z.ZodType<readonly Part[]> = z.array(
  z.union(
    [
      z.object({ type: z.literal('text'), text: z.string() }),
      z.object({
        type: z.literal('image_url'),
        image_url: z.union([image, z.object({ url: image })]),
      }),
      z.object({ type: z.literal('image_base64'), image_base64: image }),
    ],
    'must be { type: "text", text }, or { type: "image_url", image_url }, or { type: "image_base64", image_base64 }',
  ),
);

type Part =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'image_url'; readonly image_url: string | { readonly url: string } }
  | { readonly type: 'image_base64'; readonly image_base64: string };

/** The content of parts, which are one: no model here gives one embedding to several. Throws 400. */
export function onePart(
  parts: readonly Part[],
  param: string,
): { readonly content: WireContent; readonly param: string } {
  const [part, second] = parts;
  if (part === undefined || second !== undefined) {
    const problem = `has ${parts.length} parts, and each embedding is of one; send a text and an image apart`;
    throw refuse(400, 'invalid_request', `${param}: ${problem}`, { param });
  }
  return { content: contentOf(part), param: `${param}[0]` };
}

function contentOf(part: Part): WireContent {
  if (part.type === 'text') return { text: part.text };
  if (part.type === 'image_base64') return { image: part.image_base64 };
  const { image_url: url } = part;
  return { image: typeof url === 'string' ? url : url.url };
}

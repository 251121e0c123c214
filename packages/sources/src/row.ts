import { isAbsolute, join } from 'node:path';
import type { ImageInput, Item, JsonObject } from '@nestvec/core';
import { invalid, isPlainObject, messageOf, parseInput, parseJson } from '@nestvec/core/kit';
import { z } from 'zod';
import { zeroBytes } from './text/decode-text.ts';

const rowSchema = z.strictObject(
  {
    id: z.string({ error: 'must be a string' }),
    text: z.string({ error: 'must be a string' }).optional(),
    image: z
      .union([z.string(), z.strictObject({ base64: z.string() })], {
        error: 'must be a path, a URL or { "base64": "…" }',
      })
      .optional(),
    metadata: z.custom<JsonObject>(isPlainObject, 'must be an object').optional(),
    uri: z.string({ error: 'must be a string' }).optional(),
    parentId: z.string({ error: 'must be a string' }).optional(),
    source: z.string({ error: 'must be a string' }).optional(),
  },
  {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `has the unknown key ${issue.keys.map((key) => JSON.stringify(key)).join(', ')}; what is yours goes into "metadata"`
        : 'must be an object',
  },
);

/**
 * The item that one line holds; `undefined` for an empty line. Relative paths of images are those below `directory`.
 * Throws `invalid-input` that begins with `name`.
 */
export function rowItem(
  line: string,
  name: string,
  directory: string,
  source: string,
): Item | undefined {
  if (line.trim() === '') return undefined;
  let value: unknown;
  try {
    value = parseJson(line);
  } catch (error) {
    throw invalid(name, line.includes('\0') ? zeroBytes : messageOf(error), error);
  }
  const { image, ...row } = parseInput(rowSchema, value, name);
  const item = { source, ...row };
  return image === undefined ? item : { ...item, image: imageInput(image, directory) };
}

/** A path below `directory`, unless it is whole already or an address. */
export function imageInput(
  image: string | { readonly base64: string },
  directory: string,
): ImageInput {
  if (typeof image !== 'string' || isAbsolute(image)) return image;
  return /^(?:file|https?|data):/i.test(image) ? image : join(directory, image);
}

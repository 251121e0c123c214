import {
  createSearchTool,
  type FoundPassage,
  type SearchInput,
  type SearchToolOptions,
  type ShownPart,
} from '@nestvec/core/kit';
import * as sdk from 'ai';
import type { Tool } from 'ai';
import { z } from 'zod';

export type { FoundPassage, SearchInput, SearchToolOptions } from '@nestvec/core/kit';

type ModelOutput = Awaited<ReturnType<NonNullable<Tool['toModelOutput']>>>;
type ContentPart = Extract<ModelOutput, { type: 'content' }>['value'][number];

/**
 * A tool of the AI SDK by which a model searches an index: by texts, images and, where the collection has them, words at once. Images go to
 * the model small, at most 256 pixels a side, and never into the tool’s output, which apps store and send to browsers. Throws
 * `invalid-input`; what a search refuses, such as a filter, the SDK tells the model.
 *
 * ```ts
 * const tools = { search: searchTool({ index, images: { roots: ['photos'] } }) };
 * const { text } = await generateText({ model, tools, prompt, stopWhen: isStepCount(3) });
 * ```
 */
export function searchTool(options: SearchToolOptions): Tool<SearchInput, FoundPassage[]> {
  const { description, schema, search, show } = createSearchTool(options);
  return sdk.tool({
    description,
    inputSchema: sdk.jsonSchema<SearchInput>(jsonSchemaOf(schema), {
      validate: (value) => {
        const { success, data, error } = schema.safeParse(value);
        return success ? { success, value: data } : { success, error };
      },
    }),
    execute: async (input, { abortSignal }) => await search(input, abortSignal),
    toModelOutput: async ({ output }) => {
      const isNewSdk = 'isStepCount' in sdk;
      return {
        type: 'content',
        value: (await show(output)).map((part) => contentPart(part, isNewSdk)),
      };
    },
  });
}

function jsonSchemaOf(schema: z.ZodType): Parameters<typeof sdk.jsonSchema>[0] {
  // Both are JSON Schema 7; the types are of two packages.
  return z.toJSONSchema(schema, { target: 'draft-7', io: 'input' }) as never;
}

/** SDK 7 warns of the form that SDK 6 needs for images. */
function contentPart(part: ShownPart, isNewSdk: boolean): ContentPart {
  if ('text' in part) return { type: 'text', text: part.text };
  const data = part.jpeg.toString('base64');
  const mediaType = 'image/jpeg';
  if (isNewSdk) return { type: 'file', mediaType, data: { type: 'data', data } };
  // oxlint-disable-next-line typescript/no-deprecated -- SDK 6 knows this form only
  return { type: 'image-data', mediaType, data };
}

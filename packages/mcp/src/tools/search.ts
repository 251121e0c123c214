import type { Filter, Query } from '@nestvec/core';
import { type ImageFiles, invalid, notice } from '@nestvec/core/kit';
import { z } from 'zod';
import { checkedFilter, filterSchema } from '../filter-schema.ts';
import { presentRecords, recordSchema } from '../present.ts';
import {
  answering,
  indexArgument,
  indexOf,
  readOnly,
  thumbnailsArgument,
  type ToolParts,
} from './tool.ts';

const mostHits = 50;

/** Adds `search`: by words, by an image of the operator’s folders, or by stored records. */
export function addSearch(parts: ToolParts): void {
  const { server, indexes } = parts;
  const filter = filterSchema(indexes);
  const inputSchema = z.strictObject({
    index: indexArgument(indexes),
    query: z.string().min(1).max(10_000).optional().describe('What to find, in any language'),
    ...(parts.files.hasRoots
      ? {
          image: z
            .string()
            .min(1)
            .max(4096)
            .optional()
            .describe(
              'Path of an image to find similar ones of, below the folders that are allowed',
            ),
        }
      : {}),
    like: z
      .union([z.string(), z.array(z.string()).min(1).max(100)])
      .optional()
      .describe('Id of a stored record, or several, to find what resembles them'),
    ...(filter === undefined ? {} : { filter: filter.optional() }),
    over: z
      .enum(['text', 'image', 'both'])
      .optional()
      .describe('Which contents of the records to compare with; all by default'),
    limit: z.int().min(1).max(mostHits).default(10),
    ...thumbnailsArgument(parts.files),
  });
  server.registerTool(
    'search',
    {
      title: 'Search',
      description: `Finds the records that are nearest in meaning to a text, an image or stored records. Give exactly one of query,${parts.files.hasRoots ? ' image,' : ''} like. ${notice}`,
      inputSchema,
      outputSchema: z.object({ index: z.string(), hits: z.array(recordSchema) }),
      annotations: readOnly,
    },
    async (args, context) =>
      await answering(parts, context, async (presenting) => {
        const given = args as SearchArguments; // of that schema
        const index = indexOf(indexes, given.index);
        const query = await queryOf(given, presenting.files);
        const { hits } = await index.read.search(query, {
          filter: checkedFilter(index, given.filter),
          limit: given.limit,
          over: given.over,
          signal: presenting.signal,
        });
        const { shown, content } = await presentRecords(
          index,
          hits,
          given.thumbnails ?? 0,
          presenting,
        );
        return { structuredContent: { index: index.name, hits: shown }, content: [...content] };
      }),
  );
}

interface SearchArguments {
  readonly index: string;
  readonly query?: string;
  readonly image?: string;
  readonly like?: string | readonly string[];
  readonly filter?: Filter;
  readonly over?: 'text' | 'image' | 'both';
  readonly limit: number;
  readonly thumbnails?: number;
}

async function queryOf({ query, image, like }: SearchArguments, files: ImageFiles): Promise<Query> {
  if ([query, image, like].filter((one) => one !== undefined).length !== 1)
    throw invalid('query', 'give exactly one of query, image and like');
  if (query !== undefined) return { text: query };
  if (like !== undefined) return { like };
  return { image: await files.resolve(image ?? '') };
}

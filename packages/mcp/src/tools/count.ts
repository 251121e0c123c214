import type { Filter } from '@nestvec/core';
import { ifCreated } from '@nestvec/core/store';
import { z } from 'zod';
import { checkedFilter, filterSchema } from '../filter-schema.ts';
import { presentFacts } from '../present.ts';
import { answering, indexArgument, indexOf, readOnly, type ToolParts } from './tool.ts';

/** Adds `count`: how many records a filter takes. */
export function addCount(parts: ToolParts): void {
  const { server, indexes } = parts;
  const schema = filterSchema(indexes);
  server.registerTool(
    'count',
    {
      title: 'Count records',
      description: 'Says how many records there are, or how many a filter takes.',
      inputSchema: z.strictObject({
        index: indexArgument(indexes),
        ...(schema === undefined ? {} : { filter: schema.optional() }),
      }),
      outputSchema: z.object({ index: z.string(), count: z.int() }),
      annotations: readOnly,
    },
    async (args, context) =>
      await answering(parts, context, async ({ signal }) => {
        const given = args as {
          readonly index: string;
          readonly filter?: Filter;
        }; // of that schema
        const index = indexOf(indexes, given.index);
        const filter = checkedFilter(index, given.filter);
        const { store } = index.read;
        const count = await ifCreated(async () => await store.count({ filter, signal }), 0);
        return presentFacts({ index: index.name, count });
      }),
  );
}

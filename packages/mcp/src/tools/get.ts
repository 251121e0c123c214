import { notice } from '@nestvec/core/kit';
import { ifCreated } from '@nestvec/core/store';
import { z } from 'zod';
import { presentRecords, recordSchema } from '../present.ts';
import {
  answering,
  indexArgument,
  indexOf,
  readOnly,
  thumbnailsArgument,
  type ToolParts,
} from './tool.ts';

/** Adds `get`: records by their ids. */
export function addGet(parts: ToolParts): void {
  const { server, indexes } = parts;
  server.registerTool(
    'get',
    {
      title: 'Get records',
      description: `Gives records by their ids, and says which there are not. ${notice}`,
      inputSchema: z.strictObject({
        index: indexArgument(indexes),
        ids: z.array(z.string().min(1)).min(1).max(50),
        ...thumbnailsArgument(parts.files),
      }),
      outputSchema: z.object({
        index: z.string(),
        records: z.array(recordSchema),
        missing: z.array(z.string()),
      }),
      annotations: readOnly,
    },
    async (args, context) =>
      await answering(parts, context, async (presenting) => {
        const { index: name, ids, thumbnails = 0 } = args as GetArguments; // of that schema
        const index = indexOf(indexes, name);
        const { store } = index.read;
        const { signal } = presenting;
        const asked = [...new Set(ids)];
        const options = { include: { vectors: [] }, signal };
        const records = await ifCreated(async () => await store.get(asked, options), []);
        const found = records.flatMap((record) => (record === undefined ? [] : [record]));
        const missing = asked.filter((id) => !found.some((record) => record.id === id));
        const { shown, content } = await presentRecords(index, found, thumbnails, presenting);
        return {
          structuredContent: { index: index.name, records: shown, missing },
          content: [...content],
        };
      }),
  );
}

interface GetArguments {
  readonly index: string;
  readonly ids: readonly string[];
  readonly thumbnails?: number;
}

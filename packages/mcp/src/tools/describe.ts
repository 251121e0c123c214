import type { JsonObject } from '@nestvec/core';
import { ifCreated } from '@nestvec/core/store';
import { z } from 'zod';
import { presentFacts } from '../present.ts';
import { isShown, type OpenIndex } from '../scope.ts';
import { answering, readOnly, type ToolParts } from './tool.ts';

/** Adds `describe`: which indexes there are, and what is in them. */
export function addDescribe(parts: ToolParts): void {
  const { server, indexes } = parts;
  server.registerTool(
    'describe',
    {
      title: 'Describe the indexes',
      description:
        'Says which indexes there are, what is in each, which fields can be filtered by, and which model embedded it.',
      inputSchema: z.strictObject({}),
      outputSchema: z.object({ indexes: z.array(z.looseObject({ name: z.string() })) }),
      annotations: readOnly,
    },
    async (_, context) =>
      await answering(parts, context, async ({ signal }) => {
        const described: JsonObject[] = [];
        for (const index of indexes) described.push(await describeIndex(index, signal));
        return presentFacts({ indexes: described });
      }),
  );
}

async function describeIndex(
  index: OpenIndex,
  signal: AbortSignal | undefined,
): Promise<JsonObject> {
  const { name, description, read, write } = index;
  const { spec, store } = read;
  const fields = Object.entries(spec.fields).filter(([field]) => isShown(index, field));
  const modalities = new Set(Object.values(spec.vectors).map(({ modality }) => modality));
  return {
    name,
    ...(description === undefined ? {} : { description }),
    records: await ifCreated(async () => await store.count({ signal }), 0),
    fields: Object.fromEntries(fields),
    modalities: [...modalities].toSorted(),
    words: spec.keyword,
    model: spec.embedder.model,
    writable: write !== undefined,
  };
}

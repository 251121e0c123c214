import type { Item, JsonObject } from '@nestvec/core';
import { ifCreated } from '@nestvec/core/store';
import { z } from 'zod';
import { clientMessage } from '../client-message.ts';
import { presentFacts } from '../present.ts';
import type { OpenIndex } from '../scope.ts';
import { answering, indexArgument, indexOf, type ToolParts } from './tool.ts';

const mostItems = 100;

/** Adds `ingest` and `remove` for the indexes that may be written to; none where there are none. */
export function addWriting(parts: ToolParts): void {
  const { server, indexes } = parts;
  const writable = indexes.filter(({ write }) => write !== undefined);
  if (writable.length === 0) return;
  const index = indexArgument(writable);
  server.registerTool(
    'ingest',
    {
      title: 'Write texts',
      description: `Embeds and writes at most ${mostItems} texts. A text of an id that is there already replaces it.`,
      inputSchema: z.strictObject({
        index,
        items: z
          .array(
            z.strictObject({
              id: z.string().min(1),
              text: z.string().min(1).max(100_000),
              metadata: z.record(z.string(), z.unknown()).optional(),
            }),
          )
          .min(1)
          .max(mostItems),
      }),
      outputSchema: z.object({
        index: z.string(),
        written: z.int(),
        failed: z.array(z.object({ id: z.string(), reason: z.string() })),
      }),
      annotations: {
        readOnlyHint: false,
        destructiveHint: true,
        idempotentHint: true,
        openWorldHint: false,
      },
    },
    async ({ index: name, items }, context) =>
      await answering(parts, context, async ({ signal }) => {
        const target = indexOf(writable, name);
        const failed: JsonObject[] = [];
        const checked = items as readonly Item[]; // metadata is checked by the index, item for item
        const written = await target.write?.ingest(checked, {
          signal,
          onFailure: ({ id, error }) => failed.push({ id, reason: clientMessage(error, parts) }),
        });
        return presentFacts({ index: target.name, written: written?.written ?? 0, failed });
      }),
  );
  server.registerTool(
    'remove',
    {
      title: 'Remove records',
      description: `Removes at most ${mostItems} records by their ids, for good. Nothing is removed by a filter.`,
      inputSchema: z.strictObject({
        index,
        ids: z.array(z.string().min(1)).min(1).max(mostItems),
      }),
      outputSchema: z.object({
        index: z.string(),
        removed: z.array(z.string()),
        missing: z.array(z.string()),
      }),
      annotations: {
        readOnlyHint: false,
        destructiveHint: true,
        idempotentHint: true,
        openWorldHint: false,
      },
    },
    async ({ index: name, ids }, context) =>
      await answering(parts, context, async ({ signal }) => {
        const target = indexOf(writable, name);
        const { removed, missing } = await removeIds(target, [...new Set(ids)], signal);
        return presentFacts({ index: target.name, removed, missing });
      }),
  );
}

/** Removes those that the client may see; of others nothing is said but that they are not there. */
async function removeIds(
  { read, write }: OpenIndex,
  ids: readonly string[],
  signal: AbortSignal | undefined,
): Promise<{ readonly removed: string[]; readonly missing: string[] }> {
  const include = { vectors: [], metadata: false, text: false };
  const there = await ifCreated(async () => await read.store.get(ids, { include, signal }), []);
  const removed = there.flatMap((record) => (record === undefined ? [] : [record.id]));
  if (removed.length > 0) await write?.store.remove({ ids: removed }, { signal });
  return { removed, missing: ids.filter((id) => !removed.includes(id)) };
}

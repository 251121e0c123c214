import { type Filter, type RetrievedPassage, retrieve } from '@nestvec/core';
import { notice } from '@nestvec/core/kit';
import { z } from 'zod';
import { checkedFilter, filterSchema } from '../filter-schema.ts';
import { type FoundRecord, presentRecords, recordSchema } from '../present.ts';
import { isShown, type OpenIndex } from '../scope.ts';
import { answering, indexArgument, indexOf, readOnly, type ToolParts } from './tool.ts';

/** Adds `retrieve`: the passages of documents that answer a question. */
export function addRetrieve(parts: ToolParts): void {
  const { server, indexes } = parts;
  const readable = indexes.filter((index) => isShown(index, '$text'));
  if (readable.length === 0) return;
  const filter = filterSchema(readable);
  const inputSchema = z.strictObject({
    index: indexArgument(readable),
    question: z.string().min(1).max(10_000),
    ...(filter === undefined ? {} : { filter: filter.optional() }),
    limit: z.int().min(1).max(20).default(5),
    neighbors: z
      .int()
      .min(0)
      .max(3)
      .default(0)
      .describe('Passages of the same document that come along before and after each'),
  });
  server.registerTool(
    'retrieve',
    {
      title: 'Retrieve passages',
      description: `Finds the passages that answer a question best, each with where it stands in its document. ${notice}`,
      inputSchema,
      outputSchema: z.object({ index: z.string(), passages: z.array(recordSchema) }),
      annotations: readOnly,
    },
    async (args, context) =>
      await answering(parts, context, async (presenting) => {
        const given = args as RetrieveArguments; // of that schema
        const index = indexOf(readable, given.index);
        const { limit, neighbors } = given;
        const filter = checkedFilter(index, given.filter);
        const options = { limit, neighbors, filter, signal: presenting.signal };
        const { passages } = await retrieve(index.read, given.question, options);
        const found = passages.map((passage) => toFound(index, passage));
        const { shown, content } = await presentRecords(index, found, 0, presenting);
        return { structuredContent: { index: index.name, passages: shown }, content: [...content] };
      }),
  );
}

interface RetrieveArguments {
  readonly index: string;
  readonly question: string;
  readonly filter?: Filter;
  readonly limit: number;
  readonly neighbors: number;
}

function toFound(index: OpenIndex, passage: RetrievedPassage): FoundRecord {
  const { before, after, facts, images, ...rest } = passage;
  const { passage: _, ...metadata } = rest.metadata;
  const place = facts !== undefined && isShown(index, 'passage');
  const textsOf = (some: readonly { readonly text: string }[]): string[] =>
    some.map(({ text }) => text);
  return {
    ...rest,
    metadata,
    more: {
      ...(place ? { headings: [...facts.headings], document: facts.document } : {}),
      ...(place && facts.page !== undefined ? { page: facts.page } : {}),
      ...(before.length === 0 ? {} : { before: textsOf(before) }),
      ...(after.length === 0 ? {} : { after: textsOf(after) }),
      ...(images.length === 0 ? {} : { images: images.map(({ id }) => id) }),
    },
  };
}

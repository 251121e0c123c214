import { metadataJson } from '../record/checked-metadata.ts';
import type { IngestContext } from './context.ts';
import { costOf } from './tally.ts';
import { recordFields, vectorBytes } from './to-record.ts';
import type { TriagedItem } from './triage.ts';
import type { IngestEstimate } from './types.ts';

/** Counts the work that is left, without doing it. */
export async function createEstimate(
  items: AsyncIterable<TriagedItem>,
  { target, options, watermark }: IngestContext,
): Promise<IngestEstimate> {
  const perRecord = vectorBytes(target.spec);
  const counts = { items: 0, contents: 0, tokens: 0, storageBytes: 0 };
  for await (const { index, item, size, contentHash } of items) {
    watermark.settle([index]);
    counts.items++;
    counts.contents += size.items;
    counts.tokens += size.tokens;
    const { metadata, ...texts } = recordFields(item, contentHash);
    counts.storageBytes +=
      perRecord +
      Buffer.byteLength(metadataJson(metadata)) +
      Buffer.byteLength(JSON.stringify([item.id, texts]));
  }
  return { ...counts, cost: costOf(counts.tokens, options.price) };
}

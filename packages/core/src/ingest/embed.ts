import type { EmbeddedContent, Embedding } from '../embedder/embedder.ts';
import type { NestvecError } from '../errors.ts';
import type { Modality } from '../spec/models.ts';
import type { IngestContext } from './context.ts';
import { createPartsEmbedding, type EmbedPart } from './embed-parts.ts';
import type { KeptEmbedding, KeptItem } from './journal.ts';
import { recordFields, toRecord } from './to-record.ts';
import type { TriagedItem } from './triage.ts';
import type { ReadyRecord } from './write.ts';

interface ItemWithParts {
  readonly triaged: TriagedItem;
  readonly parts: readonly { readonly modality: Modality; readonly part: EmbedPart }[];
}

/**
 * Makes records of batches. Equal contents are embedded once; embeddings come from the journal where it has them; with a journal
 * they are on the disk when a batch resolves. Items with a content that can't be embedded are reported and left out.
 */
export function createEmbedding(
  context: IngestContext,
): (items: readonly TriagedItem[]) => Promise<readonly ReadyRecord[]> {
  const { run, target, telemetry, options } = context;
  const isCompared = run !== undefined || options.skipStored;
  const embedParts = createPartsEmbedding(context);
  return async (items) => {
    const withParts = items.map(toParts);
    const parts = withParts.flatMap((entry) => entry.parts.map(({ part }) => part));
    await embedParts(parts);
    const kept: KeptItem[] = [];
    const ready: ReadyRecord[] = [];
    for (const { triaged, parts: own } of withParts) {
      const { index, item, contentHash } = triaged;
      const { id } = item;
      const embeddings = own.flatMap(({ modality, part: { embedding } }) =>
        isEmbedded(embedding) ? [{ modality, embedding }] : [],
      );
      if (embeddings.length < own.length) {
        const error = problemOf(own);
        if (error !== undefined) await context.fail({ id, index, stage: 'embed', error, item });
        continue;
      }
      const fields = recordFields(item, isCompared ? contentHash : undefined);
      ready.push({ index, item, record: toRecord(id, fields, embeddings, target.spec) });
      kept.push(toKept(triaged, fields));
    }
    if (run !== undefined) {
      const embeddings = parts.flatMap(toKeep);
      const counts = { 'nestvec.contents': embeddings.length, 'nestvec.items': kept.length };
      await telemetry.span('nestvec.journal.keep', counts, async () => {
        await run.keep(embeddings, kept);
      });
    }
    return ready;
  };
}

function toParts(triaged: TriagedItem): ItemWithParts {
  const parts = triaged.parts.map(({ modality, content, hash, isNew }) => ({
    modality,
    part: {
      hash,
      content,
      isNew,
      signature: triaged.signature,
      embedding: undefined,
      isKept: false,
    },
  }));
  return { triaged, parts };
}

function problemOf(parts: ItemWithParts['parts']): NestvecError | undefined {
  for (const { part } of parts) if (part.embedding?.ok === false) return part.embedding.error;
  return undefined;
}

function toKept(item: TriagedItem, fields: KeptItem['fields']): KeptItem {
  return {
    id: item.item.id,
    index: item.index,
    contents: item.parts.flatMap(({ modality, hash }) =>
      hash === undefined ? [] : [{ modality, hash }],
    ),
    recordHash: item.recordHash,
    signature: item.signature,
    fields,
  };
}

function toKeep({ hash, embedding, isKept }: EmbedPart): KeptEmbedding[] {
  return hash !== undefined && !isKept && isEmbedded(embedding) ? [{ hash, embedding }] : [];
}

function isEmbedded(embedding: Embedding | undefined): embedding is EmbeddedContent {
  return embedding?.ok === true;
}

import type { Content } from '../embedder/content.ts';
import type { EmbeddedContent, Embedding } from '../embedder/embedder.ts';
import { type NestvecError } from '../errors.ts';
import { imageError } from '../image/image-error.ts';
import { describeImage } from '../image/describe.ts';
import type { Modality } from '../spec/models.ts';
import { retry } from '../async/retry.ts';
import type { IngestContext } from './context.ts';
import { fileSignature } from './hash-item.ts';
import type { KeptEmbedding, KeptItem } from './journal.ts';
import { createRejections, isRejection } from './rejection.ts';
import { recordFields, toRecord } from './to-record.ts';
import type { TriagedItem } from './triage.ts';
import type { ReadyRecord } from './write.ts';

/** A content of a batch; equal ones share it. */
interface Slot {
  readonly hash: string | undefined;
  readonly content: Content;
  /** Whether the journal had it. */
  isKept: boolean;
  embedding: Embedding | undefined;
}

interface SlottedItem {
  readonly triaged: TriagedItem;
  readonly parts: readonly { readonly modality: Modality; readonly slot: Slot }[];
}

/**
 * Makes records of batches. Embeddings come from the journal where it has them; with a journal they are on the disk when a batch
 * resolves. Items with a content that can't be embedded are reported and left out.
 */
export function createEmbedding(
  context: IngestContext,
): (items: readonly TriagedItem[]) => Promise<readonly ReadyRecord[]> {
  const { run, target, tally, telemetry } = context;
  const embedAll = createBisectingEmbed(context);
  return async (items) => {
    const { slots, slotted } = collectSlots(items);
    await recallAll(slots, context);
    const missing = slots.filter(({ isKept }) => !isKept);
    tally.add('reused', slots.length - missing.length);
    if (missing.length > 0) {
      const embeddings = await embedAll(missing.map(({ content }) => content));
      for (const [at, slot] of missing.entries()) slot.embedding = embeddings[at];
    }
    const kept: KeptItem[] = [];
    const ready: ReadyRecord[] = [];
    for (const { triaged, parts } of slotted) {
      const { index, item, contentHash } = triaged;
      const { id } = item;
      const error = await findProblem(triaged, parts);
      if (error !== undefined) {
        await context.fail({ id, index, stage: 'embed', error, item });
        continue;
      }
      const fields = recordFields(item, contentHash);
      const embeddings = parts.flatMap(({ modality, slot: { embedding } }) =>
        embedding?.ok === true ? [{ modality, embedding }] : [],
      );
      ready.push({ index, item, record: toRecord(id, fields, embeddings, target.spec) });
      kept.push(toKept(triaged, fields));
    }
    if (run !== undefined) {
      const counts = { 'nestvec.contents': missing.length, 'nestvec.items': kept.length };
      await telemetry.span('nestvec.journal.keep', counts, async () => {
        await run.keep(missing.flatMap(toKeep), kept);
      });
    }
    return ready;
  };
}

function collectSlots(items: readonly TriagedItem[]): {
  readonly slots: readonly Slot[];
  readonly slotted: readonly SlottedItem[];
} {
  const slots: Slot[] = [];
  const byHash = new Map<string, Slot>();
  const slotFor = (content: Content, hash: string | undefined): Slot => {
    const shared = hash === undefined ? undefined : byHash.get(hash);
    if (shared !== undefined) return shared;
    const slot: Slot = { hash, content, isKept: false, embedding: undefined };
    slots.push(slot);
    if (hash !== undefined) byHash.set(hash, slot);
    return slot;
  };
  const slotted = items.map((triaged) => ({
    triaged,
    parts: triaged.parts.map(({ modality, content, hash }) => ({
      modality,
      slot: slotFor(content, hash),
    })),
  }));
  return { slots, slotted };
}

async function recallAll(slots: readonly Slot[], { run }: IngestContext): Promise<void> {
  if (run === undefined) return;
  const hashed = slots.filter(({ hash }) => hash !== undefined);
  const found = await run.recall(hashed.flatMap(({ hash }) => hash ?? []));
  for (const [at, slot] of hashed.entries()) {
    slot.embedding = found[at];
    slot.isKept = slot.embedding !== undefined;
  }
}

/** A call that is refused for what is in it is halved until the content at fault is alone. */
function createBisectingEmbed(
  context: IngestContext,
): (contents: readonly Content[]) => Promise<readonly Embedding[]> {
  const { target, tally, options, telemetry } = context;
  const { signal, onRetry } = options;
  const rejections = createRejections<Content>();
  const embed = async (contents: readonly Content[]): Promise<readonly Embedding[]> => {
    try {
      const result = await retry(
        async () =>
          await telemetry.span(
            'nestvec.embed',
            { 'nestvec.contents': contents.length },
            async () => await target.embedder.embed(contents, { task: 'document', signal }),
          ),
        { operation: 'embedding', signal, onRetry },
      );
      tally.embedded(result);
      rejections.release();
      return result.embeddings;
    } catch (error) {
      if (!isRejection(error)) throw error;
      if (contents.length > 1) {
        const half = Math.ceil(contents.length / 2);
        return [...(await embed(contents.slice(0, half))), ...(await embed(contents.slice(half)))];
      }
      for (const content of contents) rejections.add(content, error);
      return [{ ok: false, error }];
    }
  };
  return embed;
}

/** Why an item can't be written; `undefined` where it can. */
async function findProblem(
  { signature }: TriagedItem,
  parts: SlottedItem['parts'],
): Promise<NestvecError | undefined> {
  for (const { slot } of parts) {
    const { embedding, content, isKept } = slot;
    if (embedding?.ok === false) return embedding.error;
    if (isKept || signature === undefined || 'text' in content) continue;
    // What was embedded must be what was hashed.
    if ((await fileSignature(content.image)) === signature) continue;
    const problem = 'was written to while it was read; ingest it again';
    return imageError(describeImage(content.image), 'unreadable', problem);
  }
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

function toKeep({ hash, embedding }: Slot): KeptEmbedding[] {
  return hash !== undefined && isEmbedded(embedding) ? [{ hash, embedding }] : [];
}

function isEmbedded(embedding: Embedding | undefined): embedding is EmbeddedContent {
  return embedding?.ok === true;
}

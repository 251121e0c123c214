import { batches } from '../async/batch.ts';
import type { Content } from '../embedder/content.ts';
import type { EmbeddedContent, Embedding } from '../embedder/embedder.ts';
import { imageError } from '../image/image-error.ts';
import { describeImage } from '../image/describe.ts';
import { createBisectingEmbed } from './bisecting-embed.ts';
import type { IngestContext } from './context.ts';
import { writtenWhileRead } from '../file-change.ts';
import { fileSignature } from './hash-item.ts';
import { createSharedEmbeddings, type SharedEmbedding } from './shared-embeddings.ts';

/** A content of a batch. */
export interface EmbedPart {
  readonly hash: string | undefined;
  readonly content: Content;
  /** Whether its size was counted when the batch was planned. */
  readonly isNew: boolean;
  /** State of its file when it was hashed, where it has one. */
  readonly signature: string | undefined;
  /** What came of it. */
  embedding: Embedding | undefined;
  /** Whether the journal had it. */
  isKept: boolean;
}

/**
 * Gives each part of a batch its embedding: that of an equal content where the journal or this run has one, else by a call of the
 * embedder. What fails for one of several equal contents, such as a file that is gone by then, is tried with each of the others.
 */
export function createPartsEmbedding(
  context: IngestContext,
): (parts: readonly EmbedPart[]) => Promise<void> {
  const { run, tally, target } = context;
  const shared = createSharedEmbeddings(target.embedder.identity.dimensions);
  const embedAll = createEmbedCalls(context);

  async function recall(groups: readonly Group[]): Promise<void> {
    const hashed = groups.filter(({ hash }) => hash !== undefined);
    const found = (await run?.recall(hashed.flatMap(({ hash }) => hash ?? []))) ?? [];
    for (const [at, { parts }] of hashed.entries()) {
      const embedding = found[at];
      if (embedding === undefined) continue;
      for (const part of parts) Object.assign(part, { embedding, isKept: true });
    }
  }

  /** One of each group, which the others of the group and later batches wait for. */
  async function embedFirst(groups: readonly Group[]): Promise<void> {
    const { promise: done, resolve } = Promise.withResolvers<void>();
    const announced: { readonly first: EmbedPart; readonly shared: SharedEmbedding }[] = [];
    for (const { hash, parts } of groups) {
      if (hash === undefined) continue;
      const own: SharedEmbedding = { done, embedded: undefined };
      shared.add(hash, own);
      announced.push({ first: parts[0], shared: own });
    }
    try {
      await embedAll(groups.map(({ parts: [first] }) => first));
    } finally {
      for (const { first, shared: own } of announced) own.embedded = embeddedOf(first);
      resolve();
    }
  }

  async function whereShared(elsewhere: SharedEmbedding): Promise<EmbeddedContent | undefined> {
    await elsewhere.done;
    return elsewhere.embedded;
  }

  return async (parts) => {
    const groups = groupByHash(parts);
    await recall(groups);
    const missing = groups.filter(({ parts: [first] }) => !first.isKept);
    const elsewhere = missing.map(({ hash }) =>
      hash === undefined ? undefined : shared.find(hash),
    );
    const own = missing.filter((_, at) => elsewhere[at] === undefined);
    await embedFirst(own);
    const left: EmbedPart[] = [];
    for (const [at, { parts: group }] of missing.entries()) {
      const other = elsewhere[at];
      const found = other === undefined ? embeddedOf(group[0]) : await whereShared(other);
      for (const part of group) {
        if (found !== undefined) part.embedding = found;
        else if (part.embedding === undefined) left.push(part);
      }
    }
    await embedAll(left);
    tally.add('reused', parts.length - own.length - left.length);
  };
}

/** Parts that were not planned for, since an equal one was thought to be at hand, go in calls of their own. */
function createEmbedCalls(context: IngestContext): (parts: readonly EmbedPart[]) => Promise<void> {
  const { embedder } = context.target;
  const { itemsPerCall: items, tokensPerCall: tokens, bytesPerCall: bytes } = embedder.limits;
  const embed = createBisectingEmbed(context);
  const call = async (parts: readonly EmbedPart[]): Promise<void> => {
    if (parts.length === 0) return;
    const embeddings = await embed(parts.map(({ content }) => content));
    for (const [at, part] of parts.entries()) {
      part.embedding = embeddings[at];
      const problem = await findChange(part);
      if (problem !== undefined) part.embedding = { ok: false, error: problem };
    }
  };
  return async (parts) => {
    await call(parts.filter(({ isNew }) => isNew));
    const unplanned = parts.filter(({ isNew }) => !isNew);
    if (unplanned.length === 0) return;
    const contents = unplanned.map(({ content }) => content);
    const sizes = await embedder.measure(contents, { signal: context.options.signal });
    const sized = unplanned.map((part, at) => ({
      part,
      ...(sizes[at] ?? { tokens: 0, bytes: 0 }),
    }));
    for await (const batch of batches(sized, (size) => size, { items, tokens, bytes }))
      await call(batch.map(({ part }) => part));
  };
}

interface Group {
  readonly hash: string | undefined;
  readonly parts: [EmbedPart, ...EmbedPart[]];
}

function groupByHash(parts: readonly EmbedPart[]): readonly Group[] {
  const groups: Group[] = [];
  const byHash = new Map<string, Group>();
  for (const part of parts) {
    const { hash } = part;
    const group = hash === undefined ? undefined : byHash.get(hash);
    if (group !== undefined) {
      group.parts.push(part);
      continue;
    }
    const own: Group = { hash, parts: [part] };
    groups.push(own);
    if (hash !== undefined) byHash.set(hash, own);
  }
  return groups;
}

function embeddedOf({ embedding }: EmbedPart): EmbeddedContent | undefined {
  return embedding?.ok === true ? embedding : undefined;
}

/** What was embedded must be what was hashed. */
async function findChange({
  content,
  signature,
  embedding,
}: EmbedPart): Promise<ReturnType<typeof imageError> | undefined> {
  if (signature === undefined || 'text' in content || embedding?.ok !== true) return undefined;
  if ((await fileSignature(content.image)) === signature) return undefined;
  return imageError(describeImage(content.image), 'unreadable', writtenWhileRead);
}

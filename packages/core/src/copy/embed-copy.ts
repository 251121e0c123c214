import { join } from 'node:path';
import type { CallOptions } from '../async/signal.ts';
import type { Embedder } from '../embedder/embedder.ts';
import { invalid } from '../errors.ts';
import type { ItemFailure } from '../ingest/failure.ts';
import type { IngestReport } from '../ingest/types.ts';
import { openJournal } from '../journal/open-journal.ts';
import { defaultSpec } from '../spec/default-spec.ts';
import { modelFacts, type Modality } from '../spec/models.ts';
import type { NamedVectorSpec, ResolvedSpec } from '../spec/spec.ts';
import type { Store } from '../store/store.ts';
import { createIndex } from '../vector-index/create-index.ts';
import type { VectorIndex } from '../vector-index/vector-index.ts';
import type { ResolvedCopyOptions } from './copy-options.ts';
import type { CopyPart } from './copy-parts.ts';
import type { CopyEstimate, CopyFailure, CopyPass, EmbeddedCopy } from './copy-report.ts';
import { type StoredContents, storedItems } from './embed-items.ts';
import { type FoundSource, renamedFields } from './target-spec.ts';

/** What another embedder's target is to be. Throws `invalid-input` for vectors that are named by those of the source. */
export function embeddedSpec(
  { spec }: FoundSource,
  to: Store,
  existing: ResolvedSpec | undefined,
  { target }: Pick<ResolvedCopyOptions, 'target'>,
  { identity }: Embedder,
  tenants: boolean,
): ResolvedSpec {
  if (existing !== undefined) return existing;
  for (const [name, { from, modality }] of Object.entries(target.vectors ?? {})) {
    const path = `options.target.vectors.${name}`;
    if (from !== undefined)
      throw invalid(
        `${path}.from`,
        'is a vector of the source, and all are made anew; leave it out',
      );
    if (modality === undefined) throw invalid(`${path}.modality`, 'is needed: image or text');
  }
  const stored = new Set(Object.values(spec.vectors).map(({ modality }) => modality));
  const known: readonly Modality[] = modelFacts(identity.model)?.modalities ?? ['text'];
  const both = known.filter((modality) => stored.has(modality));
  const keyword = (target.keyword ?? spec.keyword) && to.capabilities.words !== false;
  return defaultSpec(identity, {
    name: to.collection,
    fields: target.fields ?? renamedFields(spec.fields, target.rename),
    tenants,
    keyword,
    // Each has a modality, as was seen above.
    vectors: target.vectors as Readonly<Record<string, NamedVectorSpec>> | undefined,
    modalities: both.length === 0 ? known : both,
  });
}

/** What a dry run counted. */
interface EmbedEstimate extends Pick<CopyEstimate, 'storageBytes'> {
  readonly items: number;
  readonly contents: number;
  readonly tokens: number;
}

/** What a copy by another embedder works with. */
export interface EmbedCopying {
  readonly embedder: Embedder;
  readonly to: Store;
  readonly parts: readonly CopyPart[];
  readonly spec: ResolvedSpec;
  readonly contents: StoredContents;
  readonly options: ResolvedCopyOptions;
  readonly total: number;
  /** Folder of the copy's journal, where it is kept. */
  readonly directory: string | undefined;
  readonly fail: (failure: CopyFailure) => void;
}

/** Embeds what is stored by another embedder and writes it, by the engine of ingests with its journal. */
export async function embedCopy(
  copying: EmbedCopying,
  call: CallOptions,
): Promise<{
  readonly passes: readonly CopyPass[];
  readonly embedded: EmbeddedCopy & { readonly estimate: EmbedEstimate };
}> {
  const { embedder, to, spec, options, directory } = copying;
  const { vectors, fields, tenants, keyword } = spec;
  const { acceptNear, dryRun } = options;
  const follow = dryRun ? 0 : options.follow;
  const index = await createIndex({
    embedder,
    store: to,
    vectors,
    fields,
    tenants,
    keyword,
    acceptNear,
    ...call,
  });
  const journal =
    directory === undefined || dryRun
      ? undefined
      : await openJournal({ directory: join(directory, 'ingest') });
  try {
    const passes: CopyPass[] = [];
    const embedded = {
      contents: 0,
      tokens: 0,
      estimate: { items: 0, contents: 0, tokens: 0, storageBytes: 0 },
    };
    do {
      const tally = { read: 0, written: 0, unchanged: 0, failed: 0, elapsedMs: 0 };
      for (const part of copying.parts) {
        const report = await ingestPart(index, part, copying, passes.length + 1, tally, journal);
        embedded.contents += report.embedded;
        embedded.tokens += report.usage.tokens;
        for (const key of ['items', 'contents', 'tokens', 'storageBytes'] as const)
          embedded.estimate[key] += report.estimate?.[key] ?? 0;
        tally.read += report.read;
        tally.written += report.written + report.resumed;
        tally.unchanged += report.unchanged;
        tally.failed += report.failed;
        tally.elapsedMs += Math.round(report.elapsedMs);
      }
      const none = { removed: 0, kept: 0, notRemoved: [], resumed: false };
      passes.push({ pass: passes.length + 1, ...none, ...tally });
    } while (passes.length <= follow && (passes.at(-1)?.written ?? 0) > 0);
    return { passes, embedded };
  } finally {
    await journal?.close();
  }
}

async function ingestPart(
  index: VectorIndex,
  part: CopyPart,
  { contents, options, total, fail }: EmbedCopying,
  pass: number,
  before: Pick<CopyPass, 'read' | 'written' | 'unchanged' | 'failed' | 'elapsedMs'>,
  journal: Awaited<ReturnType<typeof openJournal>> | undefined,
): Promise<IngestReport> {
  const { tenant } = part;
  const { signal, onRetry, onProgress, dryRun } = options;
  const own = tenant === undefined || part.to === index.store ? index : index.tenant(tenant);
  return await own.ingest(storedItems(part, contents, options), {
    journal,
    dryRun,
    signal,
    onRetry,
    onFailure({ id, error }: ItemFailure) {
      fail({ tenant, id, code: error.code, message: error.message });
    },
    onProgress({ read, written, unchanged, failed, elapsedMs }) {
      onProgress?.({
        pass,
        tenant,
        read: before.read + read,
        written: before.written + written,
        unchanged: before.unchanged + unchanged,
        failed: before.failed + failed,
        total,
        elapsedMs: Math.round(before.elapsedMs + elapsedMs),
      });
    },
  });
}

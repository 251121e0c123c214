import type { Embedder } from '../../embedder/embedder.ts';
import { invalid } from '../../errors.ts';
import type { ItemFailure } from '../../ingest/failure.ts';
import type { Journal } from '../../ingest/journal.ts';
import type { IngestReport } from '../../ingest/types.ts';
import { defaultSpec } from '../../spec/default-spec.ts';
import { modelFacts, type Modality } from '../../spec/models.ts';
import type { NamedVectorSpec, ResolvedSpec } from '../../spec/spec.ts';
import type { Store } from '../../store/store.ts';
import { createIndex } from '../../vector-index/create-index.ts';
import type { VectorIndex } from '../../vector-index/vector-index.ts';
import type { ResolvedCopyOptions } from '../copy-options.ts';
import type { CopyPart } from '../copy-parts.ts';
import type { PassTally } from '../pass/copy-pass.ts';
import type { CopyFailure } from '../copy-report.ts';
import type { Copying } from '../copying.ts';
import { type StoredContents, storedItems } from './embed-items.ts';
import { type FoundSource, renamedFields } from '../target/target-spec.ts';

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

/** What a copy by another embedder works with. */
export interface EmbedCopying {
  readonly copying: Copying;
  readonly embedder: Embedder;
  readonly spec: ResolvedSpec;
  readonly contents: StoredContents;
  readonly fail: (failure: CopyFailure) => void;
}

/** Opens the target as an index that the embedder fills. */
export async function openTarget(
  { copying, embedder, spec }: EmbedCopying,
  store: Store,
): Promise<VectorIndex> {
  const { vectors, fields, tenants, keyword } = spec;
  const { options, call } = copying;
  const { acceptNear } = options;
  return await createIndex({
    embedder,
    store,
    vectors,
    fields,
    tenants,
    keyword,
    acceptNear,
    ...call,
  });
}

/** Embeds the contents of one tenant and writes them, or counts them in a dry run, by the engine of ingests. */
export async function embedPart(
  index: VectorIndex,
  part: CopyPart,
  { copying, contents, fail }: EmbedCopying,
  { pass, tally, journal, onRead }: PartRun,
): Promise<IngestReport> {
  const { tenant } = part;
  const { options, source } = copying;
  const { signal, onRetry, onProgress, dryRun, price } = options;
  const isWhole = tenant === undefined || tenant === index.store.tenantName;
  const own = isWhole ? index : index.tenant(tenant);
  const before = { ...tally };
  const report = await own.ingest(storedItems(part, contents, options, onRead), {
    journal,
    dryRun,
    price,
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
        total: source.count,
        elapsedMs: Math.round(elapsedMs),
      });
    },
  });
  tally.read += report.read;
  tally.written += report.written + report.resumed;
  tally.unchanged += report.unchanged;
  tally.failed += report.failed;
  return report;
}

/** One tenant's turn in a pass. */
interface PartRun {
  readonly pass: number;
  readonly tally: PassTally;
  readonly journal: Journal | undefined;
  /** Called with the ids of every page that was read. */
  readonly onRead: (ids: readonly string[], cursor: string) => void;
}

import { checkIsEmbedder } from '../embedder/check-embedder.ts';
import { checkObjects } from '../options/check-list.ts';
import { checkIsOptions } from '../options/check-names.ts';
import type { Content } from '../embedder/content.ts';
import type { Embedder, Embedding, Usage } from '../embedder/embedder.ts';
import { invalid, type NestvecError } from '../errors.ts';
import {
  compareIdentity,
  type EmbedderIdentity,
  type IdentityComparison,
} from '../spec/identity.ts';
import { modelFacts, type Modality } from '../spec/models.ts';
import { embedContents } from '../embedder/embed-contents.ts';
import { sortContents } from '../embedder/sort-contents.ts';
import { type Agreement, agreementAt, type EmbeddedPairs } from './agreement.ts';
import { type CompareOptions, resolveCompareOptions } from './options.ts';
import { judge, type MeasuredVerdict } from './verdict.ts';

/** What two embedders make of the same contents. */
export interface EmbedderComparison extends MeasuredVerdict {
  /** What their identities say, the first one's as that of a collection. */
  readonly identity: IdentityComparison;
  readonly modalities: readonly ModalityComparison[];
  /** Contents that one of the two could not embed; they count nowhere else. */
  readonly failures: readonly ComparisonFailure[];
  readonly usage: { readonly first: Usage; readonly second: Usage };
}

/** How contents of one modality find those of one: `text` among `text`, `image` among `image`, and `text` among `image`. */
export interface ModalityComparison {
  readonly query: Modality;
  readonly among: Modality;
  /** Contents that were looked for. */
  readonly queries: number;
  /** Nearest contents that were compared. */
  readonly neighbors: number;
  /** At each length that both models were trained for, longest first. */
  readonly agreements: readonly Agreement[];
}

/** A content without an embedding. */
export interface ComparisonFailure {
  /** Its place among the contents. */
  readonly index: number;
  readonly by: 'first' | 'second';
  readonly error: NestvecError;
}

/** Fewer say nothing of neighbors. */
const fewest = 3;

/** A text is looked for among images too, but hardly ever finds one where there are texts. */
const lookups: readonly (readonly [query: Modality, among: Modality])[] = [
  ['text', 'text'],
  ['image', 'image'],
  ['text', 'image'],
];

/**
 * Embeds a sample by two embedders and says how far they agree, at every length of the model table: whether a collection that
 * the first one filled (a hosted model, say) may be searched by the second (the same weights in q4 on this machine).
 *
 * ```ts
 * const { verdict, acceptNear } = await compareEmbedders(hosted, local, contents);
 * if (verdict === 'near') await createIndex({ embedder: local, store, acceptNear });
 * ```
 *
 * Each is sent every content once, as a document, so a hosted one costs money. Rejects with `invalid-input` where fewer than
 * three contents of any modality could be embedded by both, and with what the embedders reject with.
 */
export async function compareEmbedders(
  first: Embedder,
  second: Embedder,
  contents: readonly Content[],
  options: CompareOptions = {},
): Promise<EmbedderComparison> {
  checkIsEmbedder(first, 'first');
  checkIsEmbedder(second, 'second');
  checkObjects(contents, 'contents');
  checkIsOptions(options);
  const { signal, ...rest } = options;
  const { neighbors, thresholds } = resolveCompareOptions(rest);
  const identity = compareIdentity(first.identity, second.identity);
  const isOneSpace = first.identity.model === second.identity.model;
  const a = await embedContents(first, contents, { task: 'document', signal });
  const b = await embedContents(second, contents, { task: 'document', signal });
  const lengths = commonLengths(first.identity, second.identity);
  const { texts, images } = sortContents(contents);
  const pairsOf = (placed: readonly { readonly position: number }[]): EmbeddedPairs =>
    pairsAt(placed, a.embeddings, b.embeddings);
  const pairs = { text: pairsOf(texts), image: pairsOf(images) };
  const modalities = lookups.flatMap(([query, among]): ModalityComparison[] => {
    const queries = pairs[query];
    const records = pairs[among];
    if (queries.first.length < fewest || records.first.length < fewest) return [];
    // All of them would be found whatever the order, so half of them is the most that says something.
    const most = Math.max(1, Math.floor((records.first.length - 1) / 2));
    const lookup = { queries, records, neighbors: Math.min(neighbors, most), isOneSpace };
    return [
      {
        query,
        among,
        queries: queries.first.length,
        neighbors: lookup.neighbors,
        agreements: lengths.map((length) => agreementAt(lookup, length)),
      },
    ];
  });
  const whole = modalities.flatMap(({ agreements }) => agreements[0] ?? []);
  const failures = [...failuresOf(a.embeddings, 'first'), ...failuresOf(b.embeddings, 'second')];
  if (whole.length === 0) throw tooFew(failures);
  return {
    ...judge(identity, whole, thresholds),
    identity,
    modalities,
    failures,
    usage: { first: a.usage, second: b.usage },
  };
}

/** Lengths that both were trained for; where that is not known, the shorter of the two whole ones. */
function commonLengths(a: EmbedderIdentity, b: EmbedderIdentity): readonly number[] {
  const whole = Math.min(a.dimensions, b.dimensions);
  const trained = (identity: EmbedderIdentity): readonly number[] =>
    modelFacts(identity.model)?.trainedDimensions ?? [identity.dimensions];
  const common = trained(a).filter((length) => trained(b).includes(length));
  return [whole, ...common.filter((length) => length < whole)];
}

function pairsAt(
  placed: readonly { readonly position: number }[],
  a: readonly Embedding[],
  b: readonly Embedding[],
): EmbeddedPairs {
  const first: Float32Array[] = [];
  const second: Float32Array[] = [];
  for (const { position } of placed) {
    const one = a[position];
    const other = b[position];
    if (one?.ok !== true || other?.ok !== true) continue;
    first.push(one.vector);
    second.push(other.vector);
  }
  return { first, second };
}

function failuresOf(
  embeddings: readonly Embedding[],
  by: ComparisonFailure['by'],
): readonly ComparisonFailure[] {
  return embeddings.flatMap((one, index) => (one.ok ? [] : [{ index, by, error: one.error }]));
}

function tooFew(failures: readonly ComparisonFailure[]): NestvecError<'invalid-input'> {
  const why = failures[0] === undefined ? '' : `; the first problem: ${failures[0].error.message}`;
  return invalid(
    'contents',
    `needs at least ${fewest} texts or ${fewest} images that both embedders can embed${why}`,
    failures[0]?.error,
  );
}

import { retry } from '../../async/retry.ts';
import type { CallOptions } from '../../async/signal.ts';
import type { Hit } from '../../search/hit.ts';
import type { ResolvedSpec } from '../../spec/spec.ts';
import type { Store } from '../../store/store.ts';
import { normalize } from '../../vector.ts';
import type { CopyPart } from '../copy-parts.ts';
import type { SearchAgreement, TenantId } from '../copy-report.ts';
import type { VectorCopy } from '../target/target-spec.ts';

/** Searches in all, over all vectors. */
const mostSearches = 200;
/** Nearest that are compared. */
const depth = 10;
const enough = 0.99;
/** Scores this near are equal: databases sum in their own order. */
const tie = 1e-5;

/** What is searched. */
export interface SearchComparison {
  readonly parts: readonly CopyPart[];
  readonly source: ResolvedSpec;
  readonly target: ResolvedSpec;
  readonly vectors: readonly VectorCopy[];
  readonly call: CallOptions;
}

/** Searches both sides by vectors between stored ones; `undefined` where no vector is on both sides as it is. */
export async function compareSearches(
  comparison: SearchComparison,
  sample: readonly TenantId[],
): Promise<SearchAgreement | undefined> {
  const { source, target, vectors, parts } = comparison;
  const whole = vectors.filter(
    ({ from, dimensions }) => source.vectors[from]?.dimensions === dimensions,
  );
  if (whole.length === 0 || sample.length === 0) return undefined;
  const share = Math.max(1, Math.floor(mostSearches / whole.length));
  const asked: Asked[] = [];
  for (const copy of whole) {
    for (const part of parts) {
      const ids = sample.flatMap(({ tenant, id }) => (tenant === part.tenant ? [id] : []));
      const left = share - asked.filter((one) => one.copy === copy).length;
      asked.push(...(await questions(part, copy, ids, left, comparison)));
    }
  }
  let [exactly, found, wanted] = [0, 0, 0];
  for (const one of asked) {
    const truth = await ask(one, 'from', source, comparison.call, one.part.from.capabilities.exact);
    const given = await ask(one, 'to', target, comparison.call, false);
    wanted += truth.length;
    found += agreeing(truth, given);
  }
  if (wanted === 0) return undefined;
  const recall = found / wanted;
  const counts = { asked: asked.length, recall };
  if (recall >= enough) return counts;
  const quantized = whole.filter(({ name }) => target.vectors[name]?.quantization !== 'none');
  const canBeExact = asked.every(({ part }) => part.to.capabilities.exact);
  if (!canBeExact) return { ...counts, reason: reasonOf(quantized, undefined) };
  for (const one of asked) {
    const truth = await ask(one, 'from', source, comparison.call, one.part.from.capabilities.exact);
    exactly += agreeing(truth, await ask(one, 'to', target, comparison.call, true));
  }
  const exactRecall = exactly / wanted;
  return { ...counts, exactRecall, reason: reasonOf(quantized, exactRecall) };
}

function reasonOf(
  quantized: readonly VectorCopy[],
  exactRecall: number | undefined,
): string | undefined {
  if (exactRecall !== undefined && exactRecall >= enough)
    return 'the approximate index of the target misses some; where every record is compared, both give the same';
  if (quantized.length === 0) return undefined;
  const names = quantized.map(({ name }) => name).join(', ');
  return `the target searches over quantised numbers of ${names}`;
}

interface Asked {
  readonly part: CopyPart;
  readonly copy: VectorCopy;
  readonly vector: Float32Array;
}

/** Vectors between two stored ones, which no record has: that a record finds itself says little. */
async function questions(
  part: CopyPart,
  copy: VectorCopy,
  ids: readonly string[],
  most: number,
  { source, call }: SearchComparison,
): Promise<Asked[]> {
  if (ids.length === 0 || most <= 0) return [];
  const { signal } = call;
  const include = { vectors: [copy.from], metadata: false, text: false, links: false };
  // Some may have no such vector.
  const records = await part.from.get(ids.slice(0, most * 2), { include, signal });
  const stored = records.flatMap((record) => record?.vectors[copy.from] ?? []).slice(0, most);
  return stored.map((vector, i) => {
    const other = stored[(i + 1) % stored.length] ?? vector;
    // As long as the model's: a store takes the beginning.
    const between = new Float32Array(source.embedder.dimensions);
    for (let at = 0; at < vector.length; at++)
      between[at] = (vector[at] ?? 0) + 0.6 * (other[at] ?? 0);
    return { part, copy, vector: normalize(between) };
  });
}

async function ask(
  { part, copy, vector }: Asked,
  side: 'from' | 'to',
  { embedder }: ResolvedSpec,
  { signal }: CallOptions,
  exact: boolean,
): Promise<readonly Hit[]> {
  const store: Store = part[side];
  const request = {
    vector: vector.length === embedder.dimensions ? vector : vector.slice(0, embedder.dimensions),
    using: side === 'from' ? copy.from : copy.name,
    limit: depth,
    include: { metadata: false, text: false, links: false },
    ...(exact ? { exact } : {}),
  };
  const operation = `searching ${store.collection}`;
  const search = async () => await store.search(request, { signal });
  return (await retry(search, { operation, signal })).hits;
}

/** How many of the nearest are given as well; one that is as near as the last of them counts for it. */
function agreeing(truth: readonly Hit[], given: readonly Hit[]): number {
  const ids = new Set(truth.map(({ id }) => id));
  const last = truth.at(-1)?.score ?? 0;
  const isNear = ({ id, score, approximate }: Hit): boolean =>
    ids.has(id) || (approximate !== true && score >= last - tie);
  return Math.min(truth.length, given.filter(isNear).length);
}

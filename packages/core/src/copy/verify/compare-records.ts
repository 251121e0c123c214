import { retry } from '../../async/retry.ts';
import type { CallOptions } from '../../async/signal.ts';
import { canonicalJson } from '../../json.ts';
import type { VectorRecord } from '../../record/record.ts';
import type { Include } from '../../search/search.ts';
import type { ResolvedSpec } from '../../spec/spec.ts';
import type { Store } from '../../store/store.ts';
import type { ConvertRecord } from '../target/convert-record.ts';
import type { CopyPart } from '../copy-parts.ts';
import type { TenantId, VectorDrift, Verification } from '../copy-report.ts';
import { isFileStore } from '../file/file-store.ts';
import { listing } from './listed.ts';
import { keptAs } from './kept-as.ts';
import { sourcePages } from '../pass/source-pages.ts';
import type { VectorCopy } from '../target/target-spec.ts';

const texts = ['text', 'uri', 'parentId', 'source', 'contentHash'] as const;

/** What both sides are compared with. */
export interface RecordComparison {
  readonly parts: readonly CopyPart[];
  readonly include: Include;
  readonly convert: ConvertRecord;
  readonly call: CallOptions;
  readonly target: Pick<ResolvedSpec, 'vectors'>;
  readonly vectors: readonly VectorCopy[];
  /** Parts that may differ. */
  readonly ignored?: readonly (typeof texts)[number][] | undefined;
}

/** Records, and what they say of vectors. */
export type ComparedRecords = Pick<Verification, 'records' | 'vectors'>;

const together = 100;
/** Records that are looked at again, since the source may have changed in between. */
const mostDoubts = 1000;

/** Compares these records, or all of them. */
export async function compareRecords(
  comparison: RecordComparison,
  sample: readonly TenantId[] | 'all',
): Promise<ComparedRecords> {
  const { parts } = comparison;
  const drifts = new Map<string, Drift>();
  const differing = listing<TenantId & { readonly parts: readonly string[] }>();
  let compared = 0;
  let doubts: string[] = [];
  for (const part of parts) {
    doubts = [];
    const pages = sample === 'all' ? allOf(part, comparison) : someOf(part, sample, comparison);
    for await (const { ids, before, after } of pages) {
      for (const [i, id] of ids.entries()) {
        compared++;
        const record = before[i];
        const parts =
          record === undefined ? ['id'] : differingParts(record, after[i], drifts, comparison);
        if (parts.length === 0) continue;
        if (doubts.length < mostDoubts) doubts.push(id);
        else differing.add({ tenant: part.tenant, id, parts });
      }
    }
    for (let at = 0; at < doubts.length; at += together) {
      const ids = doubts.slice(at, at + together);
      const before = await readAll(part.from, ids, comparison);
      const after = await readAll(part.to, ids, comparison);
      for (const [i, id] of ids.entries()) {
        const record = before[i];
        if (record === undefined && after[i] === undefined) continue;
        const parts =
          record === undefined ? ['id'] : differingParts(record, after[i], drifts, comparison);
        if (parts.length > 0) differing.add({ tenant: part.tenant, id, parts });
      }
    }
  }
  const vectors = Object.fromEntries(
    [...drifts].map(([name, drift]): [string, VectorDrift] => [
      name,
      { ...drift, ...keptAs(comparison.target.vectors[name]) },
    ]),
  );
  return { records: { compared, differing: differing.done() }, vectors };
}

/** Records of both sides, by ids. */
interface Pairs {
  readonly ids: readonly string[];
  readonly before: readonly (VectorRecord | undefined)[];
  readonly after: readonly (VectorRecord | undefined)[];
}

async function* allOf(
  part: CopyPart,
  { include, call }: RecordComparison,
): AsyncGenerator<Pairs, void, undefined> {
  // Of a file, single records are dear and all in their order cheap.
  const isFile = isFileStore(part.to);
  const [read, other] = isFile ? [part.to, part.from] : [part.from, part.to];
  const including = isFile ? undefined : include;
  const pages = sourcePages(read, { after: undefined, include: including ?? {} }, call);
  for await (const { records } of pages) {
    for (let at = 0; at < records.length; at += together) {
      const some = records.slice(at, at + together);
      const ids = some.map(({ id }) => id);
      const others = await readAll(other, ids, { call });
      yield isFile ? { ids, before: others, after: some } : { ids, before: some, after: others };
    }
  }
}

async function* someOf(
  part: CopyPart,
  sample: readonly TenantId[],
  { call }: RecordComparison,
): AsyncGenerator<Pairs, void, undefined> {
  const own = sample.flatMap(({ tenant, id }) => (tenant === part.tenant ? [id] : []));
  // A file is read through for them all at once.
  const step = isFileStore(part.from) || isFileStore(part.to) ? Math.max(1, own.length) : together;
  for (let at = 0; at < own.length; at += step) {
    const ids = own.slice(at, at + step);
    const before = await readAll(part.from, ids, { call });
    // One that the source no longer has does not count as a difference.
    const left = ids.flatMap((id, i) => (before[i] === undefined ? [] : [id]));
    const after = await readAll(part.to, left, { call });
    yield { ids: left, before: before.filter((record) => record !== undefined), after };
  }
}

async function readAll(
  store: Store,
  ids: readonly string[],
  { call }: Pick<RecordComparison, 'call'>,
): ReturnType<Store['get']> {
  const { signal } = call;
  const operation = `comparing ${store.collection}`;
  return await retry(async () => await store.get(ids, { signal }), { operation, signal });
}

interface Drift {
  compared: number;
  largestDifference: number;
}

/** The parts of a record that are not as expected; keeps how far the numbers of its vectors are off. */
function differingParts(
  record: VectorRecord,
  found: VectorRecord | undefined,
  drifts: Map<string, Drift>,
  { convert, ignored = [], target, vectors: copies }: RecordComparison,
): readonly string[] {
  if (found === undefined) return ['id'];
  const expected = convert(record);
  const parts: string[] = [];
  if (canonicalJson(expected.metadata) !== canonicalJson(found.metadata)) parts.push('metadata');
  for (const part of texts)
    if (expected[part] !== found[part] && !ignored.includes(part)) parts.push(part);
  for (const { name } of copies) {
    const [vector, there] = [expected.vectors[name], found.vectors[name]];
    if (vector === undefined && there === undefined) continue;
    if (vector?.length !== there?.length || vector === undefined || there === undefined) {
      parts.push(`vectors.${name}`);
      continue;
    }
    const difference = largestDifference(vector, there);
    if (!(difference <= keptAs(target.vectors[name]).allowed)) parts.push(`vectors.${name}`);
    const drift = drifts.get(name) ?? { compared: 0, largestDifference: 0 };
    drift.compared++;
    drift.largestDifference = Math.max(drift.largestDifference, difference);
    drifts.set(name, drift);
  }
  return parts;
}

function largestDifference(expected: Float32Array, found: Float32Array): number {
  let largest = 0;
  for (let i = 0; i < expected.length; i++)
    largest = Math.max(largest, Math.abs((expected[i] ?? 0) - (found[i] ?? 0)));
  return largest;
}

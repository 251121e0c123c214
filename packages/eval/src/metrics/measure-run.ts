import { checkIsOptions, checkNames, describeValue, invalid } from '@nestvec/core/kit';
import { checkCutoffs } from './cutoffs.ts';
import { measurePlacement } from './measure-placement.ts';
import { type Measured, type MeasuredRanking, metricOf, type MetricName } from './names.ts';
import { idealOf, placeRanked } from './placement.ts';

/** Grades by query and document: above 0 is relevant. What is not named is not relevant. */
export type Qrels = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** A document that was found. Its place is decided by its score alone. */
export interface RunHit {
  readonly id: string;
  readonly score: number;
}

/** What was found, by query. */
export type Run = ReadonlyMap<string, readonly RunHit[]>;

/** Options of `measureRun`. */
export interface MeasureRunOptions {
  /** Cut-offs. Default 1, 5, 10. */
  readonly k?: readonly number[] | undefined;
  /**
   * What becomes of documents with one score. `expected`, the default, takes the expected value over all their orders.
   * `trec` does as trec_eval: scores are rounded to single precision, and equal ones are ordered by id, descending, by bytes.
   */
  readonly ties?: 'expected' | 'trec' | undefined;
  /** Leaves out a hit whose id is the query's, as BEIR does. Default false. */
  readonly withoutSelf?: boolean | undefined;
}

/** What `measureRun` found. */
export interface MeasuredRun {
  /** Over all queries of the qrels, each counting once. */
  readonly means: MeasuredRanking;
  readonly queries: ReadonlyMap<string, MeasuredRanking>;
  /** Queries of the qrels that the run lacks; they count 0. */
  readonly missing: readonly string[];
  /** Queries of the run without judgements; they count nothing. */
  readonly unjudged: readonly string[];
}

const checkOptions = checkNames<MeasureRunOptions>({ k: true, ties: true, withoutSelf: true });

/**
 * Measures a run against judgements, as `readTrecRun` and `readQrels` give them. A query of the qrels without results counts 0 (BEIR and
 * pytrec_eval leave it out, which makes a search that finds nothing look better). Throws `invalid-input` for a document that is twice in
 * one query's hits, a score that is not a number, and where no query of the qrels is in the run.
 */
export function measureRun(run: Run, qrels: Qrels, options: MeasureRunOptions = {}): MeasuredRun {
  checkMap(run, 'run');
  checkMap(qrels, 'qrels');
  checkIsOptions(options);
  checkOptions(options, 'options');
  const { ties = 'expected', withoutSelf = false } = options;
  if (ties !== 'expected' && ties !== 'trec')
    throw invalid('options.ties', `must be expected or trec, got ${describeValue(ties)}`);
  if (typeof withoutSelf !== 'boolean')
    throw invalid('options.withoutSelf', `must be a boolean, got ${describeValue(withoutSelf)}`);
  const cutoffs = checkCutoffs(options.k, 'options.k');
  const queries = new Map<string, MeasuredRanking>();
  const missing: string[] = [];
  for (const [query, judged] of qrels) {
    checkGrades(judged, `qrels[${query}]`);
    const hits = run.get(query);
    if (hits === undefined) missing.push(query);
    const kept = checkHits(hits ?? [], `run[${query}]`).filter(
      ({ id }) => !(withoutSelf && id === query),
    );
    const ranked = ties === 'trec' ? inTrecOrder(kept) : byScore(kept);
    const placement = placeRanked(
      ranked.map(({ score }) => score),
      ranked.map(({ id }) => judged.get(id) ?? 0),
      idealOf(judged.values()),
    );
    queries.set(query, measurePlacement(placement, cutoffs));
  }
  if (queries.size === 0) throw invalid('qrels', 'holds no query');
  if (missing.length === queries.size)
    throw invalid(
      'run',
      `has results for none of the ${queries.size} queries of the qrels (the first is ${describeValue(missing[0])}); are they of another data set?`,
    );
  return {
    means: meanOf([...queries.values()]),
    queries,
    missing,
    unjudged: [...run.keys()].filter((query) => !qrels.has(query)),
  };
}

/** The mean of each metric over queries. */
export function meanOf(queries: readonly MeasuredRanking[]): MeasuredRanking {
  const names = Object.keys(queries[0] ?? {}) as MetricName[]; // whose keys these are
  const mean = (name: MetricName, part: keyof Measured): number => {
    let total = 0;
    for (const query of queries) total += metricOf(query, name)[part];
    return total / queries.length;
  };
  return Object.fromEntries(
    names.map((name) => [
      name,
      { value: mean(name, 'value'), best: mean(name, 'best'), worst: mean(name, 'worst') },
    ]),
  );
}

function byScore(hits: readonly RunHit[]): readonly RunHit[] {
  return hits.toSorted((a, b) => b.score - a.score);
}

/** Each score becomes one of its own, since the order is settled. */
function inTrecOrder(hits: readonly RunHit[]): readonly RunHit[] {
  const keyed = hits.map(({ id, score }) => ({
    id,
    bytes: Buffer.from(id),
    score: Math.fround(score),
  }));
  keyed.sort((a, b) => b.score - a.score || Buffer.compare(b.bytes, a.bytes));
  return keyed.map(({ id }, i) => ({ id, score: -i }));
}

function checkHits(hits: unknown, path: string): readonly RunHit[] {
  if (!Array.isArray(hits)) throw invalid(path, `must be an array, got ${describeValue(hits)}`);
  const seen = new Set<string>();
  return hits.map((hit: unknown, i) => {
    if (!isHit(hit))
      throw invalid(`${path}[${i}]`, `must be { id, score }, got ${describeValue(hit)}`);
    if (seen.has(hit.id))
      throw invalid(`${path}[${i}].id`, `${describeValue(hit.id)} is there twice`);
    seen.add(hit.id);
    return hit;
  });
}

function isHit(hit: unknown): hit is RunHit {
  if (typeof hit !== 'object' || hit === null || !('id' in hit) || !('score' in hit)) return false;
  return typeof hit.id === 'string' && typeof hit.score === 'number' && !Number.isNaN(hit.score);
}

function checkGrades(judged: unknown, path: string): void {
  checkMap(judged, path);
  for (const [id, grade] of judged)
    if (typeof grade !== 'number' || !Number.isFinite(grade))
      throw invalid(`${path}[${String(id)}]`, `must be a number, got ${describeValue(grade)}`);
}

function checkMap(map: unknown, path: string): asserts map is ReadonlyMap<unknown, unknown> {
  if (!(map instanceof Map)) throw invalid(path, `must be a Map, got ${describeValue(map)}`);
}

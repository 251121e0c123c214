import { checkPath, describeValue, invalid } from '@nestvec/core/kit';
import type { Qrels, Run, RunHit } from '../metrics/measure-run.ts';
import { readLines } from './files.ts';

type Grades = Map<string, Map<string, number>>;

/** One judgement, with what names it in errors. */
export interface Judgement {
  readonly at: string;
  readonly query: string;
  readonly document: string;
  readonly grade: unknown;
}

/**
 * Reads judgements: TREC's `query 0 document grade` separated by spaces or tabs, or BEIR's tab-separated `query-id corpus-id score`
 * below its header. Throws `invalid-input` that names the line for a broken one and for one pair with two grades.
 */
export async function readQrels(path: string): Promise<Qrels> {
  checkPath(path);
  return await readJudgements(linesOf(path), path);
}

async function* linesOf(path: string): AsyncGenerator<Judgement, void, undefined> {
  for await (const { number, text } of readLines(path)) {
    const at = `${path}:${number}`;
    const cells = (text.includes('\t') ? text.split('\t') : text.trim().split(/\s+/)).map((cell) =>
      cell.trim(),
    );
    if (number === 1 && cells[0] === 'query-id') continue;
    if (cells.length < 3 || cells.length > 4)
      throw invalid(
        at,
        `has ${cells.length} columns; "query 0 document grade" has four, BEIR's three`,
      );
    const [query = '', document = '', grade = ''] =
      cells.length === 4 ? [cells[0], cells[2], cells[3]] : cells;
    yield {
      at,
      query,
      document,
      grade: grade === '' || Number.isNaN(Number(grade)) ? grade : Number(grade),
    };
  }
}

/** Puts judgements together. Throws `invalid-input` for a grade that is not a number, a missing id, and one pair with two grades. */
export async function readJudgements(
  judgements: AsyncIterable<Judgement>,
  path: string,
): Promise<Qrels> {
  const qrels: Grades = new Map();
  for await (const { at, query, document, grade } of judgements) {
    if (typeof grade !== 'number' || !Number.isFinite(grade))
      throw invalid(at, `the grade must be a number, got ${describeValue(grade)}`);
    if (query === '' || document === '') throw invalid(at, 'lacks the id of a query or a document');
    let judged = qrels.get(query);
    if (judged === undefined) qrels.set(query, (judged = new Map<string, number>()));
    const known = judged.get(document);
    if (known !== undefined && known !== grade)
      throw invalid(
        at,
        `gives ${document} for ${query} the grade ${grade}, where it had ${known} before`,
      );
    judged.set(document, grade);
  }
  if (qrels.size === 0) throw invalid(path, 'holds no judgements');
  return qrels;
}

/**
 * Reads a run: TREC's `query Q0 document rank score tag`. Order comes from the score; the rank is not looked at, since some tools
 * write 0 there. Throws `invalid-input` that names the line for a broken one and for a document that a query has twice.
 */
export async function readTrecRun(path: string): Promise<Run> {
  checkPath(path);
  const run = new Map<string, RunHit[]>();
  const seen = new Map<string, Set<string>>();
  for await (const { number, text } of readLines(path)) {
    const at = `${path}:${number}`;
    const cells = text.trim().split(/\s+/);
    const [query = '', , id = '', , written = ''] = cells;
    const score = Number(written);
    if (cells.length < 5 || cells.length > 6)
      throw invalid(at, `has ${cells.length} columns; "query Q0 document rank score tag" has six`);
    if (!Number.isFinite(score)) throw invalid(at, `the score must be a number, got ${written}`);
    const ids = seen.get(query) ?? new Set();
    if (ids.has(id)) throw invalid(at, `${query} has the document ${id} twice`);
    seen.set(query, ids.add(id));
    const hits = run.get(query);
    if (hits === undefined) run.set(query, [{ id, score }]);
    else hits.push({ id, score });
  }
  if (run.size === 0) throw invalid(path, 'holds no results');
  return run;
}

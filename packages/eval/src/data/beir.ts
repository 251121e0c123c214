import { basename, join } from 'node:path';
import { readdir } from 'node:fs/promises';
import { invalid } from '@nestvec/core/kit';
import type { Qrels } from '../metrics/measure-run.ts';
import type { Example, RetrievalDataset, RetrievalTask } from './dataset.ts';
import { checkThere, isThere, missing, textOf } from './files.ts';
import { findTable, type Table } from './table.ts';
import { type Judgement, readJudgements, readQrels } from './trec.ts';

const home = 'github.com/beir-cellar/beir (its list of data sets) or the Hub, as JSONL or Parquet';

/**
 * A folder of BEIR or MTEB: `corpus`, `queries` and `qrels`, as JSONL or Parquet, judgements of BEIR as `qrels/SPLIT.tsv`; the Hub's
 * folders of judgements are called `default` or `data` as well. A document's text is its title and its text. MTEB's languages are parts of
 * their own, `de-corpus`, `de-queries`, `de-qrels`.
 */
export async function beirDataset(
  root: string,
  {
    split = 'test',
    languages,
  }: { split?: string | undefined; languages?: readonly string[] | undefined },
): Promise<RetrievalDataset> {
  const found = await languagesOf(root);
  for (const language of languages ?? [])
    if (!found.includes(language))
      throw invalid(
        'languages',
        `${root} has no ${language}-corpus; it has ${found.join(', ') || 'no languages'}`,
      );
  const notes: string[] = [];
  const tasks: RetrievalTask[] = [];
  for (const language of languages ?? (found.length > 0 ? found : [undefined]))
    tasks.push(await readTask(root, language, split, notes));
  return { name: basename(root), tasks, notes };
}

async function languagesOf(root: string): Promise<readonly string[]> {
  const names = await readdir(root);
  const found = names.flatMap(
    (name) => /^(.+)-corpus(?:\.jsonl|\.parquet)?$/.exec(name)?.[1] ?? [],
  );
  return [...new Set(found)].sort();
}

async function readTask(
  root: string,
  language: string | undefined,
  split: string,
  notes: string[],
): Promise<RetrievalTask> {
  const prefix = language === undefined ? '' : `${language}-`;
  const part = async (name: string, what: string): Promise<Table> => {
    const table = await findTable(root, `${prefix}${name}`, split);
    if (table !== undefined) return table;
    throw missing(join(root, `${prefix}${name}.jsonl`), what, home);
  };
  const corpus = await part('corpus', 'it holds the documents, one JSON object a line');
  const asked = await part('queries', 'it holds the queries, one JSON object a line');
  const { qrels, path } = await findQrels(root, prefix, split);
  const documents = await readExamples(corpus);
  const queries = (await readExamples(asked)).filter(({ id }) => qrels.has(id));
  const known = keptQrels(qrels, queries, documents, path, notes);
  return { name: 'text-to-text', language, queries, documents, qrels: known };
}

/** Judgements of queries that are there. Documents that are not in the corpus are a broken data set, not a miss. */
function keptQrels(
  qrels: Qrels,
  queries: readonly Example[],
  documents: readonly Example[],
  path: string,
  notes: string[],
): Qrels {
  const ids = new Set(documents.map(({ id }) => id));
  const asked = new Set(queries.map(({ id }) => id));
  const lost = [...qrels.keys()].filter((query) => !asked.has(query));
  if (lost.length === qrels.size)
    throw invalid(
      path,
      `names none of the queries (${lost[0]} the first); is it of another data set?`,
    );
  if (lost.length > 0)
    notes.push(`${lost.length} judged queries have no text (${lost[0]} the first)`);
  for (const [query, judged] of qrels)
    for (const id of judged.keys())
      if (!ids.has(id)) throw invalid(path, `judges ${id} for ${query}, which the corpus lacks`);
  return new Map([...qrels].filter(([query]) => asked.has(query)));
}

async function readExamples(table: Table): Promise<readonly Example[]> {
  const found = new Map<string, Example>();
  for await (const { at, value } of table.rows(['_id', 'id', 'title', 'text', 'image'])) {
    const id = textOf(value, '_id' in value ? '_id' : 'id', at);
    if (found.has(id)) throw invalid(at, `the id ${id} is there twice`);
    if ('image' in value && !('text' in value))
      throw invalid(at, 'holds an image; only texts are read of BEIR and MTEB');
    const title = typeof value['title'] === 'string' ? value['title'] : '';
    const text = `${title} ${textOf(value, 'text', at)}`.trim();
    found.set(id, { id, content: { text } });
  }
  if (found.size === 0) throw invalid(table.path, 'holds no rows');
  return [...found.values()];
}

/** Judgements, and the file that they are of: a table of MTEB's, else BEIR's file, which is named where there is neither. */
async function findQrels(
  root: string,
  prefix: string,
  split: string,
): Promise<{ readonly qrels: Qrels; readonly path: string }> {
  const file = join(root, prefix === '' ? join('qrels', `${split}.tsv`) : `${prefix}qrels.tsv`);
  if (!(await isThere(file)))
    for (const name of ['qrels', 'default', 'data']) {
      const table = await findTable(root, `${prefix}${name}`, split);
      if (table !== undefined)
        return { path: table.path, qrels: await readJudgements(judgementsOf(table), table.path) };
    }
  await checkThere(file, 'it says which documents answer which query', home);
  return { path: file, qrels: await readQrels(file) };
}

async function* judgementsOf(table: Table): AsyncGenerator<Judgement, void, undefined> {
  for await (const { at, value } of table.rows(['query-id', 'corpus-id', 'score'])) {
    const score = value['score'];
    yield {
      at,
      query: textOf(value, 'query-id', at),
      document: textOf(value, 'corpus-id', at),
      // Whole numbers of 64 bits come as such.
      grade: typeof score === 'bigint' ? Number(score) : score,
    };
  }
}

/** Whether a folder is one of these. */
export async function isBeir(root: string): Promise<boolean> {
  for (const name of ['corpus.jsonl', 'corpus.parquet', 'corpus'])
    if (await isThere(join(root, name))) return true;
  return (await languagesOf(root)).length > 0;
}

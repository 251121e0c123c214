import { basename, join } from 'node:path';
import { readdir } from 'node:fs/promises';
import { invalid } from '@nestvec/core/kit';
import type { Qrels } from '../metrics/measure-run.ts';
import type { Example, RetrievalDataset, RetrievalTask } from './dataset.ts';
import { checkThere, isThere, readObjects, textOf } from './files.ts';
import { readQrels } from './trec.ts';

const home = 'github.com/beir-cellar/beir (its list of data sets) or the Hub, as JSONL';

/**
 * A folder of BEIR, or of MTEB as JSONL: `corpus.jsonl`, `queries.jsonl` and `qrels/SPLIT.tsv`. A document's text is its title and its
 * text. MTEB's languages are files of their own, `de-corpus.jsonl`, `de-queries.jsonl`, `de-qrels.tsv`.
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
        `${root} has no ${language}-corpus.jsonl; it has ${found.join(', ') || 'no languages'}`,
      );
  const notes: string[] = [];
  const tasks: RetrievalTask[] = [];
  for (const language of languages ?? (found.length > 0 ? found : [undefined]))
    tasks.push(await readTask(root, language, split, notes));
  return { name: basename(root), tasks, notes };
}

async function languagesOf(root: string): Promise<readonly string[]> {
  const names = await readdir(root);
  return names.flatMap((name) => /^(.+)-corpus\.jsonl$/.exec(name)?.[1] ?? []).sort();
}

async function readTask(
  root: string,
  language: string | undefined,
  split: string,
  notes: string[],
): Promise<RetrievalTask> {
  const prefix = language === undefined ? '' : `${language}-`;
  const [corpus, queries] = ['corpus', 'queries'].map((part) =>
    join(root, `${prefix}${part}.jsonl`),
  );
  const qrelsFile = join(
    root,
    language === undefined ? join('qrels', `${split}.tsv`) : `${prefix}qrels.tsv`,
  );
  await checkThere(corpus ?? '', 'it holds the documents, one JSON object a line', home);
  await checkThere(queries ?? '', 'it holds the queries, one JSON object a line', home);
  await checkThere(qrelsFile, `it says which documents answer which query`, home);
  const documents = await readExamples(corpus ?? '');
  const qrels = await readQrels(qrelsFile);
  const asked = (await readExamples(queries ?? '')).filter(({ id }) => qrels.has(id));
  const known = keptQrels(qrels, asked, documents, qrelsFile, notes);
  return { name: 'text-to-text', language, queries: asked, documents, qrels: known };
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

async function readExamples(path: string): Promise<readonly Example[]> {
  const found = new Map<string, Example>();
  for await (const { at, value } of readObjects(path)) {
    const id = textOf(value, '_id' in value ? '_id' : 'id', at);
    if (found.has(id)) throw invalid(at, `the id ${id} is there twice`);
    const title = typeof value['title'] === 'string' ? value['title'] : '';
    const text = `${title} ${textOf(value, 'text', at)}`.trim();
    found.set(id, { id, content: { text } });
  }
  if (found.size === 0) throw invalid(path, 'holds no rows');
  return [...found.values()];
}

/** Whether a folder is one of these. */
export async function isBeir(root: string): Promise<boolean> {
  if (await isThere(join(root, 'corpus.jsonl'))) return true;
  return (await languagesOf(root)).length > 0;
}

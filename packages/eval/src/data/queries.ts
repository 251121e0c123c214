import { basename, extname } from 'node:path';
import type { CollectionSpec, Content, Filter, Item, Modality, SourceFailure } from '@nestvec/core';
import { invalid, isPlainObject } from '@nestvec/core/kit';
import { csv } from '@nestvec/sources';
import { captionDataset, type Caption, type CaptionChoice } from './captions.ts';
import type { Example, RetrievalDataset, RetrievalTask } from './dataset.ts';
import { readObjects, textOf } from './files.ts';

/** A query as written in a file, with its line. */
interface WrittenQuery {
  readonly at: string;
  readonly query: string;
  readonly language: string | undefined;
  readonly relevant: ReadonlyMap<string, number>;
  readonly filter?: Filter | undefined;
}

/**
 * Queries over one's own documents. The file is JSONL, `{"query":"red shoe","relevant":["1","7"]}`, with grades
 * `{"relevant":{"1":2,"7":1}}` and with `"language"` where there are several; or CSV with the columns `query`, `relevant` (ids with `|`
 * between them) and `language`. A JSONL query may have a `"filter"` over metadata of the documents, whose types `fields` says. Each modality that the documents have, and each language, is a task. Throws `invalid-input` that names
 * the line for an id that the documents lack and for a query that is there twice.
 */
export async function queryDataset(
  documents: AsyncIterable<Item | SourceFailure>,
  queriesFile: string,
  fields: CollectionSpec['fields'] = {},
): Promise<RetrievalDataset> {
  const { items, notes } = await readItems(documents);
  const queries = await readQueries(queriesFile, new Set(items.keys()));
  const languages = [...new Set(queries.map(({ language }) => language))];
  const tasks = (['image', 'text'] as const).flatMap((modality) => {
    const found = examplesOf(items, modality);
    return languages.flatMap(
      (language) =>
        taskOf(
          found,
          queries.filter((one) => one.language === language),
          modality,
          language,
          fields,
        ) ?? [],
    );
  });
  return { name: basename(queriesFile), tasks, notes };
}

/** Items with a text and an image: each finds the other. Throws `invalid-input` where no item has both. */
export async function pairDataset(
  source: AsyncIterable<Item | SourceFailure>,
  name: string,
  choice: CaptionChoice,
): Promise<RetrievalDataset> {
  const { items, notes } = await readItems(source);
  const pairs = [...items.values()].filter(
    ({ text, image }) => text !== undefined && image !== undefined,
  );
  if (pairs.length < 2)
    throw invalid(
      'path',
      `${name} has ${pairs.length} items with both a text and an image, so nothing says what is right; give queries with the ids that answer them`,
    );
  const captions = pairs.map(({ id, text = '', metadata }): Caption => {
    const language = metadata?.['language'];
    return { image: id, text, language: typeof language === 'string' ? language : undefined };
  });
  const left = items.size - pairs.length;
  return captionDataset(
    {
      name,
      images: new Map(pairs.flatMap(({ id, image }) => (image === undefined ? [] : [[id, image]]))),
      captions,
      notes:
        left === 0
          ? notes
          : [...notes, `${left} items without both a text and an image are left out`],
    },
    choice,
    undefined,
  );
}

async function readItems(source: AsyncIterable<Item | SourceFailure>): Promise<{
  readonly items: ReadonlyMap<string, Item>;
  readonly notes: readonly string[];
}> {
  const items = new Map<string, Item>();
  const notes: string[] = [];
  for await (const item of source) {
    if ('error' in item) notes.push(`${item.id} is left out: ${item.error.message}`);
    else if (items.has(item.id)) throw invalid('path', `the id ${item.id} is there twice`);
    else items.set(item.id, item);
  }
  return { items, notes };
}

function examplesOf(items: ReadonlyMap<string, Item>, modality: Modality): readonly Example[] {
  return [...items.values()].flatMap(({ id, text, image, metadata }): Example[] => {
    let content: Content | undefined;
    if (modality === 'image') content = image === undefined ? undefined : { image };
    else content = text === undefined || text.trim() === '' ? undefined : { text };
    return content === undefined ? [] : [{ id, content, text, metadata }];
  });
}

function taskOf(
  documents: readonly Example[],
  queries: readonly WrittenQuery[],
  modality: Modality,
  language: string | undefined,
  fields: CollectionSpec['fields'],
): RetrievalTask | undefined {
  const ids = new Set(documents.map(({ id }) => id));
  const qrels = new Map<string, ReadonlyMap<string, number>>();
  const asked: Example[] = [];
  for (const { at, query, relevant, filter } of queries) {
    const own = new Map([...relevant].filter(([id]) => ids.has(id)));
    if (own.size === 0) continue;
    const id = basename(at);
    asked.push({ id, content: { text: query }, filter });
    qrels.set(id, own);
  }
  if (asked.length === 0) return undefined;
  return { name: `text-to-${modality}`, language, queries: asked, documents, qrels, fields };
}

async function readQueries(
  path: string,
  ids: ReadonlySet<string>,
): Promise<readonly WrittenQuery[]> {
  const seen = new Set<string>();
  const found: WrittenQuery[] = [];
  const isTable = /^\.[ct]sv$/i.test(extname(path));
  for await (const query of isTable ? readTable(path) : readRows(path)) {
    const unknown = [...query.relevant.keys()].find((id) => !ids.has(id));
    if (unknown !== undefined)
      throw invalid(query.at, `the documents have no id ${JSON.stringify(unknown)}`);
    const key = JSON.stringify([query.language, query.query]);
    if (seen.has(key))
      throw invalid(query.at, `the query ${JSON.stringify(query.query)} is there twice`);
    seen.add(key);
    found.push(query);
  }
  if (found.length === 0) throw invalid(path, 'holds no queries');
  return found;
}

/** What a line of queries may say. */
const keys: readonly string[] = ['query', 'relevant', 'language', 'filter'];

async function* readRows(path: string): AsyncGenerator<WrittenQuery, void, undefined> {
  for await (const { at, value } of readObjects(path)) {
    const odd = Object.keys(value).find((key) => !keys.includes(key));
    if (odd !== undefined)
      throw invalid(`${at}.${odd}`, `is unknown; a query has ${keys.join(', ')}`);
    const query = textOf(value, 'query', at);
    const language = 'language' in value ? textOf(value, 'language', at) : undefined;
    yield {
      at,
      query: checkText(query, at),
      language,
      relevant: gradesOf(value['relevant'], `${at}.relevant`),
      // What it may say depends on the fields, so it is checked with them.
      filter: value['filter'] as Filter | undefined,
    };
  }
}

async function* readTable(path: string): AsyncGenerator<WrittenQuery, void, undefined> {
  let number = 1;
  for await (const row of csv(path, { columns: { text: 'query' } })) {
    number++;
    const at = `${path}:${number}`;
    if ('error' in row) throw row.error;
    const { relevant, language } = row.metadata ?? {};
    const ids =
      typeof relevant === 'string' ? relevant.split('|').map((id) => id.trim()) : relevant;
    yield {
      at,
      query: checkText(row.text ?? '', at),
      language: typeof language === 'string' ? language : undefined,
      relevant: gradesOf(ids, `${at}.relevant`),
    };
  }
}

function checkText(query: string, at: string): string {
  if (query.trim() === '') throw invalid(`${at}.query`, 'is empty');
  return query;
}

function gradesOf(relevant: unknown, at: string): ReadonlyMap<string, number> {
  const grades = new Map<string, number>();
  const pairs: readonly (readonly [unknown, unknown])[] = isPlainObject(relevant)
    ? Object.entries(relevant)
    : Array.isArray(relevant)
      ? relevant.map((id) => [id, 1])
      : [];
  for (const [id, grade] of pairs) {
    if (typeof id !== 'string' || id === '') throw invalid(at, 'must hold ids, which are strings');
    if (typeof grade !== 'number' || !Number.isFinite(grade))
      throw invalid(`${at}.${id}`, 'must be a number');
    if (grades.has(id)) throw invalid(at, `holds ${JSON.stringify(id)} twice`);
    grades.set(id, grade);
  }
  if (![...grades.values()].some((grade) => grade > 0))
    throw invalid(
      at,
      'must be a list of ids, or an object of grades by id, with at least one above 0',
    );
  return grades;
}

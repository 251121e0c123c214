import { reservedNames } from '@nestvec/core/store';
import type { Table } from '@lancedb/lancedb';
import type { LanceModule } from './client.ts';
import { commit, type Writing } from './commit.ts';
import type { IndexConfig } from './vector-index.ts';

/** The full text over the words: they were cut by core, so LanceDB cuts at white space alone and leaves out nothing. */
function wordsIndex({ Index }: LanceModule): IndexConfig {
  return Index.fts({
    baseTokenizer: 'whitespace',
    lowercase: false,
    stem: false,
    removeStopWords: false,
    asciiFolding: false,
    withPosition: false,
    maxTokenLength: 1_000_000, // words of 40 bytes are left out by default
  });
}

/** Builds the full text anew, over what is stored now. */
export async function buildWordsIndex(table: Table, lance: LanceModule): Promise<void> {
  await table.createIndex(reservedNames.words, { config: wordsIndex(lance), replace: true });
}

/** Whether a column has a full text. Without one, LanceDB cuts the texts in its own way and answers all the same. */
export async function hasFullText(table: Table, column: string): Promise<boolean> {
  return (await rowsOutside(table, column)) !== undefined;
}

/** How many rows the full text over a column does not hold yet; `undefined` where there is none. */
async function rowsOutside(table: Table, column: string): Promise<number | undefined> {
  const found = (await table.listIndices()).find(
    ({ columns, indexType }) => columns.includes(column) && indexType === 'FTS',
  );
  return found === undefined ? undefined : (found.numUnindexedRows ?? 0);
}

/**
 * Takes rows into our full text that came since. Of those that it does not hold LanceDB 0.31 counts how often a word stands in them
 * where it should count the rows that have it, so that a word that stands often is not found at all. Resolves to whether there
 * is a full text.
 */
export async function refreshWords(table: Table, writing: Writing): Promise<boolean> {
  const outside = await rowsOutside(table, reservedNames.words);
  // A time before 1970 removes no version.
  if (outside !== undefined && outside > 0)
    await commit(writing, async () => {
      await table.optimize({ cleanupOlderThan: new Date(0) });
    });
  return outside !== undefined;
}

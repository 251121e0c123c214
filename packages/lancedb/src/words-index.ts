import { reservedNames } from '@nestvec/core/store';
import type { Table } from '@lancedb/lancedb';
import type { LanceModule } from './client.ts';
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
  return (await table.listIndices()).some(
    ({ columns, indexType }) => columns.includes(column) && indexType === 'FTS',
  );
}

import type { DocumentInterface } from '@langchain/core/documents';
import type { JsonObject } from '@nestvec/core';
import { checkList, contentId, describeValue, givenMetadata, invalid } from '@nestvec/core/kit';
import { checkId } from '@nestvec/core/store';
import { factsKey } from './found-document.ts';

/** What is kept of a document beside its vectors. */
export interface StoredDocument {
  readonly id: string;
  readonly text: string;
  readonly metadata: JsonObject;
}

/**
 * Documents with their ids, all checked before any is written. Metadata is any JSON; `undefined` in it counts as missing, and what a
 * search added is left out again. Throws `invalid-input` that names the place.
 */
export function toStored(
  documents: readonly DocumentInterface[],
  ids: readonly string[] | undefined,
): readonly StoredDocument[] {
  checkList(documents, 'documents');
  return documents.map((document, i) => {
    const path = `documents[${i}]`;
    const given: unknown = document;
    if (typeof given !== 'object' || given === null || !('pageContent' in given))
      throw invalid(path, `must be a Document, got ${describeValue(given)}`);
    const { pageContent: text, id } = document;
    if (typeof text !== 'string' || text === '')
      throw invalid(`${path}.pageContent`, `must be a non-empty text, got ${describeValue(text)}`);
    const metadata = givenMetadata(document.metadata, `${path}.metadata`, [factsKey]);
    const own = ids?.[i] ?? id ?? contentId([text, metadata]);
    checkId(own, ids?.[i] === undefined ? `${path}.id` : `options.ids[${i}]`);
    return { id: own, text, metadata };
  });
}

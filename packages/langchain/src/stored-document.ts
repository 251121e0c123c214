import { createHash } from 'node:crypto';
import type { DocumentInterface } from '@langchain/core/documents';
import type { JsonObject } from '@nestvec/core';
import {
  canonicalJson,
  checkJson,
  checkList,
  describeValue,
  invalid,
  isPlainObject,
} from '@nestvec/core/kit';
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
    const metadata = toMetadata(document.metadata, `${path}.metadata`);
    const own = ids?.[i] ?? id ?? hashOf([text, metadata]);
    checkId(own, ids?.[i] === undefined ? `${path}.id` : `options.ids[${i}]`);
    return { id: own, text, metadata };
  });
}

/** Metadata as it is stored. */
export function toMetadata(given: unknown, path: string): JsonObject {
  if (given === undefined) return {};
  if (!isPlainObject(given))
    throw invalid(path, `must be a JSON object, got ${describeValue(given)}`);
  const { [factsKey]: _, ...own } = given;
  const defined = withoutUndefined(own);
  checkJson(defined, path);
  return defined as JsonObject; // checked, and an object as it was
}

/** An id made of content: the same content is the same record, however often it is added. */
export function hashOf(content: unknown): string {
  return createHash('sha256').update(canonicalJson(content)).digest('hex').slice(0, 32);
}

/** As JSON has it: keys of an object whose value is `undefined` are not there. */
function withoutUndefined(value: unknown, depth = 0): unknown {
  if (depth > deepest) return value; // refused by the check that follows
  if (Array.isArray(value)) return value.map((entry) => withoutUndefined(entry, depth + 1));
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, entry]) => entry !== undefined)
      .map(([key, entry]) => [key, withoutUndefined(entry, depth + 1)]),
  );
}

const deepest = 1000;

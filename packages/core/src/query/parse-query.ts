import type { Content, ImageInput } from '../embedder/content.ts';
import { invalid } from '../errors.ts';
import { describeValue, isPlainObject } from '../json.ts';
import { checkList } from '../options/check-list.ts';
import { checkNames } from '../options/check-names.ts';
import { checkIds } from '../record/ids.ts';
import type { Modality } from '../spec/models.ts';
import type { Query, QueryPart } from './query.ts';

/** One part of a checked query. */
export type ParsedPart = { readonly weight: number; readonly path: string } & (
  | { readonly content: Content; readonly ids?: undefined }
  | { readonly ids: readonly string[]; readonly content?: undefined }
);

/** A checked query: one content, stored records, or several parts that become one vector. */
export interface ParsedQuery {
  readonly kind: 'content' | 'like' | 'all';
  readonly parts: readonly ParsedPart[];
  /** Modality of the one content; `undefined` for other queries, which are of none. */
  readonly own: Modality | undefined;
  /** Stored records that it names; they are not among the hits. */
  readonly ids: readonly string[];
}

const mostParts = 16;
const mostIds = 100;

const checkQueryNames = checkNames<Partial<Record<'text' | 'image' | 'like' | 'all', unknown>>>({
  text: true,
  image: true,
  like: true,
  all: true,
});
const checkPartNames = checkNames<Partial<Record<'text' | 'image' | 'like' | 'weight', unknown>>>({
  text: true,
  image: true,
  like: true,
  weight: true,
});

/** Throws `invalid-input` unless it is exactly one of the kinds that there are. */
export function parseQuery(query: Query): ParsedQuery {
  if (typeof query === 'string') return ofParts('content', [{ text: query }], () => 'query');
  if (!isPlainObject(query))
    throw invalid(
      'query',
      `must be a text, { text }, { image }, { like } or { all }, got ${describeValue(query)}`,
    );
  checkQueryNames(query, 'query');
  const { all } = query;
  if (all === undefined) {
    const kind = query.like === undefined ? 'content' : 'like';
    return ofParts(kind, [query], (name) => `query.${name}`, 'query');
  }
  if ((['text', 'image', 'like'] as const).some((name) => query[name] !== undefined))
    throw invalid('query', 'has all and something beside it; make that one of its parts');
  checkList(all, 'query.all');
  if (all.length === 0 || all.length > mostParts)
    throw invalid('query.all', `must have 1 to ${mostParts} parts, got ${all.length}`);
  for (const [i, part] of all.entries()) {
    const path = `query.all[${i}]`;
    if (!isPlainObject(part))
      throw invalid(path, `must be { text }, { image } or { like }, got ${describeValue(part)}`);
    checkPartNames(part, path);
  }
  const parsed = ofParts('all', all, (name, i) => `query.all[${i}].${name}`);
  if (!parsed.parts.some(({ weight }) => weight > 0))
    throw invalid('query.all', 'has no part of a weight above 0, so there is nothing to find');
  return parsed;
}

type PathOf = (name: keyof QueryPart, i: number) => string;

function ofParts(
  kind: ParsedQuery['kind'],
  given: readonly unknown[],
  pathOf: PathOf,
  whole?: string,
): ParsedQuery {
  const parts = given.map((one, i) =>
    parsePart(
      one as QueryPart, // each value is looked at below
      (name) => pathOf(name, i),
      whole ?? `query.all[${i}]`,
    ),
  );
  const [first] = parts;
  const content = kind === 'content' ? first?.content : undefined;
  return {
    kind,
    parts,
    own: content === undefined ? undefined : 'image' in content ? 'image' : 'text',
    ids: [...new Set(parts.flatMap(({ ids = [] }) => ids))],
  };
}

function parsePart(
  { text, image, like, weight = 1 }: QueryPart,
  pathOf: (name: keyof QueryPart) => string,
  whole: string,
): ParsedPart {
  const given = [text, image, like].filter((one) => one !== undefined).length;
  if (text !== undefined && image !== undefined)
    throw invalid(
      whole,
      'has a text and an image; for hits like both pass { all: [{ text }, { image }] }',
    );
  if (given !== 1)
    throw invalid(whole, `must have exactly one of text, image and like, and has ${given}`);
  if (!Number.isFinite(weight))
    throw invalid(pathOf('weight'), `must be a finite number, got ${describeValue(weight)}`);
  if (like !== undefined)
    return { ids: parseIds(like, pathOf('like')), weight, path: pathOf('like') };
  if (image !== undefined)
    return { content: parseImage(image, pathOf('image')), weight, path: pathOf('image') };
  return { content: parseText(text, pathOf('text')), weight, path: pathOf('text') };
}

function parseText(text: unknown, path: string): Content {
  if (typeof text !== 'string' || !text.isWellFormed())
    throw invalid(path, `must be a well-formed string, got ${describeValue(text)}`);
  return { text };
}

/** Whether it is an image at all; the embedder says what is wrong with one. */
function parseImage(image: ImageInput, path: string): Content {
  const given: unknown = image;
  if (typeof given !== 'string' && (typeof given !== 'object' || given === null))
    throw invalid(path, `must be a path, a URL, bytes or { base64 }, got ${describeValue(given)}`);
  return { image };
}

function parseIds(like: string | readonly string[], path: string): readonly string[] {
  const ids = typeof like === 'string' ? [like] : like;
  checkIds(ids, path);
  const distinct = [...new Set(ids)];
  if (distinct.length === 0 || distinct.length > mostIds)
    throw invalid(path, `must name 1 to ${mostIds} records, got ${distinct.length}`);
  return distinct;
}

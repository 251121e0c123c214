import type { JsonObject } from '@nestvec/core';
import type { FoundPage } from './find.ts';
import { createMarker, type Marker } from './marks.ts';
import { wordsOf } from './query.ts';
import type { ScreenParams } from './schemas.ts';
import { type SnippetCut, snippetOf } from './snippet.ts';

/** How the hits of a request are shown. */
export interface HitView {
  readonly marker: Marker;
  /** Paths of fields, or `*`. */
  readonly retrieved: readonly string[];
  readonly highlighted: readonly string[];
  readonly snippets: readonly (SnippetCut & { readonly path: string })[];
}

/** Algolia's. */
const usualTags = ['<em>', '</em>'] as const;
const usualWords = 10;
const mostWords = 500;
const all = ['*'];

/** What a request says of how its hits are shown. */
export function hitViewOf(params: ScreenParams): HitView {
  const [open, close] = usualTags;
  const { highlightPreTag = open, highlightPostTag = close, snippetEllipsisText = '…' } = params;
  return {
    marker: createMarker(wordsOf(params), highlightPreTag, highlightPostTag),
    retrieved: listOf(params.attributesToRetrieve) ?? all,
    highlighted: listOf(params.attributesToHighlight) ?? all,
    snippets: (listOf(params.attributesToSnippet) ?? []).map((one) => {
      const [, path = one, words = usualWords] = /^(.+):(\d{1,6})$/.exec(one) ?? [];
      const cut = Math.max(1, Math.min(Number(words), mostWords));
      return { path, words: cut, ellipsis: snippetEllipsisText };
    }),
  };
}

function listOf(given: string | readonly string[] | undefined): readonly string[] | undefined {
  return typeof given === 'string' ? given.split(',').map((one) => one.trim()) : given;
}

/** A record as InstantSearch takes it: its fields, `objectID`, and what is ours under one name, so that nothing meets. */
export function showHit(
  shown: Readonly<Record<string, unknown>>,
  found: FoundPage,
  { marker, retrieved, highlighted, snippets }: HitView,
): Readonly<Record<string, unknown>> {
  const { id, metadata, vectors: _, ...parts } = shown;
  const fields = metadata as JsonObject; // of `showRecord`
  const hit = found.hits.get(String(id));
  const { lists, modality, score, approximate, fused } = hit ?? {};
  const isKept = (field: string): boolean =>
    !retrieved.includes(`-${field}`) &&
    retrieved.some((one) => one === '*' || one === field || one.startsWith(`${field}.`));
  const kept = Object.entries(fields).filter(([field]) => isKept(field));
  const own = { text: parts['text'] };
  const marksOf = (leaf: Leaf): object => ({
    ...entriesOf(fields, '', leaf),
    ...under('_nestvec', entriesOf(own, '_nestvec.', leaf)),
  });
  const cutOf = (path: string): SnippetCut | undefined =>
    snippets.find((one) => isAsked([one.path], path));
  return {
    ...Object.fromEntries(kept),
    objectID: id,
    _highlightResult: marksOf((text, path) =>
      isAsked(highlighted, path) ? marker.mark(text) : undefined,
    ),
    ...(snippets.length === 0
      ? {}
      : {
          _snippetResult: marksOf((text, path) => {
            const cut = cutOf(path);
            return cut === undefined ? undefined : snippetOf(text, cut, marker);
          }),
        }),
    _nestvec: { ...parts, lists, modality, score, approximate, fused },
  };
}

/** What stands for a value; `undefined` for nothing. */
type Leaf = (text: string, path: string) => unknown;

/** Texts of a record are long, and shown under their own name only. */
function isAsked(paths: readonly string[], path: string): boolean {
  return paths.some(
    (one) =>
      (one === '*' && !path.startsWith('_nestvec.')) || one === path || path.startsWith(`${one}.`),
  );
}

/** Widgets print nothing of a field that is not here, so that numbers are here as well. */
function valueOf(value: unknown, path: string, leaf: Leaf): unknown {
  if (typeof value === 'string') return leaf(value, path);
  if (typeof value === 'number' || typeof value === 'boolean') return leaf(String(value), path);
  if (Array.isArray(value)) {
    const entries = value.map((one) => valueOf(one, path, leaf));
    return entries.every((one) => one === undefined) ? undefined : entries;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const inner = entriesOf(value, `${path}.`, leaf);
  return Object.keys(inner).length === 0 ? undefined : inner;
}

function entriesOf(fields: object, prefix: string, leaf: Leaf): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([field, value]) => {
      const shown = valueOf(value, `${prefix}${field}`, leaf);
      return shown === undefined ? [] : [[field, shown]];
    }),
  );
}

function under(name: string, entries: object): object {
  return Object.keys(entries).length === 0 ? {} : { [name]: entries };
}

import {
  type Facets,
  type IndexFacets,
  type IndexHit,
  type IndexSearchResult,
  passageFacts,
  type Query,
} from '@nestvec/core';
import type { Explain } from '@nestvec/core/store';
import type { Io } from '../io.ts';
import { createOutput } from '../output.ts';
import { clip, count, oneLine, seconds, styles } from '../text.ts';

/** What was searched, and how long it took. */
export interface SearchFacts {
  readonly collection: string;
  readonly query: Query;
  readonly elapsedMs: number;
  /** Where they were asked for. */
  readonly facets?: IndexFacets | undefined;
}

/** Prints hits one a line, and how they were found. */
export function printHits(
  { hits, explain, usage }: IndexSearchResult,
  { collection, query, elapsedMs, facets }: SearchFacts,
  json: boolean,
  io: Io,
): void {
  const output = createOutput(io, json);
  const { dim, bold } = styles(io.stdout);
  output.document({
    collection,
    query,
    hits: hits.map((hit, index) => ({ rank: index + 1, ...hit })),
    explain,
    ...(facets === undefined ? {} : { facets: facets.facets }),
    usage,
    seconds: Number((elapsedMs / 1000).toFixed(3)),
  });
  hits.forEach((hit, index) => {
    const rank = String(index + 1).padStart(3);
    const score = (hit.score?.toFixed(3) ?? '-').padStart(6);
    output.line(`${rank}  ${score}  ${hit.modality.padEnd(5)}  ${idAndText(hit, io)}`);
  });
  for (const [field, facet] of Object.entries(facets?.facets ?? {}))
    output.line(`${bold(field)}  ${describeFacet(facet)}`);
  const how = explain.lists.map(describeExplain).join(' · ');
  output.line(
    dim(
      `${hits.length === 0 ? 'nothing found' : count(hits.length, 'hit')} in ${seconds(elapsedMs)}: ${how}`,
    ),
  );
}

/** The counts of a field on one line: `nike 12 · adidas 8`. */
function describeFacet(facet: Facets[string]): string {
  if (facet.kind === 'range')
    return facet.count === 0 ? 'no values' : `from ${facet.min} to ${facet.max}, in ${facet.count}`;
  const counts = facet.values.map(({ value, count: n }) => `${oneLine(String(value))} ${n}`);
  return counts.length === 0 ? 'no values' : [...counts, ...(facet.more ? ['…'] : [])].join(' · ');
}

/** One stage or two, in a few words: `40 candidates by image_64, ordered by image`. */
export function describeExplain({ using, rescore, candidates, exact }: Explain): string {
  if (using === undefined) return 'by words';
  if (rescore !== undefined)
    return `${count(candidates, 'candidate')} by ${using}, ordered by ${rescore}`;
  return exact ? `all compared by ${using}` : `the nearest by ${using}, approximately`;
}

/** The id of what was found, and what it is about in the rest of the line. */
export function idAndText(
  found: Pick<IndexHit, 'id' | 'text' | 'metadata'>,
  { stdout }: Io,
): string {
  const { dim, bold } = styles(stdout);
  const about = clip(aboutHit(found), Math.max(20, stdout.columns - 24 - found.id.length));
  return `${bold(oneLine(found.id))}${about === '' ? '' : `  ${dim(about)}`}`;
}

/** A text and metadata on one line. */
function aboutHit({ text, metadata }: Pick<IndexHit, 'text' | 'metadata'>): string {
  const facts = passageFacts(metadata);
  if (facts !== undefined) {
    const page = facts.page === undefined ? [] : [`page ${facts.page}`];
    const place = [...facts.headings, ...page].join(' › ');
    return oneLine([place, text].filter(Boolean).join('  '));
  }
  const fields = Object.keys(metadata).length === 0 ? '' : JSON.stringify(metadata);
  return oneLine([text, fields].filter(Boolean).join('  '));
}

import type { Filter, JsonObject } from '@nestvec/core';
import type { IndexView } from '@nestvec/core/kit';
import { countFacets } from '@nestvec/core/store';
import { type AskedPage, browse, findByQuery } from './find.ts';
import type { ScreenParams } from './schemas.ts';
import type { ServerLimits } from '../options.ts';

/** A value as a search among the values of a facet gives it. */
interface FacetHit {
  readonly value: string;
  readonly highlighted: string;
  readonly count: number;
}

/** Values of a facet that were found. */
export interface FoundValues {
  readonly facetHits: readonly FacetHit[];
  readonly exhaustiveFacetsCount: boolean;
}

const usualHits = 10;
/** Of a field with more values than a database counts at once, those of so many times `limits.depth` records are looked at. */
const depthsRead = 10;

/** What is asked for, and where. */
interface AskedValues {
  readonly field: string;
  readonly page: AskedPage;
  readonly params: ScreenParams;
}

type Values = readonly (readonly [value: string, count: number])[];

/**
 * The values of a facet that hold a text, in any case: of the best hits of a query; without one, of all records, and where the database
 * knows more than 100 values, of the first 10,000.
 */
export async function findValues(
  { field, page, params }: AskedValues,
  view: IndexView,
  limits: ServerLimits,
): Promise<FoundValues> {
  const asked = plain((params.facetQuery ?? '').trim());
  const found =
    page.query === undefined
      ? await browse(page, view, limits)
      : await findByQuery(page.query, page, view, limits);
  const facet = found.facets[field];
  if (facet?.kind !== 'values') return { facetHits: [], exhaustiveFacetsCount: true };
  const { counted } = found;
  let values: Values = facet.values.map(({ value, count }) => [String(value), count]);
  let isExact = found.isWhole && facet.exact && !facet.more;
  if (facet.more && counted !== undefined) {
    values = count(counted, field, view);
    isExact = found.isWhole;
  } else if (facet.more && asked !== '') {
    const read = await readValues(field, page, view, limits.depth * depthsRead);
    // What the database counted is of all records.
    values = [...new Map([...read.values, ...values])].toSorted(([, a], [, b]) => b - a);
    isExact = read.isWhole;
  }
  const { maxFacetHits = usualHits, highlightPreTag, highlightPostTag } = params;
  const marks = [highlightPreTag ?? '<em>', highlightPostTag ?? '</em>'] as const;
  const facetHits = values
    .filter(([value]) => plain(value).includes(asked))
    .slice(0, maxFacetHits)
    .map(([value, count]) => ({ value, count, highlighted: marked(value, asked, marks) }));
  return { facetHits, exhaustiveFacetsCount: isExact };
}

async function readValues(
  field: string,
  { filter, group, signal }: AskedPage,
  view: IndexView,
  most: number,
): Promise<{ readonly values: Values; readonly isWhole: boolean }> {
  const include = { metadata: [field], text: false, links: false, vectors: [] };
  const all: JsonObject[] = [];
  const own: Filter =
    group === '$parentId' ? { $and: [filter ?? {}, { $parentId: null }] } : (filter ?? {});
  for await (const { records } of view.store.scan({
    filter: own,
    include,
    pageSize: 1000,
    signal,
  })) {
    for (const { metadata } of records) all.push(metadata);
    if (all.length >= most) break;
  }
  return { values: count(all, field, view), isWhole: all.length < most };
}

/** All values, however many. */
function count(all: readonly JsonObject[], field: string, { spec }: IndexView): Values {
  const type = spec.fields[field];
  if (type === undefined) return [];
  const counter = countFacets([{ field, type, kind: 'values', limit: Number.POSITIVE_INFINITY }]);
  for (const metadata of all) counter.add(metadata);
  const facet = counter.facets()[field];
  return facet?.kind === 'values'
    ? facet.values.map(({ value, count }) => [String(value), count])
    : [];
}

function plain(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

/** Marked where that stands at the same place in the value as it is written. */
function marked(value: string, asked: string, [before, after]: readonly [string, string]): string {
  const at = value.toLowerCase().indexOf(asked);
  if (asked === '' || at === -1 || value.toLowerCase().length !== value.length) return value;
  const end = at + asked.length;
  return `${value.slice(0, at)}${before}${value.slice(at, end)}${after}${value.slice(end)}`;
}

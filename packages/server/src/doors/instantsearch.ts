import { invalid, mapWindow } from '@nestvec/core/kit';
import { type Call, postRoute, type Route } from '../app/route.ts';
import { screenAnswer } from '../instantsearch/answers.ts';
import { filterOf } from '../instantsearch/conditions.ts';
import { findValues } from '../instantsearch/facet-values.ts';
import { askedFacets, asksForAll, showFacets } from '../instantsearch/facets.ts';
import { type AskedPage, browse, findByQuery, type FoundPage } from '../instantsearch/find.ts';
import { groupOf } from '../instantsearch/group.ts';
import { readIndexName } from '../instantsearch/index-name.ts';
import { queryOf, wordsOf } from '../instantsearch/query.ts';
import { screenBody, type ScreenParams, type ScreenRequest } from '../instantsearch/schemas.ts';
import { type HitView, hitViewOf, showHit } from '../instantsearch/show-hit.ts';
import { checkAsked, hidden } from '../search/check-asked.ts';
import { checkPage } from '../search/check-page.ts';
import type { OpenIndex } from '../search/grants.ts';
import { readQuery } from '../search/read-query.ts';
import { showRecord } from '../search/show-record.ts';
import type { IndexTools } from './indexes.ts';

/** Searches of one screen that are done at once. */
const atOnce = 4;
const usualHits = 20;

/** A request, with where it is asked. */
interface Placed {
  readonly request: ScreenRequest;
  readonly path: string;
}

/**
 * `POST /instantsearch`: all requests of a screen of InstantSearch, over the same views as every other door. What they look for is
 * embedded once.
 */
export function instantsearchRoute(tools: IndexTools): Route {
  return postRoute(
    {
      ...tools.common,
      path: '/instantsearch',
      summary: 'All requests of a screen of InstantSearch',
      body: screenBody,
      answer: screenAnswer,
    },
    async ({ requests }, call) => {
      const embedWith = tools.screenEmbedders(call);
      const opened = new Map<string, OpenIndex>();
      const open = (name: string): OpenIndex => {
        const found =
          opened.get(name) ?? tools.grants.open({ ...call, params: { index: name } }, embedWith);
        opened.set(name, found);
        return found;
      };
      const placed = requests.map((request, i): Placed => ({ request, path: `requests[${i}]` }));
      const results: object[] = [];
      const answers = mapWindow(
        placed,
        atOnce,
        async (one) => await answer(one, open, tools, call),
      );
      for await (const result of answers) results.push(result);
      return { body: { results } };
    },
  );
}

async function answer(
  { request, path }: Placed,
  open: (name: string) => OpenIndex,
  tools: IndexTools,
  call: Call,
): Promise<object> {
  const started = performance.now();
  const processingTimeMS = (): number => Math.round(performance.now() - started);
  const { indexName, type, facet, params } = request;
  const { name, sort } = readIndexName(indexName, `${path}.indexName`);
  const opened = open(name);
  const isFacet = type === 'facet';
  if (isFacet !== (facet !== undefined))
    throw invalid(`${path}.facet`, 'goes with type "facet"; give both, or neither');
  const way = { opened, path, tools, call };
  if (facet !== undefined) {
    const own = { ...params, facets: facet, maxValuesPerFacet: undefined, page: 0, hitsPerPage: 0 };
    const page = await askedPage(own, sort, way);
    if (page.facets[facet]?.kind === 'range')
      throw invalid(`${path}.facet`, `is ${facet}, which has no values to choose from`);
    const values = await findValues({ field: facet, page, params }, opened.view, tools.limits);
    return { ...values, processingTimeMS: processingTimeMS() };
  }
  const asked = await askedPage(params, sort, way);
  const found =
    asked.query === undefined
      ? await browse(asked, opened.view, tools.limits)
      : await findByQuery(asked.query, asked, opened.view, tools.limits);
  const { page, hitsPerPage } = pageOf(params);
  const { facets, facets_stats, fields, isExact, isWhole } = showFacets(found.facets);
  const facetsCount = found.isWhole && isExact;
  return {
    index: indexName,
    query: params.query ?? '',
    params: '',
    hits: await showPage(found, hitViewOf(params), way),
    nbHits: found.total,
    page,
    nbPages: hitsPerPage === 0 ? 0 : Math.ceil(found.reachable / hitsPerPage),
    hitsPerPage,
    facets,
    facets_stats,
    ...(asksForAll(params)
      ? { renderingContent: { facetOrdering: { facets: { order: fields } } } }
      : {}),
    exhaustiveNbHits: found.isWhole,
    exhaustiveFacetsCount: facetsCount,
    exhaustive: { nbHits: found.isWhole, facetsCount, facetValues: isWhole },
    processingTimeMS: processingTimeMS(),
    nestvec: {
      over: found.counted === undefined ? 'all' : 'best',
      n: found.total,
      explain: found.explain,
    },
  };
}

function pageOf({ page = 0, hitsPerPage = usualHits }: ScreenParams): {
  readonly page: number;
  readonly hitsPerPage: number;
} {
  return { page, hitsPerPage };
}

/** What a search goes through. */
interface Way {
  readonly opened: OpenIndex;
  readonly path: string;
  readonly tools: IndexTools;
  readonly call: Call;
}

/** What a request asks for, checked. */
async function askedPage(
  params: ScreenParams,
  sort: AskedPage['sort'],
  { opened, path, tools, call }: Way,
): Promise<AskedPage> {
  const { limits } = tools;
  const { view, shown } = opened;
  const { spec } = view;
  const { nestvecBoost: boost } = params;
  const group = groupOf(params, spec, `${path}.params`);
  if (group === '$parentId' && !shown.parentId) throw hidden(`${path}.params.nestvecGroup`);
  const { page, hitsPerPage: limit } = pageOf(params);
  checkPage({ limit }, limits, { limit: `${path}.params.hitsPerPage` });
  const filter = filterOf(params, spec, `${path}.params`);
  checkAsked({ filter, boost }, { view, shown, filterParts: limits.filterParts });
  const wire = queryOf(params);
  const words = wordsOf(params);
  return {
    query: wire === undefined ? undefined : await readQuery(wire, tools, call),
    words: spec.keyword && words !== '' ? words : undefined,
    filter,
    sort,
    group,
    boost,
    facets: askedFacets(params, spec, `${path}.params`),
    // A page beyond the last is empty.
    offset: Math.min(page * limit, limits.depth),
    limit,
    signal: call.signal,
  };
}

async function showPage(
  found: FoundPage,
  hitView: HitView,
  { opened, tools, call }: Way,
): Promise<readonly object[]> {
  if (found.ids.length === 0) return [];
  const include = { vectors: [] };
  const records = await opened.view.store.get(found.ids, { include, signal: call.signal });
  return records.flatMap((record) =>
    record === undefined ? [] : [showHit(showRecord(record, opened, tools.images), found, hitView)],
  );
}

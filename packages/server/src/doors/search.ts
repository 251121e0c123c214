import { type IndexSearchOptions, retrieve, type RetrieveOptions } from '@nestvec/core';
import { isImageOfDocument } from '@nestvec/core/kit';
import { type Call, postRoute, type Route } from '../app/route.ts';
import { refuse } from '../problem/refusal.ts';
import { facetsAnswer, retrieveAnswer, searchAnswer } from '../search/answers.ts';
import { checkAsked, hidden } from '../search/check-asked.ts';
import { checkPage, type Page } from '../search/check-page.ts';
import type { OpenIndex } from '../search/grants.ts';
import { readQuery } from '../search/read-query.ts';
import { facetsBody, indexParams, retrieveBody, searchBody } from '../search/schemas.ts';
import { linkTo, showPassage, showRecord } from '../search/show-record.ts';
import type { IndexTools } from './indexes.ts';

/** Doors that find by a query. */
export function searchRoutes(tools: IndexTools): readonly Route[] {
  const { common, limits, images } = tools;
  const open = (call: Call, asked: Parameters<typeof checkAsked>[0], page: Page): OpenIndex => {
    const opened = tools.grants.open(call);
    checkPage(page, limits);
    checkAsked(asked, { ...opened, filterParts: limits.filterParts });
    return opened;
  };
  return [
    postRoute(
      {
        ...common,
        path: '/v1/indexes/:index/search',
        params: indexParams,
        summary: 'Records that a text, an image, stored records or all of them together find',
        body: searchBody,
        answer: searchAnswer,
      },
      async ({ query: wire, ...options }, call) => {
        const opened = open(call, options, options);
        const { view, shown } = opened;
        if (options.words !== undefined && !shown.text) throw hidden('words');
        const query = await readQuery(wire, tools, call);
        // Which of them go together is core's to say.
        const asked = { ...options, signal: call.signal } as IndexSearchOptions;
        const { hits, explain, usage } = await view.search(query, asked);
        const body = hits.map((hit) => {
          const { score, approximate, modality, fused, lists } = hit;
          const record = showRecord(hit, opened, images);
          return { ...record, score, approximate, modality, fused, lists };
        });
        return { body: { hits: body, explain, usage } };
      },
    ),
    postRoute(
      {
        ...common,
        path: '/v1/indexes/:index/retrieve',
        params: indexParams,
        summary: 'Passages of documents that answer a query, with what stands around them',
        body: retrieveBody,
        answer: retrieveAnswer,
      },
      async ({ query: wire, ...options }, call) => {
        const opened = open(call, { filter: options.filter }, options);
        const { view, shown } = opened;
        if (!shown.text) throw hidden('the text of records');
        const query = await readQuery(wire, tools, call);
        const asked: RetrieveOptions = { ...options, signal: call.signal };
        const { passages, explain, usage } = await retrieve(view, query, asked);
        const link = (id: string, uri: string | undefined): { image?: string } => {
          const image = uri === undefined ? undefined : linkTo(opened.name, id, uri, images);
          return image === undefined ? {} : { image };
        };
        const body = passages.map(({ score, modality, before, after, ...passage }) => ({
          ...showPassage(passage, opened),
          score,
          modality,
          ...(passage.facts === undefined || isImageOfDocument(passage)
            ? link(passage.id, passage.uri)
            : {}),
          images: passage.images.map(({ id, uri, alt }) => ({ id, alt, ...link(id, uri) })),
          before: before.map((one) => showPassage(one, opened)),
          after: after.map((one) => showPassage(one, opened)),
        }));
        return { body: { passages: body, explain, usage } };
      },
    ),
    postRoute(
      {
        ...common,
        path: '/v1/indexes/:index/facets',
        params: indexParams,
        summary: 'How many records have which values, of all or of the best hits of a query',
        body: facetsBody,
        answer: facetsAnswer,
      },
      async ({ query: wire, ...request }, call) => {
        const { view, shown } = open(call, { filter: request.filter }, request);
        if (request.words !== undefined && !shown.text) throw hidden('words');
        if (Object.keys(request.fields).length > mostFacets)
          throw refuse(400, 'too_many_facets', `there are more than ${mostFacets}; ask in parts`, {
            param: 'fields',
          });
        const query = wire === undefined ? undefined : await readQuery(wire, tools, call);
        return { body: await view.facets({ ...request, query, signal: call.signal }) };
      },
    ),
  ];
}

const mostFacets = 32;

import type { Embedder } from '@nestvec/core';
import { type Call, getRoute, postRoute, type Route } from '../app/route.ts';
import { ownEnvelope } from '../problem/envelope.ts';
import type { ImageService } from '../image/image-service.ts';
import type { ServerLimits } from '../options.ts';
import { countAnswer, getAnswer, indexesAnswer, listAnswer } from '../search/answers.ts';
import { checkAsked } from '../search/check-asked.ts';
import { checkPage } from '../search/check-page.ts';
import type { Grants } from '../search/grants.ts';
import type { QueryReader } from '../search/read-query.ts';
import { countBody, getBody, indexParams, listBody } from '../search/schemas.ts';
import { showRecord } from '../search/show-record.ts';

/** What the doors of indexes work with. */
export interface IndexTools extends QueryReader {
  readonly grants: Grants;
  readonly images: ImageService;
  readonly limits: ServerLimits;
  /** Embedders of one request that asks several searches. */
  readonly screenEmbedders: (call: Call) => (own: Embedder) => Embedder;
  readonly common: ReturnType<typeof commonOf>;
}

/** What those doors have in common: who has no key sees what is public. */
export function commonOf(grants: Grants): {
  readonly access: 'read';
  readonly isPublic: boolean;
  readonly envelope: typeof ownEnvelope;
} {
  return { access: 'read', isPublic: grants.hasPublic, envelope: ownEnvelope };
}

/** Doors to records without a query. */
export function indexRoutes(tools: IndexTools): readonly Route[] {
  const { common, grants, limits, images } = tools;
  const { filterParts } = limits;
  return [
    getRoute(
      {
        ...common,
        path: '/v1/indexes',
        summary: 'Indexes that this key opens, and what can be asked of them',
        answer: indexesAnswer,
      },
      async (call) => ({
        body: { indexes: grants.names(call.key).flatMap((name) => describe(name, grants, call)) },
      }),
    ),
    postRoute(
      {
        ...common,
        path: '/v1/indexes/:index/list',
        params: indexParams,
        summary: 'Records in the order of a field, page by page',
        body: listBody,
        answer: listAnswer,
      },
      async (request, call) => {
        const opened = grants.open(call);
        checkPage(request, limits);
        checkAsked(request, { ...opened, filterParts });
        const asked = { ...request, signal: call.signal };
        const { records, cursor } = await opened.view.list(asked);
        const shown = records.map((record) => showRecord(record, opened, images));
        return { body: { records: shown, cursor } };
      },
    ),
    postRoute(
      {
        ...common,
        path: '/v1/indexes/:index/get',
        params: indexParams,
        summary: 'Records by their ids',
        body: getBody,
        answer: getAnswer,
      },
      async ({ ids, include = {} }, call) => {
        const opened = grants.open(call);
        checkAsked({ include }, { ...opened, filterParts });
        const records = await opened.view.store.get(ids, {
          include: { vectors: [], ...include },
          signal: call.signal,
        });
        const shown = records.map((record) =>
          record === undefined ? null : showRecord(record, opened, images),
        );
        return { body: { records: shown } };
      },
    ),
    postRoute(
      {
        ...common,
        path: '/v1/indexes/:index/count',
        params: indexParams,
        summary: 'How many records a filter takes',
        body: countBody,
        answer: countAnswer,
      },
      async ({ filter }, call) => {
        const { view, shown } = grants.open(call);
        checkAsked({ filter }, { view, shown, filterParts });
        return { body: { count: await view.store.count({ filter, signal: call.signal }) } };
      },
    ),
  ];
}

/** Nothing for an index whose tenants this key has no part in. */
function describe(name: string, grants: Grants, call: Call): readonly object[] {
  const opened = grants.openIfAllowed({ ...call, params: { index: name } });
  if (opened === undefined) return [];
  const { view, shown } = opened;
  const { text, parentId, vectors: hasVectors } = shown;
  const { fields, vectors, keyword } = view.spec;
  const named: Record<string, object> = {};
  for (const [one, { modality, dimensions }] of Object.entries(vectors))
    named[one] = { modality, dimensions };
  const shows = { text, parentId, vectors: hasVectors };
  return [{ name, fields, vectors: named, words: keyword, shows }];
}

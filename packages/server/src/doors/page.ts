import { z } from 'zod';
import { type Answer, type Call, getRoute, type Route } from '../app/route.ts';
import { type PageFile, type PageFiles } from '../page/page-files.ts';
import { pageAnswer, type PageSettings } from '../page/page-settings.ts';
import { ownEnvelope } from '../problem/envelope.ts';
import { refuse } from '../problem/refusal.ts';
import { shownMetadata } from '../search/shown.ts';
import { indexParams } from '../search/schemas.ts';
import type { IndexTools } from './indexes.ts';

/** Nothing runs, and nothing is loaded, but what this server serves; `blob:` are images that are searched with. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const headersOfAll = {
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  vary: 'Accept-Encoding',
};

/** The page itself, which needs no key: what it shows does. */
export function pageRoutes({ html, assets }: PageFiles): readonly Route[] {
  const common = { access: 'open', envelope: ownEnvelope, answer: undefined } as const;
  const files = new Map(Object.entries(assets));
  return [
    getRoute(
      { ...common, path: '/', summary: 'A page to search with', answerType: 'text/html' },
      async (call) =>
        fileOf(html, call, { 'content-security-policy': policy, 'cache-control': 'no-cache' }),
    ),
    getRoute(
      {
        ...common,
        path: '/page/:file',
        params: z.object({ file: z.string() }),
        summary: 'What the page loads',
        answerType: 'application/octet-stream',
      },
      async (call) => {
        const file = files.get(call.params['file'] ?? '');
        if (file === undefined)
          throw refuse(404, 'file_not_found', 'the page has no such file; load it anew');
        return fileOf(file, call, { 'cache-control': 'public, max-age=31536000, immutable' });
      },
    ),
  ];
}

function fileOf(
  { type, bytes, brotli }: PageFile,
  { headers }: Call,
  more: Readonly<Record<string, string>>,
): Answer {
  const takesBrotli = /(^|[\s,])br\s*(,|;(?!\s*q=0(\.0*)?\s*(,|$))|$)/.test(
    headers.get('accept-encoding') ?? '',
  );
  const isSmall = takesBrotli && brotli !== undefined;
  return {
    body: isSmall ? brotli : bytes,
    headers: {
      ...headersOfAll,
      ...more,
      'content-type': type,
      ...(isSmall ? { 'content-encoding': 'br' } : {}),
    },
  };
}

/** What the page needs to know of an index, as far as this key may see it. */
export function pageSettingsRoute(
  { common, grants, limits }: IndexTools,
  settings: Readonly<Record<string, PageSettings>>,
): Route {
  return getRoute(
    {
      ...common,
      path: '/v1/indexes/:index/page',
      params: indexParams,
      summary: 'What a page needs to know of an index',
      answer: pageAnswer,
    },
    async (call) => {
      const { name, view, shown } = grants.open(call);
      const { spec, embedder } = view;
      const own = Object.hasOwn(settings, name) ? (settings[name] ?? {}) : {};
      const seen = (field: string | undefined): string | undefined =>
        field !== undefined && Object.keys(shownMetadata({ [field]: true }, shown)).length > 0
          ? field
          : undefined;
      const isKnown = (field: string): boolean => Object.hasOwn(spec.fields, field);
      const canGroup = (group = ''): boolean =>
        group === '$parentId' ? shown.parentId : isKnown(group);
      const vectors = Object.values(spec.vectors);
      return {
        body: {
          name,
          model: embedder.identity.model,
          fields: spec.fields,
          modalities: (['image', 'text'] as const).filter((one) =>
            vectors.some(({ modality }) => modality === one),
          ),
          shows: { text: shown.text, parentId: shown.parentId },
          hitsPerRequest: limits.hitsPerRequest,
          // A key that sees less sees a page with less.
          settings: {
            heading: own.heading,
            title: seen(own.title),
            description: seen(own.description),
            price: seen(own.price),
            currency: own.currency,
            facets: own.facets?.filter(isKnown),
            sorts: own.sorts?.filter(isKnown),
            group: canGroup(own.group) ? own.group : undefined,
            boost: own.boost?.filter(({ field, filter = {} }) =>
              [...(field === undefined ? [] : [field]), ...Object.keys(filter)].every(isKnown),
            ),
          },
        },
      };
    },
  );
}

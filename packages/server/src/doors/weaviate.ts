import { z } from 'zod';
import { getRoute, postRoute, type Route } from '../app/route.ts';
import { cut, dimensionsOf, type EmbedService, taskOf } from '../embed/embed-service.ts';
import type { Readiness } from '../embed/readiness.ts';
import { plainEnvelope } from '../problem/envelope.ts';
import { dimensionsSchema, vectorSchema } from './wire.ts';

const always = (): boolean => true;

const clipBody = z
  .object({
    texts: z.array(z.string()).nullish(),
    images: z.array(z.string()).nullish().meta({ description: 'base64' }),
  })
  .meta({ id: 'ClipRequest' });

const clipAnswer = z
  .object({
    textVectors: z.array(vectorSchema),
    imageVectors: z.array(vectorSchema),
    error: z.literal(''),
  })
  .meta({ id: 'ClipVectors' });

const transformersBody = z
  .object({
    text: z.string(),
    config: z
      .object({
        task_type: z.string().nullish().meta({ description: '`query`, or `passage`' }),
        dimensions: dimensionsSchema,
      })
      .nullish(),
  })
  .meta({ id: 'TransformersRequest' });

const transformersAnswer = z
  .object({ text: z.string(), dims: z.int(), vector: vectorSchema, error: z.literal('') })
  .meta({ id: 'TransformersVector' });

/** The containers that Weaviate's modules multi2vec-clip and text2vec-transformers ask. */
export function weaviateRoutes(service: EmbedService, readiness: Readiness): readonly Route[] {
  const clip = postRoute(
    {
      path: '/vectorize',
      summary: 'What Weaviate’s multi2vec-clip asks; it does not say what is a query',
      access: 'embed',
      envelope: plainEnvelope,
      body: clipBody,
      answer: clipAnswer,
      mayLackType: true,
      isPatient: always,
    },
    async ({ texts, images }, call) => {
      const dimensions = dimensionsOf(undefined, service, call);
      const task = call.defaults.task ?? 'document';
      const contents = [
        ...(texts ?? []).map((text) => ({ text })),
        ...(images ?? []).map((image) => ({ image })),
      ];
      const count = texts?.length ?? 0;
      const paramOf = (i: number): string => (i < count ? `texts[${i}]` : `images[${i - count}]`);
      const embedded = await service.embed(contents, { task, paramOf }, call);
      const vectors = embedded.map(({ vector }) => Array.from(cut(vector, dimensions)));
      return {
        body: {
          textVectors: vectors.slice(0, count),
          imageVectors: vectors.slice(count),
          error: '',
        },
      };
    },
  );
  const transformers = postRoute(
    {
      path: '/vectors',
      summary: 'What Weaviate’s text2vec-transformers asks',
      access: 'embed',
      envelope: plainEnvelope,
      body: transformersBody,
      answer: transformersAnswer,
      mayLackType: true,
      isPatient: always,
    },
    async ({ text, config }, call) => {
      const dimensions = dimensionsOf(config?.dimensions, service, call);
      const ask = { task: taskOf(config?.task_type === 'query', call), paramOf: () => 'text' };
      const [embedded] = await service.embed([{ text }], ask, call);
      const vector = embedded === undefined ? [] : Array.from(cut(embedded.vector, dimensions));
      return { body: { text, dims: dimensions, vector, error: '' } };
    },
  );
  return [clip, transformers, metaRoute(service), ...statusRoutes(readiness)];
}

function metaRoute({ identity }: EmbedService): Route {
  const { model, revision, weights, dimensions, maxTokens } = identity;
  return getRoute(
    {
      path: '/meta',
      summary: 'Which model it is, for Weaviate’s modules',
      access: 'embed',
      envelope: plainEnvelope,
      answer: z
        .object({
          model: z.string(),
          revision: z.string(),
          weights: z.string(),
          dimensions: z.int(),
          maxTokens: z.int(),
        })
        .meta({ id: 'Meta' }),
    },
    async () => ({ body: { model, revision, weights, dimensions, maxTokens } }),
  );
}

/** Weaviate starts once they answer with a status of 2xx. */
function statusRoutes(readiness: Readiness): readonly Route[] {
  const isReady = (): boolean => {
    if (readiness.state === 'failed') readiness.start().catch(() => {}); // reported to `onFailure`
    return readiness.state === 'ready';
  };
  return ['/.well-known/ready', '/.well-known/live'].map((path) =>
    getRoute(
      {
        path,
        summary: 'Status 204 where it can be asked, 503 where it can’t yet',
        access: 'open',
        envelope: plainEnvelope,
        answer: undefined,
      },
      async () => ({ body: '', status: path.endsWith('live') || isReady() ? 204 : 503 }),
    ),
  );
}

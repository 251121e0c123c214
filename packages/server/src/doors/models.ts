import { modelFacts } from '@nestvec/core';
import { z } from 'zod';
import { getRoute, type Route } from '../app/route.ts';
import type { EmbedService } from '../embed/embed-service.ts';
import { openaiEnvelope } from '../problem/envelope.ts';

const answerSchema = z
  .object({
    object: z.literal('list'),
    data: z.array(
      z.object({
        id: z.string(),
        object: z.literal('model'),
        created: z.int(),
        owned_by: z.string(),
        root: z.string().meta({ description: 'The model that the name stands for' }),
        license: z
          .string()
          .nullable()
          .meta({ description: 'SPDX id of the licence of the weights' }),
        dimensions: z.int(),
        max_tokens: z.int(),
      }),
    ),
  })
  .meta({ id: 'Models' });

/** `GET /v1/models`: every name that may be asked for, with the licence of what it stands for. */
export function modelsRoute({ identity, names }: EmbedService): Route {
  const { model, dimensions, maxTokens } = identity;
  const slash = model.indexOf('/');
  const body = {
    object: 'list',
    data: names.map(({ id }) => ({
      id,
      object: 'model',
      created: 0,
      owned_by: slash === -1 ? 'unknown' : model.slice(0, slash),
      root: model,
      license: modelFacts(model)?.license?.id ?? null,
      dimensions,
      max_tokens: maxTokens,
    })),
  };
  return getRoute(
    {
      path: '/v1/models',
      summary: 'The model by all of its names',
      access: 'embed',
      envelope: openaiEnvelope,
      answer: answerSchema,
    },
    async () => ({ body }),
  );
}

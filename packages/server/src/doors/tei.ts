import { z } from 'zod';
import { getRoute, postRoute, type Route } from '../app/route.ts';
import { checkWhole } from '../embed/check-whole.ts';
import { cut, dimensionsOf, type EmbedService, taskOf } from '../embed/embed-service.ts';
import type { ServerLimits } from '../options.ts';
import { teiEnvelope } from '../problem/envelope.ts';
import { dimensionsSchema, textsSchema, vectorSchema } from './wire.ts';

const bodySchema = z
  .object({
    inputs: textsSchema,
    truncate: z
      .boolean()
      .nullish()
      .meta({ description: 'false: a text that is too long is an error, not cut' }),
    prompt_name: z
      .string()
      .nullish()
      .meta({ description: '`query` for queries; anything else is a document' }),
    dimensions: dimensionsSchema,
  })
  .meta({ id: 'TeiRequest' });

const infoSchema = z
  .object({
    model_id: z.string(),
    model_sha: z.string(),
    model_dtype: z.string(),
    model_type: z.object({ embedding: z.object({ pooling: z.string() }) }),
    max_input_length: z.int(),
    max_client_batch_size: z.int(),
  })
  .meta({ id: 'TeiInfo' });

/** `POST /embed` and `GET /info` as Text Embeddings Inference speaks them, and clients of Hugging Face. */
export function teiRoutes(service: EmbedService, limits: ServerLimits): readonly Route[] {
  const embed = postRoute(
    {
      path: '/embed',
      summary: 'Embeddings of texts, as Text Embeddings Inference gives them',
      access: 'embed',
      envelope: teiEnvelope,
      body: bodySchema,
      answer: z.array(vectorSchema).meta({ id: 'TeiEmbeddings' }),
      mayLackType: true,
    },
    async ({ inputs, truncate, prompt_name: prompt, dimensions: asked }, call) => {
      const dimensions = dimensionsOf(asked, service, call);
      const task = taskOf(prompt === 'query', call);
      const texts = typeof inputs === 'string' ? [inputs] : inputs;
      const paramOf = (i: number): string =>
        typeof inputs === 'string' ? 'inputs' : `inputs[${i}]`;
      const contents = texts.map((text) => ({ text }));
      const embedded = await service.embed(contents, { task, paramOf }, call);
      if (truncate === false) checkWhole(embedded, paramOf, service);
      return { body: embedded.map(({ vector }) => Array.from(cut(vector, dimensions))) };
    },
  );
  const { model, revision, weights, maxTokens } = service.identity;
  const info = getRoute(
    {
      path: '/info',
      summary: 'Which model it is, as Text Embeddings Inference says it',
      access: 'embed',
      envelope: teiEnvelope,
      answer: infoSchema,
    },
    async () => ({
      body: {
        model_id: model,
        model_sha: revision,
        model_dtype: weights,
        model_type: { embedding: { pooling: 'mean' } },
        max_input_length: maxTokens,
        max_client_batch_size: limits.itemsPerRequest,
      },
    }),
  );
  return [embed, info];
}

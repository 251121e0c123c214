import { encodeEmbedding } from '@nestvec/core/kit';
import { z } from 'zod';
import { postRoute, type Route } from '../app/route.ts';
import { checkWhole, tokensOf } from '../embed/check-whole.ts';
import { cut, dimensionsOf, type EmbedService, taskOf } from '../embed/embed-service.ts';
import { detailEnvelope } from '../problem/envelope.ts';
import { isGoClient } from './go-client.ts';
import { onePart, partsSchema } from './parts.ts';
import { dimensionsSchema, embeddingSchema } from './wire.ts';

const bodySchema = z
  .object({
    inputs: z.array(z.object({ content: partsSchema })).min(1, 'is empty; give an input'),
    model: z.string().nullish(),
    input_type: z
      .string()
      .nullish()
      .meta({ description: '`query` for queries; anything else is a document' }),
    truncation: z
      .boolean()
      .nullish()
      .meta({ description: 'false: a text that is too long is an error, not cut' }),
    output_dimension: dimensionsSchema,
    encoding_format: z.literal('base64', 'must be base64, or left out').nullish(),
    output_encoding: z.literal('base64', 'must be base64, or left out').nullish(),
  })
  .meta({ id: 'VoyageRequest' });

const answerSchema = z
  .object({
    object: z.literal('list'),
    data: z.array(
      z.object({ object: z.literal('embedding'), embedding: embeddingSchema, index: z.int() }),
    ),
    model: z.string(),
    usage: z.object({ text_tokens: z.int(), image_pixels: z.int(), total_tokens: z.int() }),
  })
  .meta({ id: 'VoyageEmbeddings' });

/** `POST /v1/multimodalembeddings` as Voyage speaks it, and Weaviate's multi2vec-voyageai. */
export function voyageRoute(service: EmbedService): Route {
  return postRoute(
    {
      path: '/v1/multimodalembeddings',
      summary: 'Embeddings of texts and images, as Voyage gives them',
      access: 'embed',
      envelope: detailEnvelope,
      body: bodySchema,
      answer: answerSchema,
      mayLackType: true,
      isPatient: isGoClient,
    },
    async (body, call) => {
      const name = service.nameOf(body.model);
      const dimensions = dimensionsOf(body.output_dimension, service, call);
      const task = taskOf(body.input_type === 'query', call, name);
      const placed = body.inputs.map(({ content }, i) => onePart(content, `inputs[${i}].content`));
      const paramOf = (i: number): string => placed[i]?.param ?? 'inputs';
      const contents = placed.map(({ content }) => content);
      const embedded = await service.embed(contents, { task, paramOf }, call);
      if (body.truncation === false) checkWhole(embedded, paramOf, service);
      const encoding = body.encoding_format ?? body.output_encoding ?? 'float';
      const tokens = tokensOf(embedded);
      return {
        body: {
          object: 'list',
          data: embedded.map(({ vector }, index) => ({
            object: 'embedding',
            embedding: encodeEmbedding(cut(vector, dimensions), encoding),
            index,
          })),
          model: body.model ?? name.id,
          usage: { text_tokens: tokens, image_pixels: 0, total_tokens: tokens },
        },
      };
    },
  );
}

import { randomUUID } from 'node:crypto';
import { encodeEmbedding, wireEncodings } from '@nestvec/core/kit';
import { z } from 'zod';
import { postRoute, type Route } from '../app/route.ts';
import { checkWhole, tokensOf } from '../embed/check-whole.ts';
import { cut, dimensionsOf, type EmbedService, taskOf } from '../embed/embed-service.ts';
import type { WireContent } from '../embed/read-contents.ts';
import { cohereEnvelope } from '../problem/envelope.ts';
import { refuse } from '../problem/refusal.ts';
import { isGoClient } from './go-client.ts';
import { onePart, partsSchema } from './parts.ts';
import { dimensionsSchema, embeddingSchema } from './wire.ts';

const bodySchema = z
  .object({
    model: z.string().nullish(),
    input_type: z
      .string()
      .nullish()
      .meta({ description: '`search_query` for queries; anything else is a document' }),
    texts: z.array(z.string()).nullish(),
    images: z.array(z.string()).nullish().meta({ description: 'data: URLs, or base64' }),
    inputs: z.array(z.object({ content: partsSchema })).nullish(),
    embedding_types: z
      .array(z.enum(wireEncodings, `must be one of ${wireEncodings.join(', ')}`))
      .nullish(),
    output_dimension: dimensionsSchema,
    truncate: z
      .string()
      .nullish()
      .meta({ description: '`NONE`: a text that is too long is an error, not cut' }),
  })
  .meta({ id: 'CohereRequest' });

const answerSchema = z
  .object({
    id: z.string(),
    response_type: z.literal('embeddings_by_type'),
    embeddings: z.record(z.string(), z.array(embeddingSchema)),
    texts: z.array(z.string()),
    meta: z.object({
      api_version: z.object({ version: z.literal('2') }),
      billed_units: z.object({ input_tokens: z.int(), images: z.int() }),
    }),
  })
  .meta({ id: 'CohereEmbeddings' });

/** `POST /v2/embed` as Cohere speaks it. */
export function cohereRoute(service: EmbedService): Route {
  return postRoute(
    {
      path: '/v2/embed',
      summary: 'Embeddings of texts and images, as Cohere gives them',
      access: 'embed',
      envelope: cohereEnvelope,
      body: bodySchema,
      answer: answerSchema,
      mayLackType: true,
      isPatient: isGoClient,
    },
    async (body, call) => {
      const name = service.nameOf(body.model);
      const dimensions = dimensionsOf(body.output_dimension, service, call);
      const task = taskOf(body.input_type === 'search_query', call, name);
      const { contents, params } = contentsOf(body);
      const paramOf = (i: number): string => params[i] ?? 'inputs';
      const embedded = await service.embed(contents, { task, paramOf }, call);
      if (body.truncate?.toUpperCase() === 'NONE') checkWhole(embedded, paramOf, service);
      const short = embedded.map(({ vector }) => cut(vector, dimensions));
      const types = body.embedding_types?.length ? body.embedding_types : (['float'] as const);
      return {
        body: {
          id: randomUUID(),
          response_type: 'embeddings_by_type',
          embeddings: Object.fromEntries(
            types.map((type) => [type, short.map((vector) => encodeEmbedding(vector, type))]),
          ),
          texts: body.texts ?? [],
          meta: {
            api_version: { version: '2' },
            billed_units: {
              input_tokens: tokensOf(embedded),
              images: contents.filter((one) => 'image' in one).length,
            },
          },
        },
      };
    },
  );
}

/** Exactly one of the three lists, and where each of its contents stands. */
function contentsOf({ texts, images, inputs }: z.infer<typeof bodySchema>): {
  readonly contents: readonly WireContent[];
  readonly params: readonly string[];
} {
  const lists = [
    texts?.map((text, i) => ({ content: { text }, param: `texts[${i}]` })),
    images?.map((image, i) => ({ content: { image }, param: `images[${i}]` })),
    inputs?.map(({ content }, i) => onePart(content, `inputs[${i}].content`)),
  ].flatMap((list) => (list === undefined || list.length === 0 ? [] : [list]));
  const [placed, second] = lists;
  if (placed === undefined || second !== undefined)
    throw refuse(400, 'invalid_request', 'give exactly one of texts, images and inputs');
  return {
    contents: placed.map(({ content }) => content),
    params: placed.map(({ param }) => param),
  };
}

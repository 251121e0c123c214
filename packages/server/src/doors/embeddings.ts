import { encodeEmbedding } from '@nestvec/core/kit';
import { z } from 'zod';
import { postRoute, type Route } from '../app/route.ts';
import { checkWhole, tokensOf } from '../embed/check-whole.ts';
import { cut, dimensionsOf, type EmbedService, taskOf } from '../embed/embed-service.ts';
import type { WireContent } from '../embed/read-contents.ts';
import { openaiEnvelope } from '../problem/envelope.ts';
import { isGoClient } from './go-client.ts';
import { dimensionsSchema, embeddingSchema, encodingSchema } from './wire.ts';

const content = z.union([
  z.string(),
  z.object({ text: z.string() }),
  z.object({ image: z.string().meta({ description: 'base64, a data: URL, or an http(s) URL' }) }),
]);

const inputSchema = z
  .union([content, z.array(content)], { error: ({ input: given }) => problemOfInput(given) })
  .refine((given) => !Array.isArray(given) || given.length > 0, 'is empty; give a text or an image')
  .meta({ description: 'A text, an image, or a list of them' });

const bodySchema = z
  .object({
    input: inputSchema,
    model: z.string().nullish(),
    dimensions: dimensionsSchema,
    task: z
      .string()
      .nullish()
      .meta({ description: '`retrieval.query` for queries; anything else is a document' }),
    embedding_type: encodingSchema.meta({ description: 'Jina’s name for the encoding' }),
    encoding_format: encodingSchema.meta({ description: 'OpenAI’s name for the encoding' }),
    modality: z.enum(['text', 'image'], 'must be text or image').nullish().meta({
      description: 'Infinity’s name for what bare texts of `input` are: image URLs or base64',
    }),
    truncate: z
      .boolean()
      .nullish()
      .meta({ description: 'false: a text that is too long is an error, not cut' }),
  })
  .meta({ id: 'EmbeddingsRequest' });

const answerSchema = z
  .object({
    object: z.literal('list'),
    model: z.string(),
    data: z.array(
      z.object({ object: z.literal('embedding'), index: z.int(), embedding: embeddingSchema }),
    ),
    usage: z.object({ prompt_tokens: z.int(), total_tokens: z.int() }),
  })
  .meta({ id: 'Embeddings' });

/** Weaviate's text2vec-openai sends one object a request unless an answer says that more is left. */
const rateHeaders: Readonly<Record<string, string>> = {
  'x-ratelimit-limit-requests': '1000000',
  'x-ratelimit-limit-tokens': '1000000000',
  'x-ratelimit-remaining-requests': '1000000',
  'x-ratelimit-remaining-tokens': '1000000000',
  'x-ratelimit-reset-requests': '1s',
  'x-ratelimit-reset-tokens': '1s',
};

/** `POST /v1/embeddings` as Jina and OpenAI speak it, and `POST /embeddings` as Infinity does. */
export function embeddingsRoutes(service: EmbedService): readonly Route[] {
  return [
    embeddingsRoute(service, '/v1/embeddings', 'Jina and OpenAI give them'),
    embeddingsRoute(service, '/embeddings', 'Infinity gives them'),
  ];
}

function embeddingsRoute(service: EmbedService, path: string, as: string): Route {
  return postRoute(
    {
      path,
      summary: `Embeddings of texts and images, as ${as}`,
      access: 'embed',
      envelope: openaiEnvelope,
      body: bodySchema,
      answer: answerSchema,
      isPatient: isGoClient,
    },
    async (body, call) => {
      const name = service.nameOf(body.model);
      const dimensions = dimensionsOf(body.dimensions, service, call);
      const encoding = body.encoding_format ?? body.embedding_type ?? 'float';
      const task = taskOf(body.task === 'retrieval.query', call, name);
      const { input } = body;
      const paramOf = (i: number): string => (Array.isArray(input) ? `input[${i}]` : 'input');
      const embedded = await service.embed(contentsOf(body), { task, paramOf }, call);
      if (body.truncate === false) checkWhole(embedded, paramOf, service);
      const tokens = tokensOf(embedded);
      return {
        headers: rateHeaders,
        body: {
          object: 'list',
          model: body.model ?? name.id,
          data: embedded.map(({ vector }, index) => ({
            object: 'embedding',
            index,
            embedding: encodeEmbedding(cut(vector, dimensions), encoding),
          })),
          usage: { prompt_tokens: tokens, total_tokens: tokens },
        },
      };
    },
  );
}

function contentsOf({ input, modality }: z.infer<typeof bodySchema>): readonly WireContent[] {
  const list = Array.isArray(input) ? input : [input];
  return list.map((one) => {
    if (typeof one !== 'string') return one;
    return modality === 'image' ? { image: one } : { text: one };
  });
}

/** Which part of an input is wrong, and what to do. */
function problemOfInput(given: unknown): string {
  const list = Array.isArray(given) ? given : [given];
  if (given === undefined) return 'is missing; give a text, { text }, { image }, or a list of them';
  if (list.some((one) => typeof one === 'number' || Array.isArray(one)))
    return 'holds numbers of tokens, and those of another model’s tokenizer; send texts (LangChain: check_embedding_ctx_length=False)';
  const bad = list.findIndex((one) => !content.safeParse(one).success);
  return `${Array.isArray(given) ? `[${bad}] ` : ''}must be a text, { text } or { image }`;
}

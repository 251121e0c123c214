import { z } from 'zod';
import { postRoute, type Route } from '../app/route.ts';
import { checkWhole, tokensOf } from '../embed/check-whole.ts';
import { cut, dimensionsOf, type EmbedService, taskOf } from '../embed/embed-service.ts';
import { plainEnvelope } from '../problem/envelope.ts';
import { isGoClient } from './go-client.ts';
import { dimensionsSchema, textsSchema, vectorSchema } from './wire.ts';

const bodySchema = z
  .object({
    model: z.string().nullish(),
    input: textsSchema,
    truncate: z
      .boolean()
      .nullish()
      .meta({ description: 'false: a text that is too long is an error, not cut' }),
    dimensions: dimensionsSchema,
  })
  .meta({ id: 'OllamaRequest' });

const answerSchema = z
  .object({
    model: z.string(),
    embeddings: z.array(vectorSchema),
    total_duration: z.int().meta({ description: 'Nanoseconds' }),
    load_duration: z.int(),
    prompt_eval_count: z.int(),
  })
  .meta({ id: 'OllamaEmbeddings' });

/** `POST /api/embed` as Ollama speaks it, and Weaviate's text2vec-ollama. */
export function ollamaRoute(service: EmbedService): Route {
  return postRoute(
    {
      path: '/api/embed',
      summary: 'Embeddings of texts, as Ollama gives them',
      access: 'embed',
      envelope: plainEnvelope,
      body: bodySchema,
      answer: answerSchema,
      mayLackType: true,
      isPatient: isGoClient,
    },
    async ({ model, input, truncate, dimensions: asked }, call) => {
      const started = performance.now();
      // Ollama's clients name a version behind the model.
      const name = service.nameOf(model?.replace(/:latest$/, ''));
      const dimensions = dimensionsOf(asked, service, call);
      const task = taskOf(false, call, name);
      const texts = typeof input === 'string' ? [input] : input;
      const paramOf = (i: number): string => (typeof input === 'string' ? 'input' : `input[${i}]`);
      const contents = texts.map((text) => ({ text }));
      const embedded = await service.embed(contents, { task, paramOf }, call);
      if (truncate === false) checkWhole(embedded, paramOf, service);
      return {
        body: {
          model: model ?? name.id,
          embeddings: embedded.map(({ vector }) => Array.from(cut(vector, dimensions))),
          total_duration: Math.round((performance.now() - started) * 1e6),
          load_duration: 0,
          prompt_eval_count: tokensOf(embedded),
        },
      };
    },
  );
}

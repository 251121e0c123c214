import { z } from 'zod';
import { postRoute, type Route } from '../app/route.ts';
import { cut, dimensionsOf, type EmbedService, taskOf } from '../embed/embed-service.ts';
import type { WireContent } from '../embed/read-contents.ts';
import { plainEnvelope } from '../problem/envelope.ts';
import { refuse } from '../problem/refusal.ts';
import { dimensionsSchema, vectorSchema } from './wire.ts';

const inputSchema = z.object({
  data: z
    .unknown()
    .meta({ description: 'A text, an image as base64 or URL, { text } or { image }' }),
  data_type: z.enum(['text', 'image', 'object']),
  model: z.string().nullish(),
  options: z
    .object({ mrl: dimensionsSchema, dimensions: dimensionsSchema })
    .nullish()
    .meta({ description: 'mrl, or dimensions: length of the prefix that is wanted' }),
});

const bodySchema = z
  .object({
    inputs: z.array(inputSchema),
    inference: z.string().nullish().meta({ description: '`search` for queries, or `update`' }),
    token: z.string().nullish().meta({ description: 'The key, from Qdrant’s configuration' }),
  })
  .meta({ id: 'QdrantRequest' });

const answerSchema = z
  .object({
    embeddings: z.array(vectorSchema),
    usage: z.object({ models: z.record(z.string(), z.object({ tokens: z.int() })) }),
  })
  .meta({ id: 'QdrantEmbeddings' });

const objectSchema = z.union([
  z.strictObject({ text: z.string() }),
  z.strictObject({ image: z.string() }),
]);

/** `POST /qdrant`, for `inference.address` of Qdrant's configuration. */
export function qdrantRoute(service: EmbedService): Route {
  return postRoute(
    {
      path: '/qdrant',
      summary: 'What Qdrant asks of the service at its inference address',
      access: 'embed',
      envelope: plainEnvelope,
      body: bodySchema,
      answer: answerSchema,
      keyInBody,
    },
    async ({ inputs, inference }, call) => {
      const dimensions = inputs.map(({ model, options }) => {
        service.nameOf(model);
        return dimensionsOf(options?.mrl ?? options?.dimensions, service, call);
      });
      const asked = distinct(inputs);
      const embedded = await service.embed(
        asked.map(({ content }) => content),
        {
          task: taskOf(inference === 'search', call),
          paramOf: (i) => `inputs[${asked[i]?.places[0]}].data`,
        },
        call,
      );
      const embeddings: number[][] = [];
      const models: Record<string, { tokens: number }> = {};
      for (const [i, { places }] of asked.entries()) {
        const { vector, tokens } = embedded[i] ?? missing();
        for (const place of places)
          embeddings[place] = Array.from(cut(vector, dimensions[place] ?? vector.length));
        const usage = (models[inputs[places[0] ?? 0]?.model ?? service.identity.model] ??= {
          tokens: 0,
        });
        usage.tokens += tokens;
      }
      return { body: { embeddings, usage: { models } } };
    },
  );
}

/** A content, and where it stands among the inputs. */
interface Distinct {
  readonly content: WireContent;
  readonly places: number[];
}

/** One text in several lengths, as a search from coarse to full asks for it, is embedded once. */
function distinct(inputs: readonly Input[]): readonly Distinct[] {
  const found = new Map<string, Distinct>();
  for (const [place, input] of inputs.entries()) {
    const content = contentOf(input, `inputs[${place}]`);
    const key = JSON.stringify(content);
    const known = found.get(key);
    if (known === undefined) found.set(key, { content, places: [place] });
    else known.places.push(place);
  }
  return [...found.values()];
}

function missing(): never {
  throw new Error('an embedding is missing');
}

/** Qdrant sends no header of its own. */
function keyInBody(body: unknown): string | undefined {
  const token: unknown =
    typeof body === 'object' && body !== null && 'token' in body ? body.token : undefined;
  return typeof token === 'string' ? token : undefined;
}

type Input = z.infer<typeof inputSchema>;

function contentOf({ data, data_type: type }: Input, param: string): WireContent {
  if (type !== 'object') {
    if (typeof data !== 'string')
      throw refuse(400, 'invalid_input', `${param}.data: must be a text or an image’s base64`, {
        param,
      });
    return type === 'text' ? { text: data } : { image: data };
  }
  const { data: content } = objectSchema.safeParse(data);
  if (content !== undefined) return content;
  throw refuse(400, 'invalid_input', `${param}.data: must be { text } or { image }`, { param });
}

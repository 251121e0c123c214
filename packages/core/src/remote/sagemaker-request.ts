import { z } from 'zod';
import type { Task } from '../embedder/content.ts';
import { decodeEmbedding } from './decode-embedding.ts';
import type { HostedModel, HostedModelId } from './models.ts';
import type { ReadyInput } from './ready.ts';
import type { Result } from './service.ts';

/** The bodies that the marketplace's containers take, by the model they were made for. */
export type SageMakerShape = 'clip-v2' | 'clip-v1';

/** The model behind each shape. */
export const shapeModels: Readonly<Record<SageMakerShape, HostedModelId>> = {
  'clip-v2': 'jina-clip-v2',
  'clip-v1': 'jina-clip-v1',
};

/**
 * Body of an invocation, as Jina's own client writes it (jina-sagemaker, client.py): an image is `url` or `bytes` for clip-v2 and
 * `image` for clip-v1. That client names a task for documents too; here they have none, as on the API.
 */
export function sageMakerRequest(
  shape: SageMakerShape,
  model: HostedModel,
  inputs: readonly ReadyInput[],
  task: Task,
): unknown {
  if (shape === 'clip-v1') {
    const data = inputs.map((input) =>
      'text' in input ? input : { image: 'url' in input ? input.url : input.base64 },
    );
    return { data };
  }
  const data = inputs.map((input) => ('base64' in input ? { bytes: input.base64 } : input));
  const named = model.tasks[task];
  const { dimensions } = model;
  return { data, parameters: named === undefined ? { dimensions } : { task: named, dimensions } };
}

const responseSchema = z.object({
  data: z.array(
    z.object({
      embedding: z.unknown(),
      usage: z.object({ total_tokens: z.number().nonnegative() }).optional().catch(undefined),
    }),
  ),
});

/**
 * Reads an answer. It has no indices, only the order of the inputs, so one of another length is refused whole, with what is wrong
 * as the rest of a sentence. The containers do not normalise; decoding does. Usage is per item.
 */
export function readSageMakerResponse(
  body: string,
  inputs: number,
  dimensions: number,
): readonly Result[] | string {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return 'is not JSON';
  }
  const parsed = responseSchema.safeParse(json);
  if (!parsed.success) return 'is not a list of embeddings';
  const { data } = parsed.data;
  if (data.length !== inputs) return `has ${data.length} embeddings for ${inputs} inputs`;
  return data.map(({ embedding, usage }) => ({
    decoded: decodeEmbedding(embedding, 'float', dimensions),
    tokens: usage?.total_tokens,
  }));
}

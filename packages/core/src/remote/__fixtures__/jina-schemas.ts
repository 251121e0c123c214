import { z } from 'zod';
import type { HostedModelId } from '../models.ts';

/**
 * What the API takes, written from its published description (2026.04.02): stricter than that where it is silent, since the fake
 * is there to notice a field that does not exist.
 */
const encoding = z.enum(['float', 'base64', 'binary', 'ubinary']);
const text = z.union([z.string(), z.strictObject({ text: z.string() })]);
const image = z.strictObject({ image: z.string().min(1) });
const common = {
  embedding_type: z.union([encoding, z.array(encoding), z.null()]).optional(),
  truncate: z.boolean().nullish(),
};
const normalized = { normalized: z.boolean().nullish() };
const dimensions = (most: number): { dimensions: z.ZodType<number | null | undefined> } => ({
  dimensions: z.int().positive().max(most).nullish(),
});
const texts = z.array(text).min(1);
const both = z.array(z.union([text, image])).min(1);

const v5 = (model: HostedModelId, input: z.ZodType): z.ZodObject =>
  z.strictObject({
    model: z.literal(model),
    input,
    ...common,
    ...normalized,
    ...dimensions(1024),
    task: z
      .enum([
        'retrieval.query',
        'retrieval.passage',
        'text-matching',
        'clustering',
        'classification',
      ])
      .nullish(),
  });

/** A body of `POST /embeddings`, by model. */
const requestSchemas: Readonly<Record<HostedModelId, z.ZodObject>> = {
  'jina-clip-v1': z.strictObject({
    model: z.literal('jina-clip-v1'),
    input: both,
    ...common,
    ...normalized,
  }),
  'jina-clip-v2': z.strictObject({
    model: z.literal('jina-clip-v2'),
    input: both,
    ...common,
    ...normalized,
    ...dimensions(1024),
    task: z.literal('retrieval.query').nullish(),
  }),
  'jina-embeddings-v3': z.strictObject({
    model: z.literal('jina-embeddings-v3'),
    input: texts,
    ...common,
    ...normalized,
    ...dimensions(1024),
    late_chunking: z.boolean().nullish(),
    task: z
      .enum([
        'retrieval.query',
        'retrieval.passage',
        'text-matching',
        'classification',
        'separation',
      ])
      .nullish(),
  }),
  'jina-embeddings-v4': z.strictObject({
    model: z.literal('jina-embeddings-v4'),
    input: both,
    ...common,
    ...dimensions(2048),
    late_chunking: z.boolean().nullish(),
    return_multivector: z.boolean().nullish(),
    return_tokenized_input: z.boolean().nullish(),
    task: z
      .enum([
        'text-matching',
        'retrieval.query',
        'retrieval.passage',
        'code.query',
        'code.passage',
      ])
      .nullish(),
  }),
  'jina-embeddings-v5-omni-small': v5('jina-embeddings-v5-omni-small', both),
  'jina-embeddings-v5-omni-nano': v5('jina-embeddings-v5-omni-nano', both),
  'jina-embeddings-v5-text-small': v5('jina-embeddings-v5-text-small', texts),
  'jina-embeddings-v5-text-nano': v5('jina-embeddings-v5-text-nano', texts),
};

/** What is read of a body that passed. */
export interface ValidRequest {
  readonly model: HostedModelId;
  readonly input: readonly ValidInput[];
  readonly embedding_type?: string | readonly string[] | null;
  readonly truncate?: boolean | null;
  readonly normalized?: boolean | null;
  readonly dimensions?: number | null;
  readonly task?: string | null;
}

/** One input of it. */
export type ValidInput = string | { readonly text: string } | { readonly image: string };

/** Checks a body; gives the path of the first bad place, if there is one. */
export function validateRequest(json: unknown): ValidRequest | string {
  const name = typeof json === 'object' && json !== null && 'model' in json ? json.model : '';
  if (typeof name !== 'string' || !Object.hasOwn(requestSchemas, name)) return 'no such model';
  // The name is one of the table's own.
  const parsed = requestSchemas[name as HostedModelId].safeParse(json);
  // Each of the schemas gives at least this.
  if (parsed.success) return parsed.data as unknown as ValidRequest;
  return ['body', ...(parsed.error.issues[0]?.path ?? [])].map(String).join(' -> ');
}

/** Fields that each model's request may have. */
export function fieldsOf(model: HostedModelId): readonly string[] {
  return Object.keys(requestSchemas[model].shape);
}

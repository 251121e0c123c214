import { z } from 'zod';
import { pineconeLimits as limits } from './limits.ts';
import type { ConfigureIndexRequest, CreateIndexRequest } from './wire.ts';

const indexName = z
  .string()
  .min(1)
  .max(limits.indexNameLength)
  .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/);

const tags = z
  .record(
    z
      .string()
      .min(1)
      .max(limits.tagKeyLength)
      .regex(/^[A-Za-z0-9_-]+$/),
    z
      .string()
      .max(limits.tagValueLength)
      .regex(/^[\x20-\x7E]*$/),
  )
  .refine((entries) => Object.keys(entries).length <= limits.tags, 'holds more than 20 tags');

const deletionProtection = z.enum(['enabled', 'disabled']);

const denseVector = z.strictObject({
  type: z.literal('dense_vector'),
  dimension: z.int().min(1).max(limits.dimensions),
  metric: z.enum(['cosine', 'dotproduct', 'euclidean']),
});

const managed = z.strictObject({
  deployment_type: z.literal('managed'),
  cloud: z.enum(['gcp', 'aws', 'azure']),
  region: z.string().min(1),
});

const pod = z.strictObject({
  deployment_type: z.literal('pod'),
  environment: z.string(),
  pod_type: z.string(),
  replicas: z.int().min(1).optional(),
  shards: z.int().min(1).optional(),
});

/** Bodies of the control plane. Only classic vector indexes are made here: one field, `_values`. */
export const controlRequests: {
  readonly CreateIndexRequest: z.ZodType<CreateIndexRequest>;
  readonly ConfigureIndexRequest: z.ZodType<ConfigureIndexRequest>;
} = {
  CreateIndexRequest: z.strictObject({
    name: indexName,
    schema: z.strictObject({ fields: z.strictObject({ _values: denseVector }) }),
    deployment: managed.optional(),
    tags: tags.nullish(),
    deletion_protection: deletionProtection.optional(),
    read_capacity: z.strictObject({ mode: z.literal('OnDemand') }).optional(),
  }),
  ConfigureIndexRequest: z.strictObject({
    tags: tags.nullish(),
    deletion_protection: deletionProtection.optional(),
  }),
};

const indexModel = z.strictObject({
  name: indexName,
  host: z.string(),
  status: z.strictObject({
    ready: z.boolean(),
    state: z.enum(['Initializing', 'Ready', 'Terminating']),
  }),
  deployment: z.union([managed, pod]),
  schema: z.strictObject({
    fields: z.strictObject({
      _values: denseVector,
      _sparse_values: z.strictObject({ type: z.literal('sparse_vector') }),
    }),
  }),
  read_capacity: z
    .strictObject({
      mode: z.literal('OnDemand'),
      status: z.strictObject({ state: z.literal('Ready') }),
    })
    .optional(),
  tags: tags.nullable(),
  deletion_protection: deletionProtection,
});

/** Answers of the control plane; the fake checks its own. */
export const controlAnswers: Readonly<
  Record<'IndexModel' | 'IndexList' | 'ErrorResponse', z.ZodType>
> = {
  IndexModel: indexModel,
  IndexList: z.strictObject({ indexes: z.array(indexModel) }),
  ErrorResponse: z.strictObject({
    status: z.int(),
    error: z.strictObject({ code: z.string(), message: z.string() }),
  }),
};

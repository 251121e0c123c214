import { z } from 'zod';
import type { IndexInfo } from './api.ts';
import { strangeAnswer } from './errors.ts';

const schema = z.object({
  name: z.string(),
  host: z.string(),
  status: z.object({ ready: z.boolean(), state: z.string() }),
  deployment: z.object({ deploymentType: z.string() }),
  schema: z.object({
    fields: z.record(
      z.string(),
      z.object({
        type: z.string().optional(),
        dimension: z.number().optional(),
        metric: z.string().optional(),
      }),
    ),
  }),
  tags: z.record(z.string(), z.string()).nullish(),
});

/** Reads what the client says of an index. */
export function readIndex(model: unknown): IndexInfo {
  const index = tryReadIndex(model);
  if (index === undefined) throw strangeAnswer('it does not describe an index');
  return index;
}

/** The same; `undefined` for an index of another kind than is known here. */
export function tryReadIndex(model: unknown): IndexInfo | undefined {
  const parsed = schema.safeParse(model);
  if (!parsed.success) return undefined;
  const { name, host, status, deployment, tags } = parsed.data;
  const dense = Object.values(parsed.data.schema.fields).find(
    ({ type }) => type === 'dense_vector',
  );
  return {
    name,
    host,
    ready: status.ready,
    state: status.state,
    tags: tags ?? {},
    dimension: dense?.dimension,
    metric: dense?.metric,
    deployment: deployment.deploymentType,
  };
}

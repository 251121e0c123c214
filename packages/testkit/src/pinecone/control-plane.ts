import type { z } from 'zod';
import { controlAnswers, controlRequests } from './control-schemas.ts';
import { createFakeIndex, type FakeIndex } from './fake-index.ts';
import { type FakeState, findIndex } from './fake-state.ts';
import { parse } from './parse.ts';
import { pineconeLimits as limits } from './limits.ts';
import { badRequest, Refusal } from './refusal.ts';

/** An answer of the control plane; a deletion has no body. */
export interface ControlAnswer {
  readonly status: number;
  readonly schema?: z.ZodType;
  readonly body?: unknown;
}

/** Carries out one request of the control plane. `hostOf` says where an index takes its data. */
export function controlPlane(
  state: FakeState,
  route: { readonly method: string; readonly name: string | undefined },
  input: unknown,
  hostOf: (name: string) => string,
): ControlAnswer {
  const { method, name } = route;
  const answer = (status: number, index: FakeIndex): ControlAnswer => ({
    status,
    schema: controlAnswers.IndexModel,
    body: modelOf(state, index, hostOf),
  });
  if (name === undefined) {
    if (method === 'POST') return answer(201, create(state, input));
    if (method !== 'GET') throw new Refusal(405, 'UNIMPLEMENTED', `no ${method} on /indexes`);
    const indexes = [...state.indexes.keys()].flatMap((known) => present(state, known));
    return {
      status: 200,
      schema: controlAnswers.IndexList,
      body: { indexes: indexes.map((index) => modelOf(state, index, hostOf)) },
    };
  }
  switch (method) {
    case 'GET':
      return answer(200, findIndex(state, name));
    case 'PATCH':
      return answer(200, configure(state, name, input));
    case 'DELETE':
      remove(state, name);
      return { status: 202 };
    default:
      throw new Refusal(405, 'UNIMPLEMENTED', `no ${method} on /indexes/${name}`);
  }
}

function present(state: FakeState, name: string): FakeIndex[] {
  try {
    return [findIndex(state, name)];
  } catch {
    return []; // it went away just now
  }
}

function create(state: FakeState, input: unknown): FakeIndex {
  const request = parse(controlRequests.CreateIndexRequest, input);
  const { name, schema, tags, deletion_protection: deletionProtection = 'disabled' } = request;
  if (present(state, name).length > 0)
    throw new Refusal(409, 'ALREADY_EXISTS', 'Resource already exists.');
  const { behaviour } = state;
  const index = createFakeIndex(
    {
      name,
      dimension: schema.fields._values.dimension,
      metric: schema.fields._values.metric,
      deployment: request.deployment ?? {
        deployment_type: 'managed',
        cloud: 'aws',
        region: 'us-east-1',
      },
      tags: withoutEmpty(tags ?? {}),
      deletionProtection,
      readyAt: behaviour.now() + behaviour.readyAfterMs,
    },
    behaviour.now,
  );
  state.indexes.set(name, index);
  return index;
}

function configure(state: FakeState, name: string, input: unknown): FakeIndex {
  const index = findIndex(state, name);
  const { tags, deletion_protection: deletionProtection } = parse(
    controlRequests.ConfigureIndexRequest,
    input,
  );
  if (tags !== undefined) {
    const merged = withoutEmpty({ ...index.tags, ...tags });
    if (Object.keys(merged).length > limits.tags)
      throw badRequest(`an index has at most ${limits.tags} tags`);
    index.tags = merged;
  }
  if (deletionProtection !== undefined) index.deletionProtection = deletionProtection;
  return index;
}

function remove(state: FakeState, name: string): void {
  const index = findIndex(state, name);
  if (index.deletionProtection === 'enabled')
    throw new Refusal(
      403,
      'FORBIDDEN',
      'Deletion protection is enabled for this index. Disable deletion protection before retrying.',
    );
  const { now, goneAfterMs } = state.behaviour;
  index.goneAt ??= now() + goneAfterMs;
}

/** A tag set to an empty text is taken away. */
function withoutEmpty(tags: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).filter(([, value]) => value !== ''));
}

function modelOf(
  { behaviour }: FakeState,
  index: FakeIndex,
  hostOf: (name: string) => string,
): object {
  const { name, dimension, metric, deployment, tags, deletionProtection, readyAt, goneAt } = index;
  const ready = readyAt <= behaviour.now() && goneAt === undefined;
  return {
    name,
    host: hostOf(name),
    status: {
      ready,
      state: goneAt !== undefined ? 'Terminating' : ready ? 'Ready' : 'Initializing',
    },
    deployment,
    schema: {
      fields: {
        _values: { type: 'dense_vector', dimension, metric },
        _sparse_values: { type: 'sparse_vector' },
      },
    },
    ...(deployment.deployment_type === 'managed'
      ? { read_capacity: { mode: 'OnDemand' as const, status: { state: 'Ready' as const } } }
      : {}),
    tags: Object.keys(tags).length === 0 ? null : { ...tags },
    deletion_protection: deletionProtection,
  };
}

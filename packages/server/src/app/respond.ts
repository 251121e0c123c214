import { type InFlight, messageOf } from '@nestvec/core/kit';
import type { Context, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { admitKey, type Admitted } from '../guard/admit-key.ts';
import { type KeyRing, keyInHeaders } from '../guard/keys.ts';
import { readForm } from '../guard/read-form.ts';
import { readJson } from '../guard/read-json.ts';
import type { ServerLimits } from '../options.ts';
import { Refusal, refuse } from '../problem/refusal.ts';
import type { Room } from '../queue/room.ts';
import type { Env } from './env.ts';
import { takePrefix } from './path-prefix.ts';
import type { Answer, Call, Route } from './route.ts';

/** What every route is answered with. */
export interface Responder {
  readonly keys: KeyRing;
  readonly limits: ServerLimits;
  /** Bytes of bodies. */
  readonly held: Room;
  /** Requests that are being answered. */
  readonly inFlight: InFlight;
  readonly now: () => number;
}

/** Answers a request; from `close` on only what is open. Throws what refuses it. */
export async function respond(
  route: Route,
  context: Context<Env, string>,
  tools: Responder,
): Promise<Answer> {
  const answer = async (): Promise<Answer> => await letIn(route, context, tools);
  return route.access === 'open' ? await answer() : await tools.inFlight.track(answer);
}

/** Lets a request in, reads it, and answers. */
async function letIn(
  route: Route,
  context: Context<Env, string>,
  tools: Responder,
): Promise<Answer> {
  const { keys, held } = tools;
  const { raw } = context.req;
  const sent = keyInHeaders(raw.headers);
  const admit = (key: string | undefined): Admitted | undefined => {
    if (route.access === 'open') return undefined;
    if (key === undefined && route.isPublic === true) return undefined;
    const admitted = admitKey(keys, { access: route.access, sent: key, now: tools.now() });
    context.set('admitted', admitted);
    return admitted;
  };
  // Who has no right to ask is refused before the body is read, unless the key stands in it.
  const isInBody = sent === undefined && route.keyInBody !== undefined;
  let admitted = isInBody ? undefined : admit(sent);
  const call = callOf(route, context, tools);
  if (route.body === undefined) return await route.respond(undefined, call(admitted));
  const leave = await holdBody(raw, call(admitted), held, tools.limits);
  try {
    const body = await readBody(route, context, tools.limits);
    if (isInBody) admitted = admit(route.keyInBody?.(body));
    return await route.respond(body, call(admitted));
  } finally {
    leave();
  }
}

/** A body without a length may be as large as any. */
async function holdBody(
  { headers }: Request,
  { isPatient, signal }: Call,
  held: Room,
  { bodyBytes, patienceMs }: ServerLimits,
): Promise<() => void> {
  const length = Number(headers.get('content-length') ?? bodyBytes);
  if (length > bodyBytes) throw tooLarge(bodyBytes);
  const leave = await held.enter(length, { patienceMs: isPatient ? patienceMs : 0, signal });
  if (leave !== undefined) return leave;
  throw refuse(429, 'busy', 'too many large requests are being read; ask again', {
    retryAfterSeconds: 1,
  });
}

async function readBody(
  route: Route,
  context: Context<Env, string>,
  { bodyBytes }: ServerLimits,
): Promise<unknown> {
  let body: unknown;
  const limit: MiddlewareHandler<Env> = bodyLimit({
    maxSize: bodyBytes,
    onError: () => {
      throw tooLarge(bodyBytes);
    },
  });
  try {
    await limit(context, async () => {
      body =
        route.bodyType === 'multipart/form-data'
          ? await readForm(context.req.raw)
          : await readJson(context.req.raw, route.mayLackType === true);
    });
  } catch (cause) {
    if (cause instanceof Refusal) throw cause;
    throw refuse(400, 'broken_body', `the body could not be read (${messageOf(cause)})`, { cause });
  }
  return body;
}

function tooLarge(bodyBytes: number): Refusal {
  const problem = `the body has more than ${bodyBytes} bytes; send fewer contents at once`;
  return refuse(413, 'body_too_large', problem);
}

function callOf(
  route: Route,
  context: Context<Env, string>,
  { keys }: Responder,
): (admitted: Admitted | undefined) => Call {
  const { raw } = context.req;
  const { pathname, searchParams: query } = new URL(raw.url);
  const { defaults } = takePrefix(pathname);
  const requestId = context.get('requestId');
  return (admitted) => ({
    requestId,
    defaults,
    params: context.req.param(),
    query,
    headers: raw.headers,
    key: admitted?.key,
    // Without keys all requests are of this machine, and take turns one by one.
    client: keys.size === 0 ? requestId : (admitted?.key?.id ?? requestId),
    signal: raw.signal,
    isPatient: route.isPatient?.(raw.headers) ?? false,
    count(items, tokens) {
      context.set('items', items);
      context.set('tokens', tokens);
      admitted?.countTokens(tokens);
    },
  });
}

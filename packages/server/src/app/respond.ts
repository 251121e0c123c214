import type { InFlight } from '@nestvec/core/kit';
import type { Context } from 'hono';
import { admitKey, type Admitted } from '../guard/admit-key.ts';
import { checkLists, checkValues } from '../guard/check-lists.ts';
import { type KeyRing, keyInHeaders } from '../guard/keys.ts';
import { readForm } from '../guard/read-form.ts';
import { readJson } from '../guard/read-json.ts';
import { createReceiver } from '../guard/receive-body.ts';
import type { ServerLimits } from '../options.ts';
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
  /** Bytes of bodies of requests whose key is not known yet, or that have none: they take no room from those with a key. */
  readonly heldUnknown: Room;
  /** Requests that are being answered. */
  readonly inFlight: InFlight;
  readonly now: () => number;
}

/** What a question to an index may hold besides its filters: 16 parts of a query with 100 ids each, and options. */
const otherValues = 3000;

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
  const { keys, held, heldUnknown } = tools;
  const { bodyBytes, heldBytes, patienceMs, itemsPerRequest, filterParts } = tools.limits;
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
  const { isPatient, signal } = call(admitted);
  const { request, leave } = createReceiver(raw, {
    held: keys.size > 0 && admitted?.key === undefined ? heldUnknown : held,
    heldBytes,
    bodyBytes,
    client: admitted?.key?.id,
    patienceMs: isPatient ? patienceMs : 0,
    signal,
  });
  try {
    const body =
      route.bodyType === 'multipart/form-data'
        ? await readForm(request)
        : await readJson(request, route.mayLackType === true);
    if (isInBody) admitted = admit(route.keyInBody?.(body));
    if (route.access === 'embed') checkLists(body, itemsPerRequest);
    else if (route.bodyType !== 'multipart/form-data') checkValues(body, filterParts + otherValues);
    return await route.respond(body, call(admitted));
  } finally {
    leave();
  }
}

function callOf(
  route: Route,
  context: Context<Env, string>,
  { keys }: Responder,
): (admitted: Admitted | undefined) => Call {
  const { raw } = context.req;
  const { origin, pathname, searchParams: query } = new URL(raw.url);
  const { defaults } = takePrefix(pathname);
  const requestId = context.get('requestId');
  return (admitted) => ({
    requestId,
    origin,
    defaults,
    params: context.req.param(),
    query,
    headers: raw.headers,
    key: admitted?.key,
    // Without keys all requests are of this machine, and take turns one by one.
    client: shareOf(admitted, keys) ?? requestId,
    share: shareOf(admitted, keys),
    signal: raw.signal,
    isPatient: route.isPatient?.(raw.headers) ?? false,
    count(items, tokens) {
      context.set('items', items);
      context.set('tokens', tokens);
      admitted?.countTokens(tokens);
    },
  });
}

/** All who have no key are one client to those who have one, so that a flood of them shuts no key out. */
function shareOf(admitted: Admitted | undefined, { size }: KeyRing): string | undefined {
  return size === 0 ? undefined : (admitted?.key?.id ?? '');
}

import { Hono, type Context } from 'hono';
import { cors } from 'hono/cors';
import { requestId } from 'hono/request-id';
import { matchedRoutes } from 'hono/route';
import { checkOrigin, type OriginRules } from '../guard/check-origin.ts';
import type { LogEntry } from '../log.ts';
import { openaiEnvelope } from '../problem/envelope.ts';
import { problemOf } from '../problem/problem-of.ts';
import { refuse } from '../problem/refusal.ts';
import type { Env } from './env.ts';
import { takePrefix } from './path-prefix.ts';
import { type Responder, respond } from './respond.ts';
import type { Answer, Route } from './route.ts';

/** What an app is made of. */
export interface AppTools extends Responder {
  readonly rules: OriginRules;
  readonly onAnswer: (entry: LogEntry) => void;
}

/** All routes behind the guards, each problem in the words of its door. */
export function createApp(routes: readonly Route[], tools: AppTools): Hono<Env> {
  const { rules, onAnswer, now } = tools;
  const app = new Hono<Env>({
    getPath: (request) => takePrefix(new URL(request.url).pathname).path,
  });
  const byPath = new Map(routes.map((route) => [route.path, route]));

  app.use(requestId());
  app.use(async (context, next) => {
    const started = now();
    await next();
    onAnswer(entryOf(context, now() - started));
  });
  app.use(async (context, next) => {
    checkOrigin(context.req.raw, rules);
    context.header('x-content-type-options', 'nosniff');
    await next();
  });
  if (rules.origins.length > 0)
    app.use(cors({ origin: [...rules.origins], exposeHeaders: ['x-request-id', 'retry-after'] }));
  for (const route of routes) {
    app.on(route.method, route.path, async (context) => {
      context.set('route', route);
      return write(await respond(route, context, tools), context);
    });
    app.all(route.path, (context) => {
      context.set('route', route);
      context.header('allow', route.method);
      throw refuse(405, 'method_not_allowed', `this route takes ${route.method} only`);
    });
  }
  app.notFound(() => {
    throw refuse(404, 'not_found', 'there is no such route; GET /openapi.json lists them');
  });
  app.onError((error, context) => {
    const problem = problemOf(error);
    context.set('code', problem.code);
    context.error = error;
    // A guard may refuse it before its route is reached.
    const matched = matchedRoutes(context).flatMap(({ path }) => byPath.get(path) ?? []);
    const { envelope } = matched[0] ?? { envelope: openaiEnvelope };
    if (problem.retryAfterSeconds !== undefined)
      context.header('retry-after', String(problem.retryAfterSeconds));
    return context.json(envelope.wrap(problem, context.get('requestId')), problem.status);
  });
  return app;
}

function write(
  { body, status = 200, headers = {} }: Answer,
  context: Context<Env, string>,
): Response {
  for (const [name, value] of Object.entries(headers)) context.header(name, value);
  context.status(status);
  if (status === 204 || status === 304) return context.body(null);
  if (body instanceof Uint8Array) return context.body(new Uint8Array(body));
  return typeof body === 'string'
    ? context.body(body)
    : context.body(JSON.stringify(body), { headers: { 'content-type': 'application/json' } });
}

function entryOf(context: Context<Env, string>, ms: number): LogEntry {
  const { status } = context.res;
  const { admitted, items, tokens, code, route, requestId } = context.var;
  return {
    level: status >= 500 ? 'error' : 'info',
    requestId,
    method: context.req.method,
    route: route?.path ?? 'unknown',
    status,
    ms,
    key: admitted?.key?.id,
    items,
    tokens,
    code,
    error: status >= 500 ? context.error : undefined,
  };
}

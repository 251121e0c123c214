import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { createDocument, type ZodOpenApiResponsesObject } from 'zod-openapi';
import { openaiEnvelope } from '../problem/envelope.ts';
import { getRoute, type Route } from './route.ts';

/** `GET /openapi.json`: the description of all routes and of itself, made of the schemas that they check with. */
export function openapiRoute(routes: readonly Route[]): Route {
  const own = getRoute(
    {
      path: '/openapi.json',
      summary: 'This description',
      access: 'open',
      envelope: openaiEnvelope,
      answer: z.object({ openapi: z.string() }).loose().meta({ id: 'OpenApi' }),
    },
    async () => ({ body: document }),
  );
  const document = openapiOf([...routes, own]);
  return own;
}

function openapiOf(routes: readonly Route[]): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    const {
      method,
      path,
      summary,
      body,
      bodyType = 'application/json',
      access,
      isPublic,
      params,
      query,
    } = route;
    const operation = {
      summary,
      responses: responsesOf(route),
      ...(body === undefined
        ? {}
        : { requestBody: { required: true, content: { [bodyType]: { schema: body } } } }),
      ...(params === undefined && query === undefined
        ? {}
        : { requestParams: { ...(params && { path: params }), ...(query && { query }) } }),
      security: access === 'open' ? [] : isPublic ? [{}, { key: [] }] : [{ key: [] }],
    };
    const written = path.replaceAll(/:(\w+)(\{[^}]*\})?/g, '{$1}');
    paths[written] = { ...paths[written], [method.toLowerCase()]: operation };
  }
  return createDocument({
    openapi: '3.1.0',
    info: { title: 'nestvec', version: version() },
    paths,
    components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
  });
}

function responsesOf({ answer, answerType, envelope, access }: Route): ZodOpenApiResponsesObject {
  const good =
    answer === undefined
      ? { description: 'Done', ...(answerType && { content: { [answerType]: {} } }) }
      : { description: 'Done', content: { 'application/json': { schema: answer } } };
  const bad = {
    description: 'What went wrong',
    content: { 'application/json': { schema: envelope.schema } },
  };
  return access === 'open'
    ? { '200': good, '503': good, default: bad }
    : { '200': good, default: bad };
}

function version(): string {
  const manifest: unknown = JSON.parse(
    readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
  );
  return z.object({ version: z.string() }).parse(manifest).version;
}

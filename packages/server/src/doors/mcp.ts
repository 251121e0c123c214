import type { VectorIndex } from '@nestvec/core';
import type { IndexView } from '@nestvec/core/kit';
import type { StatusCode } from 'hono/utils/http-status';
import { z } from 'zod';
import { type Answer, type Call, postRoute, type Route } from '../app/route.ts';
import { refuse } from '../problem/refusal.ts';
import { mostRequests } from '../search/schemas.ts';
import { linkTo } from '../search/show-record.ts';
import type { IndexTools } from './indexes.ts';

/** An index as one client of `/mcp` may use it. */
export interface McpGrant {
  readonly read: IndexView;
  /** What is written; a tenant's where the key names one. */
  readonly write?: Pick<VectorIndex, 'ingest' | 'store' | 'spec'> | undefined;
  /** Keys of the metadata, and `$text`, that are shown. Default all. */
  readonly fields?: readonly string[] | undefined;
}

/** What one client of `/mcp` may use. */
export interface McpGrants {
  readonly indexes: Readonly<Record<string, McpGrant>>;
  /** Paths and URLs of contents never leave. */
  readonly uris: false;
  /** Where an image of this server is; `undefined` for one that it does not show. */
  readonly imageUrl: (index: string, id: string, uri: string | undefined) => string | undefined;
}

/** Tools for agents, such as what `createMcp` of `@nestvec/mcp` gives. */
export interface McpTools {
  fetch(request: Request, scope: McpGrants): Promise<Response>;
}

/** A message of the protocol; what is in it, the tools check. */
const message = z
  .union([z.record(z.string(), z.unknown()), z.array(z.unknown()).max(mostRequests)], {
    error: `must be a message, or a list of at most ${mostRequests}`,
  })
  .meta({ id: 'McpMessage', description: 'A JSON-RPC message of the Model Context Protocol' });

/** What the protocol asks of an answer's headers. */
const passed = ['content-type', 'mcp-protocol-version', 'allow'] as const;

/**
 * `POST /mcp`: agents, over the same views as every other door, so that a key's tenant, filter and fields hold. Only a key to write that
 * sees all of its records writes, and only where the operator allows it.
 */
export function mcpRoute(
  mcp: McpTools,
  { common, grants, images }: IndexTools,
  { writes }: { readonly writes: boolean },
): Route {
  return postRoute(
    {
      ...common,
      path: '/mcp',
      summary: 'Tools for agents, by the Model Context Protocol',
      body: message,
      answer: undefined,
      answerType: 'application/json',
    },
    async (body, call) => {
      const indexes: Record<string, McpGrant> = {};
      for (const name of grants.names(call.key)) {
        const opened = grants.openIfAllowed({ ...call, params: { index: name } });
        if (opened === undefined) continue;
        const { view, writable, fields } = opened;
        indexes[name] = { read: view, fields, write: writes ? writable : undefined };
      }
      if (Object.keys(indexes).length === 0)
        throw refuse(403, 'no_index', 'this key opens no index; ask for a key that names one');
      const imageUrl = (index: string, id: string, uri: string | undefined): string | undefined => {
        const path = uri === undefined ? undefined : linkTo(index, id, uri, images);
        return path === undefined ? undefined : new URL(path, call.origin).href;
      };
      const request = new Request(new URL('/mcp', call.origin), {
        method: 'POST',
        headers: ownHeaders(call),
        body: JSON.stringify(body),
        ...(call.signal === undefined ? {} : { signal: call.signal }),
      });
      return await answerOf(await mcp.fetch(request, { indexes, uris: false, imageUrl }));
    },
  );
}

/** The headers of a request without its key, and without what belongs to its old body. */
function ownHeaders({ headers }: Call): Headers {
  const own = new Headers(headers);
  for (const name of ['authorization', 'content-length', 'content-encoding', 'transfer-encoding'])
    own.delete(name);
  return own;
}

/** In whole: no tool speaks before it is done, and what was accepted is so answered before the server ends. */
async function answerOf(response: Response): Promise<Answer> {
  const headers: Record<string, string> = { 'cache-control': 'no-store' };
  for (const name of passed) {
    const value = response.headers.get(name);
    if (value !== null) headers[name] = value;
  }
  const body = new Uint8Array(await response.arrayBuffer());
  return { body, headers, status: response.status as StatusCode }; // a response's is one
}

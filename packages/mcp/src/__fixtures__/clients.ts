import { Client as ModernClient, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Client as FirstClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as FirstTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Mcp } from '../create-mcp.ts';
import type { McpScope } from '../scope.ts';

/** One part of an answer's content. */
interface Part {
  readonly type: string;
  readonly text?: string;
  readonly uri?: string;
  readonly data?: string;
  readonly mimeType?: string;
}

/** What a tool answers, as far as tests look at it. */
export interface Answer {
  readonly isError?: boolean;
  readonly structuredContent?: Readonly<Record<string, unknown>>;
  readonly content: readonly Part[];
}

/** A tool as it is listed. */
interface ListedTool {
  readonly name: string;
  readonly description?: string;
  readonly inputSchema: object;
  readonly annotations?: object;
}

/** As much of the official clients as is used here; they differ in the rest. */
export interface TestClient {
  readonly tools: () => Promise<readonly ListedTool[]>;
  readonly call: (name: string, args?: Record<string, unknown>) => Promise<Answer>;
  readonly read: (uri: string) => Promise<readonly { readonly blob?: string }[]>;
  readonly close: () => Promise<void>;
}

/** Opens a client of a server that is asked in this process. */
export type OpenClient = (mcp: Mcp, scope: McpScope) => Promise<TestClient>;

const url = new URL('http://127.0.0.1/mcp');
const info = { name: 'test', version: '1' };

/** The official clients: of the first SDK, of the second as it is, and of the second where it asks for the newest protocol. */
export const clients: Readonly<Record<string, OpenClient>> = {
  'sdk 1': async (mcp, scope) => {
    const client = new FirstClient(info);
    const transport = new FirstTransport(url, { fetch: asFetch(mcp, scope) });
    await client.connect(transport);
    return testClient(client as unknown as Called); // the calls that both have
  },
  'client 2': async (mcp, scope) => await modern(mcp, scope),
  'client 2, newest protocol': async (mcp, scope) => await modern(mcp, scope, 'auto'),
};

async function modern(mcp: Mcp, scope: McpScope, mode?: 'auto'): Promise<TestClient> {
  const client = new ModernClient(
    info,
    mode === undefined ? {} : { versionNegotiation: { mode } },
  );
  await client.connect(new StreamableHTTPClientTransport(url, { fetch: asFetch(mcp, scope) }));
  return testClient(client as unknown as Called); // the calls that both have
}

function asFetch(mcp: Mcp, scope: McpScope) {
  return async (input: string | URL, init?: RequestInit): Promise<Response> =>
    await mcp.fetch(new Request(input, init), scope);
}

interface Called {
  listTools(): Promise<{ tools: readonly ListedTool[] }>;
  callTool(request: { name: string; arguments: Record<string, unknown> }): Promise<Answer>;
  readResource(request: { uri: string }): Promise<{ contents: readonly { blob?: string }[] }>;
  close(): Promise<void>;
}

/** The same calls of any of them. */
function testClient(client: Called): TestClient {
  return {
    tools: async () => (await client.listTools()).tools,
    call: async (name, args = {}) => await client.callTool({ name, arguments: args }),
    read: async (uri) => (await client.readResource({ uri })).contents,
    close: async () => await client.close(),
  };
}

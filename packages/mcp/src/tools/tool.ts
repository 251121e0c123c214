import type { CallToolResult, McpServer, ServerContext } from '@modelcontextprotocol/server';
import { type ImageFiles, invalid } from '@nestvec/core/kit';
import { z } from 'zod';
import { clientMessage } from '../client-message.ts';
import { mostThumbnails, type Presenting } from '../present.ts';
import type { McpScope, OpenIndex } from '../scope.ts';

/** What every tool is made of. */
export interface ToolParts {
  readonly server: McpServer;
  readonly indexes: readonly OpenIndex[];
  readonly files: ImageFiles;
  readonly uris: boolean;
  readonly imageUrl: McpScope['imageUrl'];
  readonly onError: ((error: Error) => void) | undefined;
}

/** Hints of tools that only read, and only what is here. */
export const readOnly = {
  readOnlyHint: true,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
} as const;

/** The argument that names an index; with a single one it can be left out. */
export function indexArgument(indexes: readonly OpenIndex[]): z.ZodType<string | undefined> {
  const [first, ...rest] = indexes.map(({ name }) => name);
  if (first === undefined) return z.undefined(); // a scope has an index
  const names = z.enum([first, ...rest]).describe('Which index; `describe` says what is in each');
  return rest.length === 0 ? names.default(first) : names;
}

/** The argument that asks for images of an answer; there is none where no file may be opened. */
export function thumbnailsArgument({ hasRoots }: ImageFiles): {
  thumbnails?: z.ZodType<number | undefined>;
} {
  if (!hasRoots) return {};
  const thumbnails = z
    .int()
    .min(0)
    .max(mostThumbnails)
    .default(0)
    .describe('How many of the images to show small, the best first');
  return { thumbnails };
}

/** The index that such an argument names. */
export function indexOf(indexes: readonly OpenIndex[], name: string | undefined): OpenIndex {
  const found = indexes.find((index) => index.name === name);
  if (found === undefined)
    throw invalid('index', `must be one of ${indexes.map((index) => index.name).join(', ')}`);
  return found;
}

/** The answer of a call; what goes wrong in it is an answer too, which the agent can act on. */
export async function answering(
  { files, uris, imageUrl, onError }: Pick<ToolParts, 'files' | 'uris' | 'imageUrl' | 'onError'>,
  { mcpReq }: ServerContext,
  call: (presenting: Presenting) => Promise<CallToolResult>,
): Promise<CallToolResult> {
  try {
    return await call({ files, uris, imageUrl, signal: mcpReq.signal });
  } catch (error) {
    const text = clientMessage(error, { files, uris, onError });
    return { isError: true, content: [{ type: 'text', text }] };
  }
}

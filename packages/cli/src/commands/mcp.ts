import { once } from 'node:events';
import { createIndex, type VectorIndex } from '@nestvec/core';
import { createMcp, type McpIndex } from '@nestvec/mcp';
import type { Command } from 'commander';
import { type EmbedderFlags, withEmbedder } from '../embedder-flags.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { asPath } from '../flags.ts';
import type { Io } from '../io.ts';
import { imageLimitsOf } from '../limit-flags.ts';
import { noCollection } from '../open/no-collection.ts';
import { openStore } from '../open/open-store.ts';
import { placeOf } from '../open/place.ts';
import { withIndex } from '../open/with-index.ts';
import { type PlaceFlags, withPlace } from '../place-flags.ts';
import type { Run } from '../run.ts';

/** Flags of `nestvec mcp`. */
interface McpFlags extends PlaceFlags, EmbedderFlags {
  readonly images?: string;
  readonly write: boolean;
}

const help = `
It speaks MCP over stdin and stdout, so it is started by an agent's host, such as Claude Desktop, Claude Code, Cursor or VS Code; the page of
@nestvec/mcp has the lines for each. The collections must be there; all are embedded by one model.

Examples:
  $ nestvec mcp handbook
  $ nestvec mcp photos shop --images ./photos
  $ nestvec mcp notes --write --store qdrant --url http://localhost:6333`;

/** Adds `nestvec mcp`. */
export function addMcp(program: Command, run: Run): void {
  const command = program
    .command('mcp')
    .description('tools for agents: search, retrieve, get, describe and count, over MCP')
    .argument('<collections...>', 'collections that the agent may use, and no others')
    .option(
      '--images <folder>',
      'folder whose images the agent may search by and see (default: no file is opened)',
      asPath,
    )
    .option('--write', 'let the agent write texts and remove items by their ids as well', false);
  withEmbedder(withPlace(command))
    .addHelpText('after', help)
    .action(async (collections: readonly string[], flags: McpFlags) => {
      await run(flags.json, async (io) => await serveAgents(collections, flags, io));
    });
}

/** Serves one agent until it closes stdin or the signal fires. */
async function serveAgents(
  [first = '', ...others]: readonly string[],
  flags: McpFlags,
  io: Io,
): Promise<ExitCode> {
  const { signal, stderr } = io;
  const place = placeOf(flags, io);
  return await withIndex(
    { ...flags, place, collection: first },
    io,
    async (found) => {
      if (found === undefined) throw await noCollection(first, place, io);
    },
    async (index) => {
      const indexes: Record<string, McpIndex> = { [first]: granted(index, flags) };
      const opened: VectorIndex[] = [];
      try {
        for (const name of new Set(others)) {
          const store = await openStore(name, place, io);
          const other = await createIndex({
            store,
            embedder: index.embedder,
            acceptNear: flags.acceptNear,
            signal,
          }).catch(async (error: unknown) => {
            await store.close();
            throw error;
          });
          opened.push(other);
          if ((await store.describe({ count: false, signal })) === undefined)
            throw await noCollection(name, place, io);
          indexes[name] = granted(other, flags);
        }
        const mcp = createMcp({
          imageRoots: flags.images === undefined ? [] : [flags.images],
          imageLimits: imageLimitsOf(flags),
          onError: (error) => stderr.write(`error: ${error.message}\n`),
        });
        const served = mcp.serveStdio({ indexes, uris: true });
        stderr.write(`serving ${Object.keys(indexes).join(', ')} to an agent over stdio\n`);
        await Promise.race([
          once(process.stdin, 'end'),
          once(process.stdin, 'close'),
          fired(signal),
        ]);
        await served.close();
        return exitCodes.ok;
      } finally {
        // The embedder is the first one's, which closes it.
        for (const { store } of opened) await store.close();
      }
    },
  );
}

function granted(index: VectorIndex, { write }: McpFlags): McpIndex {
  return write ? { read: index, write: index } : { read: index };
}

async function fired(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}

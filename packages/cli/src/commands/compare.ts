import type { Content, Item, SourceFailure } from '@nestvec/core';
import { compareEmbedders } from '@nestvec/core/compare';
import { openSource } from '@nestvec/sources';
import type { Command } from 'commander';
import { namedEmbedder } from '../compare/named-embedder.ts';
import { printComparison } from '../compare/print.ts';
import { type RemoteFlags, withRemote } from '../embedder-flags.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { positiveInteger, withJson } from '../flags.ts';
import {
  type FileFlags,
  fileOptionsOf,
  type ImageLimitFlags,
  imageLimitFlagsOf,
  withFileLimits,
  withImageLimits,
} from '../limit-flags.ts';
import { take } from '../ingest/take.ts';
import type { Io } from '../io.ts';
import { shownMessage } from '../message.ts';
import { openEmbedder } from '../open/embedder.ts';
import type { Run } from '../run.ts';
import { count } from '../text.ts';

/** Flags of `nestvec compare`. */
interface CompareFlags extends RemoteFlags, ImageLimitFlags, FileFlags {
  readonly limit: number;
  readonly neighbors: number;
  readonly json: boolean;
}

const help = `
An embedder is local, local:<model>, local:<model>:<weights>, jina, jina:<model> or sagemaker. The first is the one that fills
(or filled) the collection, the second the one that is to search it. Each is sent the whole sample once, which a
service charges for.

cosine      of the two embeddings of each content: the mean, and what one in twenty lies below
neighbors  that both find, each among its own embeddings: what changes where the collection is embedded again
mixed       that both find where the second searches the first one's embeddings: what changes where it does so

Ends with 1 where they are different.

Examples:
  $ nestvec compare ./photos jina local:jinaai/jina-clip-v2:q4
  $ nestvec compare shop.jsonl local:jinaai/jina-clip-v2:fp32 local:jinaai/jina-clip-v2:int8 --limit 500`;

/** Adds `nestvec compare`. */
export function addCompare(program: Command, run: Run): void {
  const command = program
    .command('compare')
    .description('measure how far two embedders agree, and whether they may share a collection')
    .argument('<path>', 'sample: a folder or a .jsonl file')
    .argument('<first>', 'embedder of the collection')
    .argument('<second>', 'the other one')
    .option('--limit <n>', 'take the first n items as the sample', positiveInteger, 200)
    .option('--neighbors <n>', 'nearest contents that are compared', positiveInteger, 10);
  withFileLimits(withImageLimits(withRemote(withJson(command))))
    .addHelpText('after', help)
    .action(async (path: string, first: string, second: string, flags: CompareFlags) => {
      await run(flags.json, async (io) => await compare(path, { first, second }, flags, io));
    });
}

/** Embeds a sample by both and prints how far they agree. */
async function compare(
  path: string,
  names: { readonly first: string; readonly second: string },
  flags: CompareFlags,
  io: Io,
): Promise<ExitCode> {
  const { signal } = io;
  const { limit, neighbors, json } = flags;
  const limits = imageLimitFlagsOf(flags);
  const choices = [names.first, names.second].map((name) => ({
    ...namedEmbedder(name, flags),
    ...limits,
  }));
  const source = await openSource(path, { ...fileOptionsOf(flags), signal });
  const { contents, failures } = await readContents(take(source, limit));
  const opened: Awaited<ReturnType<typeof openEmbedder>>[] = [];
  try {
    for (const choice of choices) opened.push(await openEmbedder(choice, io));
    const [first, second] = opened;
    if (first === undefined || second === undefined) throw new Error('two were opened');
    const comparison = await compareEmbedders(first, second, contents, { neighbors, signal });
    const [failure] = failures;
    if (failure !== undefined) {
      const unread = count(failures.length, 'item');
      const reason = shownMessage(failure.error);
      io.stderr.write(`${unread} could not be read, the first: ${reason}\n`);
    }
    printComparison(comparison, { first, second }, json, io);
    return comparison.verdict === 'different' ? exitCodes.error : exitCodes.ok;
  } finally {
    for (const embedder of opened) await embedder.close();
  }
}

async function readContents(items: AsyncIterable<Item | SourceFailure>): Promise<{
  readonly contents: readonly Content[];
  readonly failures: readonly SourceFailure[];
}> {
  const contents: Content[] = [];
  const failures: SourceFailure[] = [];
  for await (const item of items) {
    if ('error' in item) {
      failures.push(item);
      continue;
    }
    if (item.image !== undefined) contents.push({ image: item.image });
    if (item.text !== undefined) contents.push({ text: item.text });
  }
  return { contents, failures };
}

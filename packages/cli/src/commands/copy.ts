import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { type Embedder, isNestvecError } from '@nestvec/core';
import { copy as copyStores, type CopyOptions, type CopyReport } from '@nestvec/core/copy';
import { invalid } from '@nestvec/core/kit';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { namedEmbedder } from '../compare/named-embedder.ts';
import { copiedVectors } from '../copy/copied-vectors.ts';
import { type CopyFlags, targetOf } from '../copy/copy-flags.ts';
import { byAddress } from '../copy/by-address.ts';
import { type CopySides, placeText, readSides, withSides } from '../copy/copy-sides.ts';
import { withFiles } from '../copy/file-flags.ts';
import { adviseOnSide } from '../copy/refused-key.ts';
import { printCopy, printEstimate } from '../copy/print.ts';
import { withRemote } from '../embedder-flags.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { asPath, nearFields, positiveNumber, withJson } from '../flags.ts';
import type { Io } from '../io.ts';
import { fieldList } from '../list-flags.ts';
import { addressExamples } from '../open/address.ts';
import { usualData } from '../open/databases.ts';
import { openEmbedder } from '../open/embedder.ts';
import { createOutput } from '../output.ts';
import type { Run } from '../run.ts';
import { createStatusLine } from '../status-line.ts';
import { count, seconds } from '../text.ts';

const help = `
An address is a database, where it is, and a collection behind #; a name alone is a collection in ${usualData}:
${addressExamples.map((example) => `  ${example}`).join('\n')}
Keys are read from the environment, as everywhere; two servers of one database have each its own variable: --from-key-variable
and --to-key-variable name them.

Vectors are copied as they are stored, without the model, unless --embed names another one; --dry-run then counts tokens, and lists
the records that have neither a text nor a readable image. The source is only read. A journal remembers what is done, so that the
same command again goes on where it was stopped or killed, writes only what changed, and removes only what it wrote itself.
With --embed, records that could not be embedded are in its dead.jsonl, with the reasons.
Afterwards both are compared: counts, ids, records and searches. Ends with 2 where something differs.

Examples:
  $ nestvec copy photos qdrant:http://localhost:6333#photos
  $ nestvec copy lancedb:./data#photos postgres://me@localhost/db#photos --dry-run
  $ nestvec copy photos file:photos.parquet
  $ nestvec copy file:photos.parquet qdrant:http://localhost:6333#photos
  $ nestvec copy file:theirs.jsonl ours --id id --vector values=text --metadata 'metadata.*' --model BAAI/bge-m3
  $ nestvec copy file:theirs.csv ours --vector embedding=text --metadata '*' --model BAAI/bge-m3
  $ nestvec copy photos photos_small --vectors image_64=image:64
  $ nestvec copy qdrant:http://localhost:6333#theirs lancedb:./data#ours --attach theirs.json
  $ nestvec copy photos photos_v2 --embed local:jinaai/jina-clip-v2 --alias live --other-model
  $ nestvec copy photos weaviate:http://localhost:8080#photos --follow 5 --verify all`;

/** Adds `nestvec copy`. */
export function addCopy(program: Command, run: Run): void {
  const command = program
    .command('copy')
    .description('copy a collection into another one, of the same database or any other')
    .argument('<source>', 'address of the collection to copy')
    .argument('<target>', 'address of the collection to write, made where it does not exist')
    .option(
      '--vectors <list>',
      'vectors to copy, as name, name:dimensions or name=source:dimensions (default: all)',
      copiedVectors,
    )
    .option('--fields <list>', 'metadata to filter by, declared as name:type,…', fieldList)
    .option('--keyword', 'keep the words of the texts, to be found by them as well')
    .option(
      '--target <file>',
      'JSON file that says more of the target: vectors, fields, rename, keyword',
      asPath,
    )
    .option('--tenants <list>', 'tenants to copy (default: all)', tenantList)
    .option(
      '--follow <n>',
      'passes after the first, for what changes meanwhile (default: 0)',
      passes,
    )
    .addOption(
      new Option('--verify <how>', 'records to compare: sample, all or none')
        .choices(['sample', 'all', 'none'])
        .default('sample'),
    )
    .option('--dry-run', 'count what would be copied; write nothing', false)
    .option('--merge', 'write into a collection that holds records of others', false)
    .option('--attach <file>', 'JSON file that says what a source of someone else holds', asPath)
    .option('--from-grpc-url <url>', "gRPC address of the source's server")
    .option('--to-grpc-url <url>', "gRPC address of the target's server")
    .option('--from-key-variable <name>', "environment variable that holds the source's key")
    .option('--to-key-variable <name>', "the same of the target's key")
    .option('--to-cloud <cloud:region>', 'where Pinecone makes new indexes')
    .option(
      '--accept-near <fields>',
      'write into a collection whose model differs from the source’s in these fields only',
      nearFields,
    )
    .option(
      '--embed <embedder>',
      'embed the stored texts and images again: local:<model>:<weights>, jina:<model> or sagemaker',
    )
    .option(
      '--price <usd>',
      'dollars that a million tokens cost, to see what --embed costs',
      positiveNumber,
    )
    .option('--alias <name>', 'alias that leads to the target once both are compared and equal')
    .option('--other-model', 'the alias may lead to a collection of another model now', false)
    .option('--journal <folder>', "where the journal is (default: the copy's own)", asPath)
    .option('--no-journal', 'remember nothing: a copy that is stopped begins anew');
  withRemote(withJson(withFiles(command)))
    .addHelpText('after', help)
    .action(async (source: string, target: string, flags: CopyFlags) => {
      await run(flags.json, async (io) => await copy([source, target], flags, io));
    });
}

async function copy(
  [source, target]: readonly [string, string],
  flags: CopyFlags,
  io: Io,
): Promise<ExitCode> {
  const sides = readSides([source, target], flags, io);
  const options = copyOptions(sides, flags, io);
  return await withSides(sides, flags, io, async (from, to, keys) => {
    const line = createStatusLine(io, flags.json);
    const embedder =
      flags.embed === undefined ? undefined : await openNamed(flags.embed, flags, io);
    let report: CopyReport;
    try {
      report = await copyStores(from, to, { ...options, embedder, ...watch(line, io) });
    } catch (error) {
      await adviseOnSide(error, { sides, from, keys }, io);
      throw await byAddress(error, sides, io);
    } finally {
      line.clear();
      await embedder?.close();
    }
    const output = createOutput(io, flags.json);
    output.document(report);
    if (flags.dryRun) printEstimate(report, output);
    else printCopy(report, output, io);
    const isMoved = report.alias === undefined || !('notMoved' in report.alias);
    const isRight = report.failures.length === 0 && report.verification?.equal !== false && isMoved;
    return isRight ? exitCodes.ok : exitCodes.partial;
  });
}

async function openNamed(name: string, flags: CopyFlags, io: Io): Promise<Embedder> {
  try {
    return await openEmbedder(namedEmbedder(name, flags), io);
  } catch (error) {
    if (!isNestvecError(error, 'invalid-input') || error.details.field !== 'embedder') throw error;
    throw invalid('--embed', error.message.replace(/^embedder: /, ''), error);
  }
}

function copyOptions(sides: CopySides, flags: CopyFlags, io: Io): CopyOptions {
  const { tenants, follow, verify, dryRun, merge, acceptNear, alias, otherModel, journal, price } =
    flags;
  const directory =
    journal === undefined ? usualJournal(sides, io) : journal && resolve(io.cwd, journal);
  return {
    target: targetOf(flags, io),
    tenants,
    follow,
    verify,
    dryRun,
    merge,
    acceptNear,
    alias,
    otherModel,
    price: price === undefined ? undefined : { perMillionTokens: price, currency: 'USD' },
    journal: directory === false ? undefined : directory,
    signal: io.signal,
  };
}

/** One for each pair of places; by a hash, since an address can’t be the name of a folder. A file that is written has none. */
function usualJournal({ from, to }: CopySides, { cwd }: Io): string | false {
  if ('file' in to) return false;
  const text = `[${placeText(from)},${placeText(to)}]`;
  const which = createHash('sha256').update(text).digest('hex').slice(0, 12);
  return resolve(cwd, join(usualData, 'journals', `copy-${which}-${to.collection}`));
}

function watch(
  line: ReturnType<typeof createStatusLine>,
  io: Io,
): Pick<CopyOptions, 'onProgress' | 'onRetry'> {
  return {
    onProgress(progress) {
      const { pass, read, total, written, elapsedMs } = progress;
      const rate =
        elapsedMs === 0 ? '' : `, ${count(Math.round((read * 1000) / elapsedMs), 'record')}/s`;
      line.show(
        () =>
          `pass ${pass}: ${read.toLocaleString('en')} of ${count(total, 'record')} read, ${written.toLocaleString('en')} written${rate}, ${seconds(elapsedMs)}`,
        () => ({ progress }),
      );
    },
    onRetry({ waitMs }) {
      line.clear();
      io.stderr.write(`trying again in ${Math.ceil(waitMs / 1000)} s\n`);
    },
  };
}

function tenantList(text: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.every((name) => /^[\w-]{1,64}$/.test(name)) && new Set(names).size === names.length)
    return names;
  throw new InvalidArgumentError('Write names of tenants, each once, such as acme,globex.');
}

function passes(text: string): number {
  const number = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  if (number <= 1000) return number;
  throw new InvalidArgumentError('It must be a whole number from 0 to 1000.');
}

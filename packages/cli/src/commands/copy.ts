import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { type Embedder, isNestvecError, NestvecError } from '@nestvec/core';
import { copy as copyStores, type CopyOptions, type CopyReport } from '@nestvec/core/copy';
import { invalid } from '@nestvec/core/kit';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { namedEmbedder } from '../compare/named-embedder.ts';
import { copiedVectors } from '../copy/copied-vectors.ts';
import { type CopyFlags, targetOf } from '../copy/copy-flags.ts';
import { copyKeys } from '../copy/copy-keys.ts';
import { printCopy, printEstimate } from '../copy/print.ts';
import { withRemote } from '../embedder-flags.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { asPath, nearFields, positiveNumber, withJson } from '../flags.ts';
import type { Io } from '../io.ts';
import { fieldList } from '../list-flags.ts';
import {
  addressExamples,
  type AddressFlags,
  type CollectionPlace,
  readAddress,
} from '../open/address.ts';
import { usualData } from '../open/databases.ts';
import { openEmbedder } from '../open/embedder.ts';
import { noCollection } from '../open/no-collection.ts';
import { openStore } from '../open/open-store.ts';
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
Afterwards both are compared: counts, ids, records and searches. Ends with 2 where something differs.

Examples:
  $ nestvec copy photos qdrant:http://localhost:6333#photos
  $ nestvec copy lancedb:./data#photos postgres://me@localhost/db#photos --dry-run
  $ nestvec copy photos photos_small --vectors image_64=image:64
  $ nestvec copy qdrant:http://localhost:6333#theirs lancedb:./data#ours --attach theirs.json
  $ nestvec copy photos photos_v2 --embed local:jinaai/jina-clip-v2
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
    .option('--journal <folder>', "where the journal is (default: the copy's own)", asPath)
    .option('--no-journal', 'remember nothing: a copy that is stopped begins anew');
  withRemote(withJson(command))
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
  const { attach, fromGrpcUrl, toGrpcUrl, toCloud } = flags;
  const from = readAddress(source, 'source', given({ attach, grpcUrl: fromGrpcUrl }), io);
  const to = readAddress(target, 'target', given({ grpcUrl: toGrpcUrl, cloud: toCloud }), io);
  if (isSamePlace(from, to))
    throw invalid('target', 'is the source itself; name another collection, or another place');
  const options = copyOptions(from, to, flags, io);
  const keys = copyKeys({ from: from.place, to: to.place }, flags, io);
  const fromStore = await openStore(from.collection, from.place, io, keys.from);
  try {
    const toStore = await openStore(to.collection, to.place, io, keys.to);
    try {
      const line = createStatusLine(io, flags.json);
      const embedder =
        flags.embed === undefined ? undefined : await openNamed(flags.embed, flags, io);
      let report: CopyReport;
      try {
        const copying = { ...options, embedder, ...watch(line, io) };
        report = await copyStores(fromStore, toStore, copying);
      } catch (error) {
        throw await byAddress(error, from, io);
      } finally {
        line.clear();
        await embedder?.close();
      }
      const output = createOutput(io, flags.json);
      output.document(report);
      if (flags.dryRun) printEstimate(report, output);
      else printCopy(report, output, io);
      const isRight = report.failures.length === 0 && report.verification?.equal !== false;
      return isRight ? exitCodes.ok : exitCodes.partial;
    } finally {
      await toStore.close();
    }
  } finally {
    await fromStore.close();
  }
}

async function openNamed(name: string, flags: CopyFlags, io: Io): Promise<Embedder> {
  try {
    return await openEmbedder(namedEmbedder(name, flags), io);
  } catch (error) {
    if (!isNestvecError(error, 'invalid-input') || error.details.field !== 'embedder') throw error;
    throw invalid('--embed', error.message.replace(/^embedder: /, ''), error);
  }
}

/** Flags that were given. */
function given(flags: Readonly<Record<string, string | undefined>>): AddressFlags {
  return Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined));
}

function isSamePlace(from: CollectionPlace, to: CollectionPlace): boolean {
  const where = ({ place: { store, folder, name }, collection }: CollectionPlace): string =>
    JSON.stringify([store, folder ?? name, collection]);
  return where(from) === where(to);
}

function copyOptions(
  from: CollectionPlace,
  to: CollectionPlace,
  flags: CopyFlags,
  io: Io,
): CopyOptions {
  const { tenants, follow, verify, dryRun, merge, acceptNear, journal, price } = flags;
  const directory =
    journal === undefined ? usualJournal(from, to, io) : journal && resolve(io.cwd, journal);
  return {
    target: targetOf(flags, io),
    tenants,
    follow,
    verify,
    dryRun,
    merge,
    acceptNear,
    price: price === undefined ? undefined : { perMillionTokens: price, currency: 'USD' },
    journal: directory === false ? undefined : directory,
    signal: io.signal,
  };
}

/** One for each pair of places; by a hash, since an address can’t be the name of a folder. */
function usualJournal(from: CollectionPlace, to: CollectionPlace, { cwd }: Io): string {
  const text = JSON.stringify(
    [from, to].map(({ place, collection }) => [
      place.store,
      place.folder ?? place.name,
      collection,
    ]),
  );
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

/** What core says of its options, in the words of the command line. */
async function byAddress(error: unknown, from: CollectionPlace, io: Io): Promise<unknown> {
  if (isNestvecError(error, 'not-found') && error.details.name === from.collection)
    return await noCollection(from.collection, from.place, io);
  if (isNestvecError(error, 'invalid-input') && error.details.field === 'to')
    return new NestvecError(
      'invalid-input',
      error.message.replace(/^to: /, 'target: ').replace('pass merge: true', 'add --merge'),
      { field: 'target' },
      { cause: error },
    );
  if (isNestvecError(error, 'invalid-input') && error.details.field === 'from')
    return invalid(
      'source',
      error.message
        .replace(/^from: /, '')
        .replace('open it with attach, which says', 'add --attach with a file that says'),
      error,
    );
  return error;
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

import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { FieldType } from '@nestvec/core';
import { openJournal } from '@nestvec/core/journal';
import { invalid, messageOf, parseJson } from '@nestvec/core/kit';
import {
  checkReport,
  compareReports,
  evaluate,
  type EvaluateOptions,
  type EvaluationReport,
  openDataset,
  recommend,
  reportPage,
} from '@nestvec/eval';
import { type Command, InvalidArgumentError } from 'commander';
import { storageRules } from '../cost/storage-rules.ts';
import { type EmbedderFlags, withEmbedderChoice } from '../embedder-flags.ts';
import { evaluationProgress } from '../eval/progress.ts';
import { printEvaluation } from '../eval/print.ts';
import { servedStores } from '../eval/served-stores.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { asPath, positiveInteger, withJson } from '../flags.ts';
import type { Io } from '../io.ts';
import { fieldList } from '../list-flags.ts';
import { openEmbedder } from '../open/embedder.ts';
import type { Run } from '../run.ts';

/** Flags of `nestvec eval`. */
interface EvalFlags extends EmbedderFlags {
  readonly queries?: string;
  readonly fields?: Record<string, FieldType>;
  readonly through: readonly string[];
  readonly words: boolean;
  readonly images?: string;
  readonly split?: string;
  readonly languages?: readonly string[];
  readonly captions?: 'all' | 'first' | number;
  readonly dimensions?: readonly number[];
  readonly quantizations?: EvaluateOptions['quantizations'];
  readonly metric?: EvaluateOptions['metric'];
  readonly prefix: boolean;
  readonly keep: number;
  readonly seed: number;
  readonly journal?: string;
  readonly out?: string;
  readonly html?: string;
  readonly against?: string;
  readonly failBelow?: number;
  readonly json: boolean;
}

const help = `
The path is Karpathy's JSON or COCO's captions, a folder of Crossmodal-3600, XTD10, BEIR or MTEB (JSONL or Parquet), or your own folder or file:
with --queries, or with items that have both a text and an image. Queries are JSONL, {"query":"red shoe","relevant":["1","7"]},
or CSV with the columns query and relevant (ids with | between them). In JSONL a query may have a "filter" over --fields.

With --through a collection is made in that database, filled, searched as an application would, and dropped. With --journal, a run that was
stopped goes on where it was.

Every setting is compared to the exact search over whole vectors. One is recommended only where the lower end of the 95 % interval
of what it keeps reaches --keep; where there are too few queries to say, that is what is said.

Ends with 1 where the full quality of a task is below --fail-below, and with 2 where --against finds something significantly worse.

Examples:
  $ nestvec eval ./shop.jsonl --queries queries.csv --model jinaai/jina-clip-v2
  $ nestvec eval ./shop.jsonl --queries queries.csv --through lancedb --through qdrant:http://localhost:6333
  $ nestvec eval ./scifact --metric nDCG@10 --out report.json --html report.html
  $ nestvec eval ./shop.jsonl --queries queries.csv --against report.json --fail-below 0.8`;

/** Adds `nestvec eval`. */
export function addEval(program: Command, run: Run): void {
  const command = program
    .command('eval')
    .description('measure which dimensions and which quantisation are good enough for your data')
    .argument('<path>', 'data set: a folder, .json, .jsonl or .csv file')
    .option('--queries <file>', 'JSONL or CSV with queries and the ids that answer them', asPath)
    .option(
      '--fields <list>',
      'metadata that queries filter by, declared as name:type,…',
      fieldList,
    )
    .option(
      '--through <database>',
      'also measure through this database, such as lancedb or qdrant:http://localhost:6333; may be given several times',
      addresses,
      [],
    )
    .option('--words', 'search the databases by words as well', false)
    .option('--images <folder>', 'where the images of the data set lie', asPath)
    .option('--split <name>', 'split of the data set (default: test)')
    .option('--languages <list>', 'languages, with commas between them (default: all)', words)
    .option(
      '--captions <n>',
      'captions of an image that take part: all, first or a number',
      captions,
    )
    .option('--dimensions <list>', 'prefix lengths (default: those of the model)', numbers)
    .option('--quantizations <list>', 'of none, int8 and binary (default: all)', quantizations)
    .option(
      '--metric <name>',
      'what is to be kept, such as nDCG@10 (default: hitRate@5 with images)',
    )
    .option('--no-prefix', 'embed queries without the model’s instruction, as papers do')
    .option('--keep <share>', 'share of the full quality that is to be kept', share, 0.99)
    .option('--seed <n>', 'of the intervals', positiveInteger, 42)
    .option(
      '--journal <folder>',
      'keep embeddings here, so that the next run asks for none',
      asPath,
    )
    .option('--out <file>', 'write the report as JSON', asPath)
    .option('--html <file>', 'write the report as one page of HTML', asPath)
    .option('--against <file>', 'compare with an earlier report', asPath)
    .option('--fail-below <quality>', 'end with 1 where the full quality is below this', share);
  withEmbedderChoice(withJson(command))
    .addHelpText('after', help)
    .action(async (path: string, flags: EvalFlags) => {
      await run(flags.json, async (io) => await measure(path, flags, io));
    });
}

async function measure(path: string, flags: EvalFlags, io: Io): Promise<ExitCode> {
  const { queries, fields, images, split, languages, captions: choice, keep, failBelow } = flags;
  const old = flags.against === undefined ? undefined : await readReport(flags.against, io);
  const stores = await servedStores(flags.through, io);
  if (flags.words && stores.length === 0)
    throw invalid('--words', 'goes together with --through, since words are the database’s own');
  const asked = { queries, fields, images, split, languages, captions: choice };
  const dataset = await openDataset(path, asked);
  const embedder = await openEmbedder(flags, io);
  const progress = evaluationProgress(io);
  const storage = await storageRules();
  try {
    const journal =
      flags.journal === undefined
        ? undefined
        : await openJournal({ directory: resolve(io.cwd, flags.journal) });
    try {
      const report = await evaluate({
        dataset,
        embedder,
        journal,
        checkpoints: flags.journal && join(resolve(io.cwd, flags.journal), 'parts'),
        stores,
        words: flags.words,
        dimensions: flags.dimensions,
        quantizations: flags.quantizations,
        metric: flags.metric,
        queryTask: flags.prefix ? 'query' : 'document',
        seed: flags.seed,
        onProgress: progress.show,
        signal: io.signal,
      });
      progress.end();
      if (flags.out !== undefined)
        await writeFile(resolve(io.cwd, flags.out), `${JSON.stringify(report)}\n`);
      const changes = old === undefined ? undefined : compareReports(old, report);
      if (flags.html !== undefined)
        await writeFile(
          resolve(io.cwd, flags.html),
          reportPage(report, { keep, changes, storage }),
        );
      const places = ['exact', ...stores.map(({ name }) => name)];
      const recommendations = places.flatMap((where) =>
        recommend(report, { keep, where, storage }),
      );
      printEvaluation({ report, recommendations, changes, keep, json: flags.json }, io);
      if (failBelow !== undefined && !reaches(report, failBelow)) return exitCodes.error;
      const isWorse = changes?.some((one) => one.isSignificant && one.difference.value < 0);
      return isWorse === true ? exitCodes.partial : exitCodes.ok;
    } finally {
      await journal?.close();
    }
  } finally {
    progress.end();
    await embedder.close();
  }
}

function reaches({ tasks }: EvaluationReport, least: number): boolean {
  return tasks.every(({ cells, metric }) => (cells[0]?.metrics[metric]?.value ?? 0) >= least);
}

async function readReport(path: string, { cwd }: Pick<Io, 'cwd'>): Promise<EvaluationReport> {
  let report: unknown;
  try {
    report = parseJson(await readFile(resolve(cwd, path), 'utf8'));
  } catch (error) {
    throw invalid('--against', `${path} can't be read (${messageOf(error)})`, error);
  }
  // Now, and not after hours of measuring.
  checkReport(report, '--against');
  return report;
}

function words(text: string): readonly string[] {
  const parts = text.split(',').map((part) => part.trim());
  if (parts.some((part) => part === '' || /\p{Cc}/u.test(part)) || text.length > 1000)
    throw new InvalidArgumentError('Write names with commas between them, such as de,fr.');
  return parts;
}

function addresses(text: string, before: readonly string[]): readonly string[] {
  return [...before, text];
}

function numbers(text: string): readonly number[] {
  return words(text).map((part) => positiveInteger(part));
}

function quantizations(text: string): NonNullable<EvaluateOptions['quantizations']> {
  return words(text).map((part) => {
    if (part === 'none' || part === 'int8' || part === 'binary') return part;
    throw new InvalidArgumentError('It must be some of none, int8, binary.');
  });
}

function captions(text: string): 'all' | 'first' | number {
  return text === 'all' || text === 'first' ? text : positiveInteger(text);
}

function share(text: string): number {
  const number = Number(text);
  if (text.trim() !== '' && number > 0 && number < 1) return number;
  throw new InvalidArgumentError('It must be a number above 0 and below 1.');
}

import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Content, isNestvecError, type Item, type SourceFailure } from '@nestvec/core';
import { batches, invalid, messageOf } from '@nestvec/core/kit';
import { type Classifier, type ClassifierOptions, classifyStored } from '@nestvec/eval';
import { openSource } from '@nestvec/sources';
import { type Command, Option } from 'commander';
import { type EmbedderFlags, withEmbedder } from '../embedder-flags.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { asPath, score } from '../flags.ts';
import { imageLimitFlagsOf } from '../limit-flags.ts';
import type { Io } from '../io.ts';
import { shownMessage } from '../message.ts';
import { openClassifier } from '../eval/open-classifier.ts';
import { openRows } from '../eval/open-rows.ts';
import { openEmbedder } from '../open/embedder.ts';
import { noCollection } from '../open/no-collection.ts';
import { openStore } from '../open/open-store.ts';
import { placeOf } from '../open/place.ts';
import { createOutput } from '../output.ts';
import { type PlaceFlags, withPlace } from '../place-flags.ts';
import type { Run } from '../run.ts';
import { count, oneLine } from '../text.ts';

/** Flags of `nestvec classify`. */
interface ClassifyFlags extends PlaceFlags, EmbedderFlags {
  readonly labels: string;
  readonly templates: string;
  readonly language?: string;
  readonly threshold?: number;
  readonly examples?: string;
  readonly calibrate?: string;
  readonly several: boolean;
  readonly out?: string;
  readonly collection?: string;
  readonly field?: string;
  readonly over?: 'image' | 'text';
}

const help = `
--labels is a text file with one class a line. --templates is a set of prompts: plain, photo, drawing, one of CLIP_benchmark's, such as
imagenet1k or food101, or nllb, which is in 90 languages (--language ja); or a text file such as ./prompts.txt with one prompt a line,
{c} in place of the class. Without --threshold and --calibrate the nearest class is always taken.

A folder or file is embedded and printed as JSONL, {"id":"rex.jpg","label":"dog","labels":["dog"],"scores":{"dog":0.31,"cat":0.2}}, each row as soon
as it is known; --json is one document instead, which is held in memory.
With --collection and --field nothing is embedded but the prompts: classes are written into the records by their stored vectors.

Examples:
  $ nestvec classify ./photos --labels animals.txt --templates photo --out classes.jsonl
  $ nestvec classify --collection photos --field animal --labels animals.txt --threshold 0.25`;

/** Adds `nestvec classify`. */
export function addClassify(program: Command, run: Run): void {
  const over = new Option(
    '--over <what>',
    'vectors of a collection to compare (default: of each record its image, else its text)',
  );
  const command = program
    .command('classify')
    .description('sort images or texts into classes that no model was trained for')
    .argument('[path]', 'folder, .jsonl or .csv file')
    .requiredOption('--labels <file>', 'text file with one class a line', asPath)
    .option('--templates <name>', 'a set of prompts, or a file of them', asPath, 'plain')
    .option('--language <code>', 'language of the set of prompts (default: en)')
    .option('--threshold <score>', 'cosine that a class must reach to be taken', score)
    .option(
      '--examples <folder>',
      'one folder of images a class: such a class is their mean, instead of its prompts',
      asPath,
    )
    .option(
      '--calibrate <folder>',
      'one folder of images a class: find the threshold of each class by them; folders of other names belong to no class',
      asPath,
    )
    .option('--several', 'write every class that reaches the threshold', false)
    .option('--out <file>', 'write the JSONL to a file', asPath)
    .option('--collection <name>', 'classify what a collection holds instead')
    .option('--field <name>', 'metadata field that gets the class')
    .addOption(over.choices(['image', 'text']));
  withPlace(withEmbedder(command))
    .addHelpText('after', help)
    .action(async (path: string | undefined, flags: ClassifyFlags) => {
      await run(flags.json, async (io) => await classify(path, flags, io));
    });
}

async function classify(path: string | undefined, flags: ClassifyFlags, io: Io): Promise<ExitCode> {
  const { collection, field } = flags;
  if ((path === undefined) === (collection === undefined))
    throw invalid('path', 'give a path, or --collection with --field');
  if ((collection === undefined) !== (field === undefined))
    throw invalid('--field', 'goes together with --collection');
  const labels = await readLines(flags.labels, '--labels', io);
  const templates = await templatesOf(flags.templates, io);
  const { language, threshold } = flags;
  const choice = { labels, templates, language, threshold, signal: io.signal };
  if (path !== undefined) return await classifyPath(path, choice, flags, io);
  return await classifyCollection(
    { collection: collection ?? '', field: field ?? '' },
    choice,
    flags,
    io,
  );
}

type Choice = Omit<ClassifierOptions, 'embedder'>;

async function classifyPath(
  path: string,
  choice: Choice,
  flags: ClassifyFlags,
  io: Io,
): Promise<ExitCode> {
  const source = await openSource(path, { signal: io.signal });
  const embedder = await openEmbedder({ ...flags, ...imageLimitFlagsOf(flags) }, io);
  try {
    const classifier = await openClassifier({ ...choice, embedder }, flags, io);
    const rows = await openRows(flags, io);
    let [failed, none] = [0, 0];
    try {
      for await (const row of classified(source, classifier, io)) {
        if ('error' in row) {
          failed++;
          io.stderr.write(`${oneLine(row.id)}: ${oneLine(row.error)}\n`);
          continue;
        }
        if (row.label === null) none++;
        await rows.add(row);
      }
    } finally {
      await rows.close();
    }
    const output = createOutput(io, flags.json);
    output.document({ items: rows.kept, none, failed });
    if (flags.out !== undefined)
      output.line(
        `${count(rows.total, 'item')} into ${flags.out}, ${none} of them in none of the classes`,
      );
    if (failed > 0 && rows.total === 0) return exitCodes.error;
    return failed > 0 ? exitCodes.partial : exitCodes.ok;
  } finally {
    await embedder.close();
  }
}

type Row =
  | {
      readonly id: string;
      readonly label: string | null;
      readonly labels: readonly string[];
      readonly scores: object;
    }
  | { readonly id: string; readonly error: string };

/** Items that are embedded at once. */
const batchSize = 64;

/** An item with an image is its image. */
async function* classified(
  source: AsyncIterable<Item | SourceFailure>,
  classifier: Classifier,
  io: Io,
): AsyncGenerator<Row, void, undefined> {
  const limits = { items: batchSize, tokens: Infinity, bytes: Infinity };
  for await (const batch of batches(source, () => ({ tokens: 0, bytes: 0 }), limits)) {
    const items: Item[] = [];
    for (const item of batch)
      if ('error' in item) yield { id: item.id, error: shownMessage(item.error) };
      else items.push(item);
    const contents = items.map(({ text = '', image }): Content =>
      image === undefined ? { text } : { image },
    );
    const found = await classifier.classify(contents, { signal: io.signal });
    for (const [i, one] of found.entries()) {
      const id = items[i]?.id ?? '';
      if (one instanceof Error) yield { id, error: shownMessage(one) };
      else {
        const scores = Object.fromEntries(
          classifier.labels.map((label, at) => [label, Number((one.scores[at] ?? 0).toFixed(4))]),
        );
        yield { id, label: one.label ?? null, labels: one.labels, scores };
      }
    }
  }
}

async function classifyCollection(
  { collection, field }: { readonly collection: string; readonly field: string },
  choice: Choice,
  flags: ClassifyFlags,
  io: Io,
): Promise<ExitCode> {
  const place = placeOf(flags, io);
  const store = await openStore(collection, place, io);
  try {
    const found = await store.describe({ count: false, signal: io.signal });
    if (found === undefined) throw await noCollection(collection, place, io);
    const embedder = await openEmbedder(flags, io, found.spec?.embedder);
    try {
      const classifier = await openClassifier({ ...choice, embedder }, flags, io);
      const { several, over } = flags;
      const result = await classifyStored({
        store,
        classifier,
        field,
        several,
        over,
        signal: io.signal,
      });
      const output = createOutput(io, flags.json);
      const labels = Object.fromEntries(result.labels);
      output.document({ collection, field, labels, none: result.none, skipped: result.skipped });
      for (const [label, records] of result.labels) output.line(`${records}\t${oneLine(label)}`);
      output.line(`${result.none}\tnone of these`);
      if (result.skipped > 0)
        output.note(`${count(result.skipped, 'record')} without such a vector left as they are`);
      return exitCodes.ok;
    } finally {
      await embedder.close();
    }
  } finally {
    await store.close();
  }
}

async function templatesOf(given: string, io: Io): Promise<NonNullable<Choice['templates']>> {
  // Names of sets have neither.
  if (!/[./\\]/.test(given)) return given;
  return await readLines(given, '--templates', io);
}

/** More than any list of classes or prompts has. */
const mostListBytes = 8 * 2 ** 20;

async function readLines(
  path: string,
  flag: string,
  { cwd }: Pick<Io, 'cwd'>,
): Promise<readonly string[]> {
  let text: string;
  try {
    const { size } = await stat(resolve(cwd, path));
    if (size > mostListBytes)
      throw invalid(flag, `${path} has ${size} bytes, at most ${mostListBytes} are read`);
    text = await readFile(resolve(cwd, path), 'utf8');
  } catch (error) {
    if (isNestvecError(error)) throw error;
    throw invalid(flag, `${path} can't be read (${messageOf(error)})`, error);
  }
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  return lines.filter((line) => line !== '');
}

import { basename, join } from 'node:path';
import { invalid, messageOf } from '@nestvec/core/kit';
import { isImage } from '@nestvec/sources/kit';
import type { Content } from '@nestvec/core';
import type { LabelledDataset, LabelledExample } from './dataset.ts';
import { checkThere, isThere, readLines } from './files.ts';
import { readNpy } from './npy.ts';
import { readTar } from './tar.ts';

const home = 'the Hub, where CLIP_benchmark keeps its data sets (clip-benchmark/wds_…)';

/**
 * A data set of CLIP_benchmark in shards: `classnames.txt`, `zeroshot_classification_templates.txt` where there is one, and
 * `SPLIT/nshards.txt` with `SPLIT/0.tar` … An image stays in its shard until it is embedded. Where `dataset_type.txt` says `multilabel`, an
 * image has a list of numbers (`.npy`), one a class, above 0 for each class that it belongs to.
 */
export async function webdataset(root: string, split: string = 'test'): Promise<LabelledDataset> {
  const classesFile = join(root, 'classnames.txt');
  await checkThere(classesFile, 'it names the classes, one a line', home);
  const classes = await allLines(classesFile);
  const templatesFile = join(root, 'zeroshot_classification_templates.txt');
  const templates = (await isThere(templatesFile)) ? await allLines(templatesFile) : undefined;
  const typeFile = join(root, 'dataset_type.txt');
  const [type = 'classification'] = (await isThere(typeFile)) ? await allLines(typeFile) : [];
  if (type !== 'classification' && type !== 'multilabel')
    throw invalid(typeFile, `says ${type}; shards of classification and multilabel are read`);
  const isMultiLabel = type === 'multilabel';
  const countFile = join(root, split, 'nshards.txt');
  await checkThere(countFile, `it says how many shards the split ${split} has`, home);
  const [written] = await allLines(countFile);
  const shards = Number(written);
  if (!Number.isSafeInteger(shards) || shards < 1)
    throw invalid(countFile, `must hold a number of shards, got ${written}`);
  const examples: LabelledExample[] = [];
  for (let shard = 0; shard < shards; shard++) {
    const path = join(root, split, `${shard}.tar`);
    await checkThere(path, `it is shard ${shard} of ${shards}`, home);
    for await (const example of readShard(path, `${shard}/`, {
      classes: classes.length,
      isMultiLabel,
    }))
      examples.push(example);
  }
  if (examples.length === 0) throw invalid(root, `has no images in the split ${split}`);
  return { name: basename(root), classes, templates, isMultiLabel, examples };
}

interface ShardKind {
  readonly classes: number;
  readonly isMultiLabel: boolean;
}

/** The parts of an example share a name and stand beside each other. */
async function* readShard(
  path: string,
  prefix: string,
  { classes, isMultiLabel }: ShardKind,
): AsyncGenerator<LabelledExample, void, undefined> {
  const [ending, what, read] = isMultiLabel
    ? (['.npy', 'classes (.npy)', labelsOf] as const)
    : (['.cls', 'class (.cls)', labelOf] as const);
  let [name, image, labels]: [string, Blob | undefined, readonly number[] | undefined] = [
    '',
    undefined,
    undefined,
  ];
  const made = (): LabelledExample => {
    if (image === undefined || labels === undefined)
      throw invalid(path, `${name} lacks its ${image === undefined ? 'image' : what}`);
    const content: Content = { image };
    return { id: `${prefix}${name}`, content, labels };
  };
  for await (const entry of readTar(path)) {
    const dot = entry.name.indexOf('.', entry.name.lastIndexOf('/') + 1);
    const own = dot === -1 ? entry.name : entry.name.slice(0, dot);
    if (own !== name) {
      if (name !== '') yield made();
      [name, image, labels] = [own, undefined, undefined];
    }
    if (entry.name.endsWith(ending))
      labels = await read(entry.content, classes, `${path}:${entry.name}`);
    else if (isImage(entry.name)) image = entry.content;
  }
  if (name !== '') yield made();
}

/** More than a list of numbers of any number of classes takes. */
const mostLabelBytes = 2 ** 24;

/** The bytes of a label's entry. Throws `invalid-input`. */
async function bytesOf(content: Blob, at: string): Promise<Uint8Array> {
  if (content.size > mostLabelBytes)
    throw invalid(at, `has ${content.size} bytes, at most ${mostLabelBytes} are read`);
  try {
    return new Uint8Array(await content.arrayBuffer());
  } catch (error) {
    throw invalid(at, `can't be read (${messageOf(error)})`, error);
  }
}

async function labelsOf(content: Blob, classes: number, at: string): Promise<readonly number[]> {
  const numbers = readNpy(await bytesOf(content, at), classes, at);
  return numbers.flatMap((number, label) => (number > 0 ? [label] : []));
}

async function labelOf(content: Blob, classes: number, at: string): Promise<readonly number[]> {
  const text = Buffer.from(await bytesOf(content, at)).toString('utf8');
  const label = Number(text.trim());
  if (text.trim() === '' || !Number.isSafeInteger(label) || label < 0 || label >= classes)
    throw invalid(
      at,
      `must be a class from 0 to ${classes - 1}, got ${JSON.stringify(text.slice(0, 40))}`,
    );
  return [label];
}

async function allLines(path: string): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { text } of readLines(path)) found.push(text.trim());
  return found;
}

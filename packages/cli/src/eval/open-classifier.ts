import { resolve } from 'node:path';
import { invalid } from '@nestvec/core/kit';
import {
  type ClassExample,
  type Classifier,
  type ClassifierOptions,
  createClassifier,
  openLabelledImages,
} from '@nestvec/eval';
import type { Io } from '../io.ts';

/** Folders with one folder of images a class. */
export interface ExampleFlags {
  readonly examples?: string;
  readonly calibrate?: string;
}

/** A classifier by its prompts, then by examples, with thresholds of their own. */
export async function openClassifier(
  options: ClassifierOptions,
  { examples, calibrate }: ExampleFlags,
  io: Io,
): Promise<Classifier> {
  const byPrompts = await createClassifier(options);
  const { signal } = io;
  const learned =
    examples === undefined
      ? byPrompts
      : await byPrompts.learn(await read(examples, '--examples', options.labels, io), { signal });
  if (calibrate === undefined) return learned;
  const others = await read(calibrate, '--calibrate', undefined, io);
  const known = others.map(({ content, label }) => ({
    content,
    label: label.filter((one) => options.labels.includes(one)),
  }));
  return await learned.calibrate(known, { signal });
}

/** Throws `invalid-input` for a folder of another name than the classes, where these are given. */
async function read(
  folder: string,
  flag: string,
  labels: readonly string[] | undefined,
  { cwd }: Io,
): Promise<readonly (ClassExample & { readonly label: readonly string[] })[]> {
  const { classes, examples } = await openLabelledImages(resolve(cwd, folder));
  const unknown = classes.find((name) => labels !== undefined && !labels.includes(name));
  if (unknown !== undefined)
    throw invalid(flag, `${folder} has a folder ${unknown}, which is not one of the labels`);
  return examples.map(({ content, labels: own }) => ({
    content,
    label: own.flatMap((at) => classes[at] ?? []),
  }));
}

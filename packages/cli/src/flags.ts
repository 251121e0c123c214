import { type Command, InvalidArgumentError, Option } from 'commander';
import type { EmbedderIdentity } from '@nestvec/core';
import type { Weights } from '@nestvec/core/hub';
import { longestPath } from '@nestvec/core/kit';

/** Variants of the weights, fastest on a CPU first. */
export const weightNames: readonly Weights[] = [
  'int8',
  'quantized',
  'uint8',
  'q4',
  'bnb4',
  'fp32',
  'fp16',
  'q4f16',
];

/** Adds `--json`. */
export function withJson(command: Command): Command {
  return command.option('--json', 'print one JSON document instead of text', false);
}

/** Which model, where it is chosen. */
export interface ModelChoice {
  readonly model?: string;
  readonly weights?: Weights;
}

/** Flags of every command that embeds. */
export interface ModelFlags extends ModelChoice {
  readonly acceptNear?: readonly (keyof EmbedderIdentity)[];
}

/** Adds `--model`, `--weights` and `--accept-near`. */
export function withModel(command: Command): Command {
  return withModelChoice(command).option(
    '--accept-near <fields>',
    'use a model that differs from the collection’s in these fields only, such as weights',
    nearFields,
  );
}

/** Adds `--model` and `--weights`. */
export function withModelChoice(command: Command): Command {
  return command
    .option(
      '--model <model>',
      "mini-clip, jinaai/jina-clip-v2 or a model's directory (default: the collection's, else mini-clip)",
    )
    .addOption(weightsOption());
}

/** `--weights`, one of the variants. */
export function weightsOption(
  description: string = 'variant of the weights (default: the fastest there is)',
): Option {
  return new Option('--weights <variant>', description).choices(weightNames);
}

/** Argument parser of a path: the empty one would be the current folder, and no file has a control character that was meant. */
export function asPath(text: string): string {
  if (text.length > longestPath)
    throw new InvalidArgumentError(`It must be a path, of at most ${longestPath} characters.`);
  if (text.trim() !== '' && !/\p{Cc}/u.test(text)) return text;
  throw new InvalidArgumentError('It must be a path; control characters can’t stand in it.');
}

/** Argument parser of a whole number from 1. */
export function positiveInteger(text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw new InvalidArgumentError('It must be a whole number from 1.');
}

/** Argument parser of an amount. */
export function nonNegative(text: string): number {
  const number = Number(text);
  if (text.trim() !== '' && Number.isFinite(number) && number >= 0) return number;
  throw new InvalidArgumentError('It must be a number from 0.');
}

/** Argument parser of a number above 0. */
export function positiveNumber(text: string): number {
  const number = Number(text);
  if (text.trim() !== '' && Number.isFinite(number) && number > 0) return number;
  throw new InvalidArgumentError('It must be a number above 0.');
}

/** Argument parser of a cosine similarity. */
export function score(text: string): number {
  const number = Number(text);
  if (text.trim() !== '' && number >= -1 && number <= 1) return number;
  throw new InvalidArgumentError('It must be a number from -1 to 1.');
}

const gradualFields = [
  'weights',
  'preprocessing',
  'maxTokens',
  'imagePolicy',
  'taskHandling',
  'revision',
] as const satisfies readonly (keyof EmbedderIdentity)[];

/** Argument parser of fields of an identity. */
export function nearFields(text: string): (keyof EmbedderIdentity)[] {
  return text.split(',').map((part) => {
    const field = gradualFields.find((known) => known === part.trim());
    if (field === undefined)
      throw new InvalidArgumentError(`It must be some of ${gradualFields.join(', ')}.`);
    return field;
  });
}

import { statSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import { type Embedder, type EmbedderIdentity, NestvecError } from '@nestvec/core';
import { findWeights, hubSettingsFrom, missingModel, type Weights } from '@nestvec/core/hub';
import { onnx } from '@nestvec/core/onnx';
import { modelDirectory } from '@nestvec/mini-clip';
import { type ModelFlags, weightNames } from '../flags.ts';
import type { Io } from '../io.ts';
import { type ImageLimitFlags, imageLimitsOf } from '../limit-flags.ts';

/** The name by which a collection knows mini-clip. */
export const miniClip = 'nestvec/mini-clip';

/**
 * Opens the model that `--model` names: mini-clip, a directory, or a model that was pulled. Without it, the one that the
 * collection was filled with, else mini-clip.
 */
export async function openModel(
  flags: ModelFlags & ImageLimitFlags,
  io: Io,
  remembered?: EmbedderIdentity,
): Promise<Embedder> {
  const asked: WantedModel =
    flags.model === undefined && remembered !== undefined
      ? wantedAgain(remembered, flags)
      : { model: flags.model ?? miniClip, weights: flags.weights };
  const located = await locateModel(asked, io);
  return await onnx({
    ...located,
    maxTokens: asked.maxTokens,
    imageLimits: imageLimitsOf(flags),
    onWarning: (message) => io.stderr.write(`${message}\n`),
  });
}

/** Where a model's files are. */
export interface LocatedModel {
  readonly directory: string;
  readonly weights?: Weights | undefined;
}

interface WantedModel {
  readonly model: string;
  readonly revision?: string | undefined;
  readonly weights?: Weights | undefined;
  readonly maxTokens?: number | undefined;
}

/** Finds a model by name or directory. Rejects with `not-found` and how to get it. */
export async function locateModel(wanted: WantedModel, io: Io): Promise<LocatedModel> {
  const { model, weights } = wanted;
  if (model === 'mini-clip' || model === miniClip) return { directory: modelDirectory, weights };
  const directory = resolve(io.cwd, model);
  if (isDirectory(directory)) return { directory, weights };
  if (/^\.|[\\]|\/.*\//.test(model) || isAbsolute(model)) {
    throw new NestvecError('not-found', `there is no model directory ${model}`, {
      what: 'path',
      name: model,
    });
  }
  return await findPulled(wanted, io);
}

/** Nothing lies under a name that is too long, or behind a folder that may not be entered. */
function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

async function findPulled(
  { model, revision, weights }: WantedModel,
  io: Io,
): Promise<LocatedModel> {
  const { cacheDirectory } = hubSettingsFrom(io.env);
  const found = await findWeights({ model, revision, weights, cacheDirectory });
  if (found !== undefined) return { directory: found.directory, weights: found.weights };
  throw missingModel({
    model,
    revision,
    weights,
    cacheDirectory,
    program: io.program,
    alternative: 'give --model the directory it is in',
  });
}

/** The model that filled a collection, as it was then. */
function wantedAgain(identity: EmbedderIdentity, flags: ModelFlags): WantedModel {
  const { model, revision, maxTokens } = identity;
  const weights = flags.weights ?? weightNames.find((known) => known === identity.weights);
  return { model, revision: revision === 'unknown' ? undefined : revision, weights, maxTokens };
}

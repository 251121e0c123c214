import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { z } from 'zod';
import { NestvecError } from '../errors.ts';
import { modelError } from './model-error.ts';
import { readJson } from './read-json.ts';
import { foreignByConfig } from './foreign.ts';

/** What the files of a model directory say about it. */
export interface ModelConfig {
  readonly directory: string;
  /** Such as `jinaai/jina-clip-v2`. */
  readonly model: string;
  /** Commit or version, where the directory says it. */
  readonly revision: string | undefined;
  readonly dimensions: number;
  /** Put before the text of a query; ends with a space. */
  readonly queryPrefix: string;
  readonly preprocessing: Preprocessing;
}

/** How pixels become the graph's input. */
export interface Preprocessing {
  /** Side of the square input in pixels. */
  readonly size: number;
  /** Of each channel, red first, on a scale from 0 to 1. */
  readonly mean: Triple;
  readonly std: Triple;
}

/** A value for each of red, green and blue. */
type Triple = readonly [number, number, number];

const configSchema = z.object({
  _name_or_path: z.string().optional(),
  revision: z.string().min(1).optional(),
  model_type: z.string().optional(),
  projection_dim: z.int().positive().optional(),
  task_instructions: z.record(z.string(), z.string()).optional(),
});

const triple = z.tuple([z.number(), z.number(), z.number()]);
const preprocessorSchema = z.object({
  size: z.int().positive(),
  resize_mode: z.literal('shortest', 'must be "shortest": nestvec crops as jina-clip-v2 does'),
  interpolation: z.literal('bicubic', 'must be "bicubic", as for jina-clip-v2'),
  mean: triple,
  std: triple,
});

/** Reads config.json and preprocessor_config.json. Throws `not-found` without the directory, `model` where they don't fit. */
export async function readConfig(directory: string): Promise<ModelConfig> {
  const found = await stat(directory).catch(() => undefined);
  if (!found?.isDirectory()) {
    throw new NestvecError(
      'not-found',
      `there is no model directory at ${directory}; download one with: nestvec model pull jinaai/jina-clip-v2`,
      { what: 'model', name: directory },
    );
  }
  const config = await readJson(directory, 'config.json', configSchema);
  const foreign = foreignByConfig(config);
  if (foreign !== undefined) throw modelError(directory, foreign);
  if (config.projection_dim === undefined) {
    throw modelError(directory, 'config.json does not give projection_dim');
  }
  const { size, mean, std } = await readJson(
    directory,
    'preprocessor_config.json',
    preprocessorSchema,
  );
  return {
    directory,
    model: modelName(directory, config._name_or_path, config.projection_dim),
    revision: config.revision ?? snapshotOf(directory),
    dimensions: config.projection_dim,
    queryPrefix: config.task_instructions?.['retrieval.query'] ?? '',
    preprocessing: { size, mean, std },
  };
}

/** The file that jinaai publishes may name the repository of its code; every one of theirs with 1,024 dimensions is v2. */
function modelName(directory: string, name: string | undefined, dimensions: number): string {
  const isHubName = name !== undefined && /^[\w.-]+\/[\w.-]+$/.test(name);
  if (dimensions === 1024 && (!isHubName || name.startsWith('jinaai/')))
    return 'jinaai/jina-clip-v2';
  return isHubName ? name : `local/${basename(resolve(directory))}`;
}

/** In the hub's cache a snapshot's directory is named after its commit. */
function snapshotOf(directory: string): string | undefined {
  const name = basename(resolve(directory));
  return /^[0-9a-f]{40}$/.test(name) ? name : undefined;
}

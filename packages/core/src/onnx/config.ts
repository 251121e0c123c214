import { stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { z } from 'zod';
import { bundlersPage } from '../bundled.ts';
import { NestvecError } from '../errors.ts';
import { foreignByConfig } from './foreign.ts';
import { clipV2, localModel, type LocalModel } from './local-models.ts';
import { modelError } from './model-error.ts';
import { readOwnModel } from './own-model.ts';
import { checkPixels, readJinaPixels } from './preprocessor.ts';
import { readJson } from './read-json.ts';

/** What the files of a model directory say about it. */
export interface ModelConfig extends LocalModel {
  readonly directory: string;
  /** Commit or version, where the directory says it. */
  readonly revision: string | undefined;
  /** Digest of the nestvec.json that describes it; absent for a model that nestvec knows. */
  readonly digest?: string;
}

/** Transformers writes some of what is not set as null. */
const unlessNull = <Value>(schema: z.ZodType<Value>): z.ZodType<Value | undefined> =>
  schema.nullish().transform((value) => value ?? undefined);

const configSchema = z.object({
  _name_or_path: unlessNull(z.string()),
  revision: unlessNull(z.string().min(1)),
  model_type: unlessNull(z.string()),
  projection_dim: unlessNull(z.int().positive()),
  hidden_size: unlessNull(z.int().positive()),
  task_instructions: unlessNull(z.record(z.string(), z.string())),
  lora_adaptations: unlessNull(z.array(z.string())),
});

/** config.json, as far as it is looked at. */
type ConfigFile = z.infer<typeof configSchema>;

/**
 * Reads nestvec.json, or config.json and preprocessor_config.json. Throws `not-found` without the directory, `model` where they don't fit
 * or say something else than nestvec knows of the model.
 */
export async function readConfig(directory: string): Promise<ModelConfig> {
  const found = await stat(directory).catch(() => undefined);
  if (!found?.isDirectory()) {
    const isMini = /mini-clip[\\/]model[\\/]?$/.test(directory);
    const advice = isMini
      ? `it comes with @nestvec/mini-clip, which a bundled app has to keep external, with its folder model traced or copied, see ${bundlersPage}`
      : 'download one with: nestvec model pull jinaai/jina-clip-v2';
    throw new NestvecError('not-found', `there is no model directory at ${directory}; ${advice}`, {
      what: 'model',
      name: directory,
    });
  }
  const revision = snapshotOf(directory);
  const own = await readOwnModel(directory);
  if (own !== undefined) return { ...own.row, directory, revision, digest: own.digest };
  const config = await readJson(directory, 'config.json', configSchema);
  const row = await rowOf(directory, config);
  return { ...row, directory, revision: config.revision ?? revision };
}

async function rowOf(directory: string, config: ConfigFile): Promise<LocalModel> {
  const known = knownRow(directory, config);
  if (known !== undefined) {
    checkConfig(directory, config, known);
    if (known.image !== undefined) await checkPixels(directory, known.image.pixels);
    return known;
  }
  const foreign = foreignByConfig(config);
  if (foreign !== undefined) throw modelError(directory, foreign);
  if (config.projection_dim === undefined)
    throw modelError(directory, 'config.json does not give projection_dim');
  return clipV2({
    model: modelName(directory, config._name_or_path, config.projection_dim),
    dimensions: config.projection_dim,
    queryPrefix: config.task_instructions?.['retrieval.query'] ?? '',
    pixels: await readJinaPixels(directory),
  });
}

/** jina-clip-v1 and jina-embeddings-v3, by the folder in the hub's cache or by what only theirs says. */
function knownRow(directory: string, config: ConfigFile): LocalModel | undefined {
  const { _name_or_path: own = '', model_type, projection_dim, lora_adaptations } = config;
  const inCache = /^models--([^/]+)--([^/]+)$/.exec(basename(dirname(dirname(resolve(directory)))));
  const isNamed = (name: string): boolean =>
    own === name || (inCache !== null && `${inCache[1]}/${inCache[2]}` === name);
  const isV1 = model_type === 'jina_clip' && projection_dim === 768;
  if (isV1 || isNamed('jinaai/jina-clip-v1')) return localModel('jinaai/jina-clip-v1');
  const isV3 = lora_adaptations !== undefined && model_type !== 'jina_clip';
  if (isV3 || isNamed('jinaai/jina-embeddings-v3')) return localModel('jinaai/jina-embeddings-v3');
  return undefined;
}

/** Throws `model` with what config.json says otherwise than the table; what it does not say is not asked for. */
function checkConfig(directory: string, config: ConfigFile, row: LocalModel): void {
  const { task } = row.text.inputs;
  const tasks = config.lora_adaptations;
  const numberOf = (name: string): number | undefined =>
    tasks === undefined ? undefined : tasks.indexOf(name);
  const dimensions = row.image === undefined ? 'hidden_size' : 'projection_dim';
  const prefix = (name: string): string | undefined => config.task_instructions?.[name];
  const compared: readonly (readonly [string, unknown, unknown])[] = [
    [dimensions, config[dimensions], row.dimensions],
    ['place of retrieval.query in lora_adaptations', numberOf('retrieval.query'), task?.query],
    [
      'place of retrieval.passage in lora_adaptations',
      numberOf('retrieval.passage'),
      task?.document,
    ],
    ['task_instructions.retrieval.query', prefix('retrieval.query'), row.text.prefixes.query],
    [
      'task_instructions.retrieval.passage',
      prefix('retrieval.passage'),
      row.text.prefixes.document,
    ],
  ];
  const differences = compared.flatMap(([name, found, want]) =>
    found === undefined || found === want
      ? []
      : `${name} is ${JSON.stringify(found)} where ${JSON.stringify(want)} is expected`,
  );
  if (differences.length > 0)
    throw modelError(
      directory,
      `its config.json is not ${row.called}: ${differences.join('; ')}; describe another model in nestvec.json`,
    );
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

import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalJson, invalid, isPlainObject, messageOf, parseJson } from '@nestvec/core/kit';
import type { Matrix } from '../exact/matrix.ts';
import type { EmbeddedTask, MeasuredSetting } from './measure-task.ts';
import type { ResolvedEvaluation } from './options.ts';

/** What is measured at once: a task exactly, or through one store under one quantisation. */
export interface MeasuredPart {
  readonly settings: readonly MeasuredSetting[];
  readonly notes: readonly string[];
}

/** Keeps parts on disk until the run is whole. */
export interface Checkpoints {
  /** A name for a part: the same for the same vectors, judgements and options, and different else. */
  nameOf(task: EmbeddedTask, where: readonly string[]): string;
  /** What was measured under a name, by this run or one before it; else measures and keeps it. */
  through(name: string, measure: () => Promise<MeasuredPart>): Promise<MeasuredPart>;
  /** Takes away what this run used, since it is whole. */
  finish(): Promise<void>;
}

/** Raise it when what is measured changes its meaning. */
const version = 2;

/** Opens a folder of parts; without one nothing is kept. */
export function openCheckpoints(
  directory: string | undefined,
  { embedder, queryTask, ...options }: ResolvedEvaluation,
): Checkpoints {
  const { dimensions, quantizations, k, oversample, words, reranker } = options;
  const asked = {
    version,
    identity: embedder.identity,
    queryTask,
    dimensions,
    quantizations,
    k,
    oversample,
    words,
    reranker: reranker && { name: reranker.name, candidates: reranker.candidates },
  };
  const contents = new WeakMap<EmbeddedTask, string>();
  const used: string[] = [];
  const fileOf = (folder: string, name: string): string => join(folder, `${name}.json`);
  return {
    nameOf(task, where) {
      const known = contents.get(task) ?? hashTask(task);
      contents.set(task, known);
      return createHash('sha256')
        .update(canonicalJson({ ...asked, where }))
        .update(known)
        .digest('hex')
        .slice(0, 16);
    },
    async through(name, measure) {
      if (directory === undefined) return await measure();
      const file = fileOf(directory, name);
      used.push(file);
      const kept = await readPart(file);
      if (kept !== undefined) return kept;
      const measured = await measure();
      await mkdir(directory, { recursive: true });
      // Whole or not there, whenever the process is killed.
      await writeFile(`${file}.part`, JSON.stringify(measured));
      await rename(`${file}.part`, file);
      return measured;
    },
    async finish() {
      for (const file of used) await rm(file, { force: true });
    },
  };
}

async function readPart(file: string): Promise<MeasuredPart | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw invalid('options.checkpoints', `${file} can't be read (${messageOf(error)})`, error);
  }
  let value: unknown;
  try {
    value = parseJson(text);
  } catch {
    value = undefined;
  }
  if (!isPlainObject(value) || !Array.isArray(value['settings']) || !Array.isArray(value['notes']))
    throw invalid('options.checkpoints', `${file} is not a part of an evaluation; remove it`);
  return value as object as MeasuredPart; // written by `through`, under a hash of all that it depends on
}

/** Of all that a measurement depends on. */
function hashTask(task: EmbeddedTask): string {
  const { name, language, metric, queries, documents, judged, fields } = task;
  const bytesOf = ({ data }: Matrix): Uint8Array =>
    new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return createHash('sha256')
    .update(
      JSON.stringify([
        [name, language ?? null, metric, fields, judged],
        queries.map(({ id, content, filter = null }) => [
          id,
          'text' in content ? content.text : '',
          filter,
        ]),
        documents.map(({ id, content, text, metadata = {} }) => [
          id,
          text ?? ('text' in content ? content.text : ''),
          metadata,
        ]),
      ]),
    )
    .update(bytesOf(task.queryVectors))
    .update(bytesOf(task.documentVectors))
    .digest('hex');
}

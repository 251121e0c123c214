import { knownModels, modelFacts } from '@nestvec/core';
import {
  type CachedModel,
  publishedModel,
  type PulledModel,
  type VerifiedFile,
} from '@nestvec/core/hub';
import { hostedModels } from '@nestvec/core/remote';
import type { ModelCheck, SideReport } from '@nestvec/core/onnx';
import type { Io } from '../io.ts';
import { miniClip } from '../open/model.ts';
import { createOutput } from '../output.ts';
import { bytes, count, styles } from '../text.ts';

/** Prints where a pulled model is. */
export function printPulled(model: string, pulled: PulledModel, json: boolean, io: Io): void {
  const output = createOutput(io, json);
  const size = pulled.files.reduce((sum, file) => sum + file.bytes, 0);
  output.document({ model, ...pulled, bytes: size });
  output.line(
    `${model} at ${pulled.revision.slice(0, 7)} is in ${pulled.directory} (${bytes(size)})`,
  );
  output.line(`Use it: ${io.program} ingest ./photos --collection photos --model ${model}`);
}

/** Prints mini-clip, the cached models, one variant a line, and the rows of the model table. */
export function printModels(
  models: readonly CachedModel[],
  places: { readonly cacheDirectory: string | undefined; readonly modelDirectory: string },
  json: boolean,
  io: Io,
): void {
  const output = createOutput(io, json);
  const { bold, dim, red } = styles(io.stdout);
  const known = knownModels.map(describeKnown);
  output.document({ ...places, models, known });
  output.line(`${bold('mini-clip')}  comes with nestvec  ${dim(places.modelDirectory)}`);
  for (const { model, revision, directory, weights } of models) {
    output.line(`${bold(model)} at ${revision.slice(0, 7)}  ${dim(directory)}`);
    for (const variant of weights) {
      const state = variant.complete ? 'complete' : red('incomplete; pull it again to go on');
      output.line(`  ${variant.name.padEnd(9)}  ${bytes(variant.bytes).padStart(9)}  ${state}`);
    }
  }
  if (models.length === 0) output.line(`no others in ${places.cacheDirectory}`);
  const widest = Math.max(...knownModels.map((name) => name.length));
  const terms = known.map(({ license }) => license ?? 'licence not known here');
  const widestTerms = Math.max(...terms.map((text) => text.length));
  output.line(bold('known models'));
  for (const [i, { model, runs }] of known.entries())
    output.line(
      `  ${model.padEnd(widest)}  ${(terms[i] ?? '').padEnd(widestTerms)}  ${runs.join(', ')}`,
    );
}

/** What is known of a model before it is fetched. `runs`: on this machine, and by which `--embedder`. */
function describeKnown(model: string): KnownModel {
  const license = modelFacts(model)?.license;
  const isLocal = model === miniClip || publishedModel(model) !== undefined;
  const isHosted = Object.values(hostedModels).some(({ identity }) => identity === model);
  return {
    model,
    ...(license === undefined ? {} : { license: license.id, licenseSource: license.source }),
    runs: [...(isLocal ? ['local'] : []), ...(isHosted ? ['jina'] : [])],
  };
}

/** A row of the model table. */
interface KnownModel {
  readonly model: string;
  readonly license?: string;
  readonly licenseSource?: string;
  readonly runs: readonly string[];
}

/** What was found about one model. */
export interface VerifiedModel {
  readonly directory: string;
  readonly files: readonly VerifiedFile[];
  readonly checks: readonly ModelCheck[];
  readonly sides: readonly SideReport[];
}

/** Prints the outcome, and gives whether all is well. A file that nothing is known about counts as well. */
export function printVerified(
  { directory, files, checks, sides }: VerifiedModel,
  json: boolean,
  io: Io,
): boolean {
  const output = createOutput(io, json);
  const { green, red, dim } = styles(io.stdout);
  const broken = files.filter(({ state }) => state === 'wrong' || state === 'missing');
  const unknown = files.filter(({ state }) => state === 'unknown').length;
  const passed = broken.length === 0 && checks.every((check) => check.passed);
  output.document({ directory, passed, files, checks, sides });
  output.line(dim(directory));
  for (const { path, state } of broken)
    output.line(
      `${red('wrong')}  ${path} ${state === 'missing' ? 'is missing' : 'has another checksum'}; remove it and pull the model again`,
    );
  const right = files.length - broken.length - unknown;
  const known =
    unknown === files.length
      ? 'no checksums of them are published'
      : `the checksums of ${right} are right${unknown > 0 ? `, and ${unknown} have no published checksum` : ''}`;
  output.line(`files  ${count(files.length, 'file')}, ${known}`);
  for (const check of checks) {
    output.line(`${check.passed ? green('ok   ') : red('wrong')}  ${check.name}: ${check.detail}`);
  }
  for (const side of sides) output.line(`memory ${memoryOf(side)}`);
  return passed;
}

/** What one half takes, and what makes it take more than it has to. */
function memoryOf(report: SideReport): string {
  const { side, weightsBytes, workBytes, length, isAssumed, attention, together } = report;
  const things = side === 'text' ? 'texts' : 'images';
  const one = side === 'text' ? `a text of ${length} tokens` : 'an image';
  const by = isAssumed === true ? " (assumed: by layers of jina-clip-v2's sizes)" : '';
  const work = workBytes === undefined ? '' : ` and ${bytes(workBytes)} for ${one}${by}`;
  const takes = `${things}: ${bytes(weightsBytes)} of weights${work}`;
  if (together !== undefined) return `${takes}; both halves are loaded together (${together})`;
  const unknown = attention.all - attention.recognised;
  if (unknown === 0) return takes;
  return `${takes}; ${unknown} of ${attention.all} attentions are written in a way that is not recognised, so long ${things} take the memory of all heads at once`;
}

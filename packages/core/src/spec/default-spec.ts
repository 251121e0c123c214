import { modelFacts, type Modality } from './models.ts';
import type { EmbedderIdentity } from './identity.ts';
import type { FieldType, NamedVectorSpec, ResolvedSpec } from './spec.ts';
import { invalid } from '../errors.ts';
import { describeValue } from '../json.ts';
import { checkIsOptions, checkNames } from '../options/check-names.ts';
import { checkList } from '../options/check-list.ts';
import { resolveSpec } from './resolve-spec.ts';

/** Choices of `defaultSpec`. */
export interface SpecChoices {
  readonly name: string;
  /** Named vectors. Default: of each modality the full one and its first 64 numbers, or the fewest that the model allows. */
  readonly vectors?: Readonly<Record<string, NamedVectorSpec>> | undefined;
  /** Parts of the metadata that filters, facets and orders may name, with their types. Default: none. */
  readonly fields?: Readonly<Record<string, FieldType>> | undefined;
  /** Whether records belong to tenants that do not see one another. Default: false. */
  readonly tenants?: boolean | undefined;
  /** Whether records are found by the words of their texts as well. Default: false. */
  readonly keyword?: boolean | undefined;
  /** Modalities that get vectors where `vectors` is not given. Default: all that the model has. */
  readonly modalities?: readonly Modality[] | undefined;
}

/**
 * The spec of a collection for which nothing else was asked: of each modality the full vector under the modality's name and a coarse one,
 * `image` and `image_64` for jina-clip-v2. Throws `invalid-input` for a wrong choice.
 */
export function defaultSpec(embedder: EmbedderIdentity, choices: SpecChoices): ResolvedSpec {
  checkIsOptions(choices, 'choices');
  checkChoiceNames(choices, 'choices');
  checkIsOptions(embedder, 'embedder');
  const { name, fields, tenants, keyword } = choices;
  const vectors = choices.vectors ?? defaultVectors(embedder, choices.modalities);
  return resolveSpec({ name, embedder, vectors, fields, tenants, keyword });
}

const checkChoiceNames = checkNames<SpecChoices>({
  name: true,
  vectors: true,
  fields: true,
  tenants: true,
  keyword: true,
  modalities: true,
});

function defaultVectors(
  embedder: EmbedderIdentity,
  modalities: readonly Modality[] | undefined,
): Record<string, NamedVectorSpec> {
  if (modalities !== undefined) checkModalities(modalities);
  const facts = modelFacts(embedder.model);
  const coarse = facts?.coarseDimensions;
  const vectors: Record<string, NamedVectorSpec> = {};
  for (const modality of modalities ?? facts?.modalities ?? ['text']) {
    vectors[modality] = { modality };
    if (coarse !== undefined) vectors[`${modality}_${coarse}`] = { modality, dimensions: coarse };
  }
  return vectors;
}

function checkModalities(modalities: unknown): void {
  checkList(modalities, 'modalities');
  for (const [i, modality] of modalities.entries())
    if (modality !== 'image' && modality !== 'text')
      throw invalid(`modalities[${i}]`, `must be image or text, got ${describeValue(modality)}`);
}

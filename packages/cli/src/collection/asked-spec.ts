import {
  defaultSpec,
  type EmbedderIdentity,
  type FieldType,
  type Modality,
  type NamedVectorSpec,
} from '@nestvec/core';
import { compareIdentity } from '@nestvec/core/compare';
import { invalid } from '@nestvec/core/kit';
import { type ResolvedSpec, resolveSpec } from '@nestvec/core/store';

/** What `--fields`, `--vectors` and `--keyword` ask for. */
export interface AskedParts {
  readonly fields?: Readonly<Record<string, FieldType>>;
  /** Dimensions by name. */
  readonly vectors?: Readonly<Record<string, number>>;
  readonly keyword?: true;
}

/**
 * The spec that is asked for. What a collection remembers and is not named stays as it is; its vectors are kept only where
 * this embedder can go on with them.
 */
export function askedSpec(
  name: string,
  embedder: EmbedderIdentity,
  remembered: ResolvedSpec | undefined,
  { fields, vectors, keyword }: AskedParts,
): ResolvedSpec {
  const goesOn =
    remembered !== undefined &&
    compareIdentity(remembered.embedder, embedder).verdict !== 'different';
  const kept = goesOn ? remembered.vectors : {};
  const asked = vectors === undefined ? kept : { ...kept, ...askedVectors(vectors, kept) };
  const base = Object.keys(asked).length > 0 ? asked : defaultSpec(embedder, { name }).vectors;
  return resolveSpec({
    name,
    embedder,
    vectors: base,
    fields: { ...remembered?.fields, ...fields },
    tenants: remembered?.tenants,
    // Asked for, the words are cut by the rules of this process.
    ...(keyword === true
      ? { keyword }
      : { keyword: remembered?.keyword, cutter: remembered?.cutter }),
  });
}

function askedVectors(
  vectors: Readonly<Record<string, number>>,
  kept: Readonly<Record<string, NamedVectorSpec>>,
): Record<string, NamedVectorSpec> {
  return Object.fromEntries(
    Object.entries(vectors).map(([name, dimensions]) => {
      const known = Object.hasOwn(kept, name) ? kept[name] : undefined;
      return [name, { ...(known ?? { modality: modalityOf(name) }), dimensions }];
    }),
  );
}

/** A new vector says by its name what it is of: `image_64`. */
function modalityOf(name: string): Modality {
  const modality = (['image', 'text'] as const).find((known) => name.split('_', 1)[0] === known);
  if (modality !== undefined) return modality;
  throw invalid('--vectors', `${name} must begin with image or text, such as image_64`);
}

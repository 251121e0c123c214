import { z } from 'zod';
import { invalid } from '../errors.ts';
import { isPlainObject } from '../json.ts';
import { checkedDimensions } from './dimensions.ts';
import type { EmbedderIdentity } from './identity.ts';
import { checkCollectionName, checkUserName } from './names.ts';
import {
  type CollectionSpec,
  fieldTypes,
  type NamedVectorSpec,
  type ResolvedSpec,
  type ResolvedVector,
} from './spec.ts';
import { parseInput } from '../parse-input.ts';
import { cutterVersion } from '../words/word-cutter.ts';

const identitySchema: z.ZodType<EmbedderIdentity> = z.strictObject({
  model: z.string().min(1),
  revision: z.string().min(1),
  weights: z.string().min(1),
  preprocessing: z.string().min(1),
  maxTokens: z.int().positive(),
  imagePolicy: z.string().min(1),
  taskHandling: z.string().min(1),
  dimensions: z.int().positive(),
});

const vectorSchema = z.strictObject({
  modality: z.enum(['text', 'image']),
  dimensions: z.int().positive().optional(),
  quantization: z.enum(['none', 'int8', 'binary']).optional(),
  graph: z.union([z.boolean(), z.literal('auto')]).optional(),
  native: z.record(z.string(), z.unknown()).optional(),
});

const specSchema: z.ZodType<CollectionSpec> = z.strictObject({
  name: z.string(),
  embedder: identitySchema,
  vectors: z.record(z.string(), vectorSchema),
  fields: z.record(z.string(), z.enum(fieldTypes)).optional(),
  tenants: z.boolean().optional(),
  keyword: z.boolean().optional(),
  cutter: z.string().min(1).optional(),
});

/** Checks a spec and fills in its defaults. Resolving a resolved spec changes nothing. Throws `invalid-input`. */
export function resolveSpec(input: CollectionSpec): ResolvedSpec {
  checkNamesOf(input);
  const spec = parseInput(specSchema, input, 'spec');
  checkCollectionName(spec.name, 'spec.name');
  const names = Object.keys(spec.vectors);
  if (names.length === 0) throw invalid('spec.vectors', 'must name at least one vector');
  const vectors: Record<string, ResolvedVector> = {};
  for (const [name, vector] of Object.entries(spec.vectors)) {
    vectors[name] = {
      modality: vector.modality,
      dimensions: checkedDimensions(
        vector.dimensions,
        spec.embedder,
        `spec.vectors.${name}.dimensions`,
      ),
      quantization: vector.quantization ?? 'none',
      graph:
        vector.graph === undefined || vector.graph === 'auto'
          ? isSmallest(name, spec)
          : vector.graph,
      native: vector.native ?? {},
    };
  }
  return {
    name: spec.name,
    embedder: spec.embedder,
    vectors,
    fields: spec.fields ?? {},
    tenants: spec.tenants ?? false,
    ...(spec.keyword === true
      ? { keyword: true, cutter: spec.cutter ?? cutterVersion }
      : { keyword: false }),
  };
}

/** Ties go to the first name in order, so that exactly one vector of each modality has a graph by default. */
function isSmallest(name: string, spec: CollectionSpec): boolean {
  const size = (vector: NamedVectorSpec): number => vector.dimensions ?? spec.embedder.dimensions;
  const own = spec.vectors[name];
  if (own === undefined) return false;
  return Object.entries(spec.vectors).every(
    ([other, vector]) =>
      vector.modality !== own.modality ||
      size(vector) > size(own) ||
      (size(vector) === size(own) && other >= name),
  );
}

/** Looked at before the schema, which leaves out a name such as `__proto__` in silence. */
function checkNamesOf(input: unknown): void {
  for (const part of ['vectors', 'fields']) {
    const named = isPlainObject(input) ? input[part] : undefined;
    if (!isPlainObject(named)) continue;
    for (const name of Object.keys(named)) checkUserName(name, `spec.${part}`);
  }
}

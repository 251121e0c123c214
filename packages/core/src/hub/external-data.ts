import { basename } from 'node:path/posix';
import { z } from 'zod';
import type { Weights } from '../onnx/weights.ts';
import { graphPath } from './weights.ts';

/** `true` stands for one piece, a number for so many. */
const pieces = z.union([z.boolean(), z.number().int().nonnegative()]);
const configSchema = z.object({
  'transformers.js_config': z.object({
    use_external_data_format: z.union([pieces, z.record(z.string(), pieces)]),
  }),
});

/**
 * Paths of a variant's external data as config.json announces them, by the rules of Transformers.js: for all graphs, or by
 * the graph's name, or by its name without variant. Empty where it announces none.
 */
export function externalDataPaths(config: string, weights: Weights): string[] {
  const parsed = configSchema.safeParse(parseJson(config));
  if (!parsed.success) return [];
  const announced = parsed.data['transformers.js_config'].use_external_data_format;
  const graph = graphPath(weights);
  const count = Number(
    typeof announced === 'object'
      ? (announced[basename(graph)] ?? announced['model'] ?? 0)
      : announced,
  );
  return Array.from(
    { length: count },
    (_, piece) => `${graph}_data${piece === 0 ? '' : `_${piece}`}`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

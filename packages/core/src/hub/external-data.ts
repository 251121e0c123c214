import { basename } from 'node:path/posix';
import { z } from 'zod';

/** `true` stands for one piece, a number for so many. */
const pieces = z.union([z.boolean(), z.number().int().nonnegative()]);
const configSchema = z.object({
  'transformers.js_config': z.object({
    use_external_data_format: z.union([pieces, z.record(z.string(), pieces)]),
  }),
});

/**
 * Paths of a graph's external data as config.json announces them, by the rules of Transformers.js: for all graphs, or by
 * the graph's name, or by its name without variant. Empty where it announces none.
 */
export function externalDataPaths(config: string, graph: string): string[] {
  const parsed = configSchema.safeParse(parseJson(config));
  if (!parsed.success) return [];
  const announced = parsed.data['transformers.js_config'].use_external_data_format;
  const count = Number(
    typeof announced === 'object'
      ? (announced[basename(graph)] ?? announced[stemOf(graph)] ?? 0)
      : announced,
  );
  return Array.from(
    { length: count },
    (_, piece) => `${graph}_data${piece === 0 ? '' : `_${piece}`}`,
  );
}

/** `onnx/text_model_int8.onnx` → `text_model`. */
function stemOf(graph: string): string {
  return /^(?:\w+_)?model/.exec(basename(graph))?.[0] ?? '';
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

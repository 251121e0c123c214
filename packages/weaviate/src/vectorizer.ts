import { invalid } from '@nestvec/core/kit';
import type { ResolvedVector } from '@nestvec/core/store';
import type { LiveVector } from './info.ts';

/**
 * A collection may have a module that makes vectors. We bring our own, and the server then leaves the module alone; but what it
 * made before lies beside ours, so its model and length must be those of the spec. Of modules whose settings say nothing of
 * that, what the user says is taken as true.
 */
export function checkVectorizer(
  { name, settings }: LiveVector['vectorizer'],
  { dimensions }: Pick<ResolvedVector, 'dimensions'>,
  model: string,
  path: string,
): void {
  if (name === 'none') return;
  const made = settings['model'];
  if (typeof made === 'string' && baseName(made) !== baseName(model))
    throw invalid(
      path,
      `was filled by ${name} with ${made}, and attach.embedder is ${model}; their vectors can't be compared`,
    );
  const length = settings['dimensions'];
  if (typeof length === 'number' && length !== dimensions)
    throw invalid(
      path,
      `has ${dimensions} dimensions where ${name} is set to ${length}; say dimensions: ${length}`,
    );
}

/** `jinaai/jina-clip-v2` and `jina-clip-v2` are the same model. */
function baseName(model: string): string {
  return model.slice(model.lastIndexOf('/') + 1).toLowerCase();
}

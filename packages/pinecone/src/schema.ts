import type { Plan } from '@nestvec/core';
import { invalid, unsupported } from '@nestvec/core/kit';
import type { PlanStep, ResolvedSpec } from '@nestvec/core/store';
import { databaseName } from './errors.ts';
import { homeIndexName, vectorIndexName } from './names.ts';

/**
 * The named vector that lies in the first index, beside everything else of a record: the largest, which the second stage of a
 * coarse-to-full search reads together with the rest.
 */
export function homeVector({ vectors }: ResolvedSpec): string {
  const [first] = Object.entries(vectors).sort(
    ([a, x], [b, y]) => y.dimensions - x.dimensions || (a < b ? -1 : 1),
  );
  if (first === undefined) throw invalid('spec.vectors', 'must name at least one vector');
  return first[0];
}

/** The index of a named vector. */
export function indexNameOf(collection: string, vector: string, home: string): string {
  return vector === home ? homeIndexName(collection) : vectorIndexName(collection, vector);
}

/** Throws for what Pinecone does not have. */
export function checkSpec(spec: ResolvedSpec): void {
  for (const [name, { quantization, native }] of Object.entries(spec.vectors)) {
    if (quantization !== 'none')
      throw unsupported(
        `${quantization} quantization of ${name}`,
        databaseName,
        'leave quantization out; Pinecone has no setting for it',
      );
    if (Object.hasOwn(native, databaseName))
      throw invalid(
        `spec.vectors.${name}.native.${databaseName}`,
        'has no effect, because vectors in Pinecone have no settings of their own; leave it out',
      );
  }
}

/** A plan whose steps say which indexes they make and what those cost. */
export function withCosts(plan: Plan, home: string | undefined): Plan {
  return {
    ...plan,
    steps: plan.steps.map((step) => ({ ...step, reason: reasonOf(step, plan, home) })),
  };
}

function reasonOf(
  { change, label, reason }: PlanStep,
  { spec }: Plan,
  home: string | undefined,
): string {
  switch (change.kind) {
    case 'create-collection':
      return `${reason}; ${mapping(spec)}`;
    case 'rebuild':
      return label === 'rebuild'
        ? `${reason}; all of its indexes are deleted and made anew: ${mapping(spec)}`
        : reason;
    case 'add-vector': {
      const vector = spec.vectors[change.name];
      return vector === undefined || home === undefined
        ? reason
        : `${reason}; it gets an index of its own, ${vectorIndexName(spec.name, change.name)} (${cost(vector.dimensions)})`;
    }
    case 'add-field':
      return `${reason}; every record is read and written again in each index`;
    case 'set-graph':
      return `${reason}; only remembered, Pinecone chooses its own index`;
    case 'remove-vector':
    case 'add-record-fields':
    case 'set-quantization':
    case 'set-embedder':
    case 'backfill':
    case 'set-words':
    case 'backfill-words':
    case 'none':
      return reason;
  }
}

function mapping(spec: ResolvedSpec): string {
  const home = homeVector(spec);
  const lines = Object.entries(spec.vectors)
    .sort(([a], [b]) => Number(b === home) - Number(a === home) || (a < b ? -1 : 1))
    .map(([name, { dimensions }]) => {
      const index = indexNameOf(spec.name, name, home);
      return name === home
        ? `${name} and the records in ${index} (${cost(dimensions)}, and the metadata)`
        : `${name} in ${index} (${cost(dimensions)}, and the declared fields)`;
    });
  return `Pinecone keeps one vector an index, so this makes ${lines.length === 1 ? 'one' : lines.length}, and a record is written once to each: ${lines.join('; ')}`;
}

/** Four bytes a number. */
function cost(dimensions: number): string {
  return `${((dimensions * 4) / 1000).toFixed(dimensions < 250 ? 2 : 1)} GB a million vectors`;
}

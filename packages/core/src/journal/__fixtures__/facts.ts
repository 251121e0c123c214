import type { RunFacts } from '../../ingest/journal.ts';

/** A run of no tenant by an embedder that gives vectors of so many dimensions. */
export function factsOf(dimensions: number): RunFacts {
  const identity = {
    model: 'fake',
    revision: '1',
    weights: 'fp32',
    preprocessing: '1',
    maxTokens: 512,
    imagePolicy: 'none',
    taskHandling: 'none',
    dimensions,
  };
  const place = { database: 'memory', collection: 'things', tenant: undefined };
  return { ...place, identity, source: '', dry: false };
}

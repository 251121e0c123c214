import { invalid } from '../errors.ts';
import { closestName } from '../options/closest-name.ts';
import type { ResolvedSpec } from './spec.ts';

/** Databases that a spec may hold native options of beside those of the one that it is planned for. */
const databases = ['lancedb', 'pgvector', 'pinecone', 'qdrant', 'weaviate'];

/** Throws `invalid-input` for native options of a database that there is not, which every store would ignore. */
export function checkNativeNames(
  { vectors }: Pick<ResolvedSpec, 'vectors'>,
  database: string,
): void {
  const known = [...new Set([...databases, database])];
  for (const [vector, { native }] of Object.entries(vectors)) {
    const name = Object.keys(native).find((one) => !known.includes(one));
    if (name === undefined) continue;
    const closest = closestName(name, known);
    const advice =
      closest === undefined ? `those are ${known.join(', ')}` : `did you mean ${closest}?`;
    throw invalid(
      `spec.vectors.${vector}.native.${name}`,
      `is not the name of a database; ${advice}`,
    );
  }
}

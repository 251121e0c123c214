import { unsupported } from '@nestvec/core/kit';
import { nativeSettings, type ResolvedSpec, type ResolvedVector } from '@nestvec/core/store';
import { z } from 'zod';
import { databaseName } from './errors.ts';

/** What only pgvector has, under `native.pgvector` of a named vector. */
export interface PgVectorOptions {
  /** Type of the column. `halfvec` keeps half of the bits of every number. Default `vector`. */
  readonly column?: 'vector' | 'halfvec' | undefined;
  /** Kind of the index, where the vector has a graph. An `ivfflat` made on few records finds little later. Default `hnsw`. */
  readonly index?: 'hnsw' | 'ivfflat' | undefined;
  /**
   * What the index holds: `halfvec` half of the bits of every number, `bit` one of them. What it finds is ordered by the column.
   * Default: the column's own type, and `bit` where the quantisation is `binary`.
   */
  readonly indexAs?: 'halfvec' | 'bit' | undefined;
  /** Neighbors of each vector in an HNSW graph, 2 to 100. Default 16. */
  readonly m?: number | undefined;
  /** Candidates while an HNSW graph is built, 4 to 1,000. Default 64. */
  readonly efConstruction?: number | undefined;
  /** Candidates while an HNSW graph is searched, at most 1,000. Default: as many as the search takes, at least 100. */
  readonly efSearch?: number | undefined;
  /** Lists that an IVFFlat index is divided into. Default 100. */
  readonly lists?: number | undefined;
  /** Lists that a search begins with. Default 10. */
  readonly probes?: number | undefined;
}

const schema: z.ZodType<PgVectorOptions> = z.strictObject({
  column: z.enum(['vector', 'halfvec']).optional(),
  index: z.enum(['hnsw', 'ivfflat']).optional(),
  indexAs: z.enum(['halfvec', 'bit']).optional(),
  m: z.int().min(2).max(100).optional(),
  efConstruction: z.int().min(4).max(1000).optional(),
  efSearch: z.int().min(1).max(1000).optional(),
  lists: z.int().min(1).max(32_768).optional(),
  probes: z.int().min(1).max(32_768).optional(),
});

const settings = nativeSettings(databaseName, schema);

/** pgvector's options of a named vector. */
export const nativeOf: (vector: Pick<ResolvedVector, 'native'>, name: string) => PgVectorOptions =
  settings.of;

/** What an index of a type takes at most, and a column. */
const mostIndexed: Readonly<Record<'vector' | 'halfvec' | 'bit', number>> = {
  vector: 2000,
  halfvec: 4000,
  bit: 64_000,
};
const mostStored = 16_000;

/** What the index of a vector holds. */
export function indexType(
  vector: Pick<ResolvedVector, 'native' | 'quantization'>,
  name: string,
): 'vector' | 'halfvec' | 'bit' {
  const { column = 'vector', indexAs } = nativeOf(vector, name);
  return indexAs ?? (vector.quantization === 'binary' ? 'bit' : column);
}

const systemColumns: ReadonlySet<string> = new Set([
  'tableoid',
  'xmin',
  'cmin',
  'xmax',
  'cmax',
  'ctid',
]);

/** Checks the names of fields, and the options and the lengths of every vector. Throws `invalid-input` or `unsupported` naming the place. */
export function checkNative(spec: ResolvedSpec): void {
  settings.check(spec, () => []);
  for (const field of Object.keys(spec.fields))
    if (systemColumns.has(field))
      throw unsupported(
        `a field called ${field}`,
        databaseName,
        'PostgreSQL has a column of that name in every table; give the field another name',
      );
  for (const [name, vector] of Object.entries(spec.vectors)) {
    const { dimensions, graph, quantization } = vector;
    if (quantization === 'int8')
      throw unsupported(
        'int8 quantisation',
        databaseName,
        `leave quantization out, take binary, or set native.${databaseName}.column of ${name} to halfvec`,
      );
    if (dimensions > mostStored)
      throw unsupported(
        `a vector of ${dimensions} dimensions`,
        databaseName,
        `at most ${mostStored}`,
      );
    const type = indexType(vector, name);
    const most = mostIndexed[type];
    if (graph && dimensions > most)
      throw unsupported(
        `an index of ${type} over the ${dimensions} dimensions of ${name}`,
        databaseName,
        `at most ${most}; set graph to false, or native.${databaseName}.indexAs to ${type === 'vector' ? 'halfvec or bit' : 'bit'}`,
      );
  }
}

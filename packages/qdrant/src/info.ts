import { type CollectionMemory, decodeMemory, dictionary } from '@nestvec/core/store';
import { z } from 'zod';
import { databaseName, strangeAnswer } from './errors.ts';

/** The parts of a collection's description that are read here. */
export interface CollectionInfo {
  /** Named vectors as the server has them; the unnamed one is called ''. */
  readonly vectors: Readonly<Record<string, LiveVector>>;
  /** Names of the sparse vectors that count how rare each of their numbers is. */
  readonly rarities: readonly string[];
  /** Payload indexes by key. */
  readonly indexes: Readonly<Record<string, string>>;
  readonly strict: StrictMode;
  /** The collection's own metadata. */
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** A named vector as the server has it. */
export interface LiveVector {
  readonly size: number;
  readonly distance: string;
  readonly datatype: string;
  readonly graph: boolean;
  /** Points of the graph that a search looks at, unless it asks for more hits than that. */
  readonly effort: number;
  /** Kind of quantisation: `scalar`, `product`, `binary`, `turbo` or `none`. */
  readonly quantization: string;
  /** Whether there are several rows to a point. */
  readonly multi: boolean;
}

/** Bounds that the server's strict mode sets; `undefined` where it sets no bound. */
interface StrictMode {
  readonly queryLimit: number | undefined;
  readonly batchRecords: number | undefined;
  readonly exactAllowed: boolean;
}

/** Key of the collection's memory in its metadata. */
export const memoryKey = 'nestvec';

const vectorSchema = z.object({
  size: z.number(),
  distance: z.string(),
  datatype: z.string().nullish(),
  hnsw_config: z.object({ m: z.number().nullish(), ef_construct: z.number().nullish() }).nullish(),
  quantization_config: z.record(z.string(), z.unknown()).nullish(),
  multivector_config: z.unknown().optional(),
});

const infoSchema = z.object({
  config: z.object({
    params: z.object({
      vectors: z.union([vectorSchema, z.record(z.string(), vectorSchema)]).optional(),
      sparse_vectors: z.record(z.string(), z.object({ modifier: z.string().nullish() })).nullish(),
    }),
    hnsw_config: z.object({ m: z.number(), ef_construct: z.number().nullish() }),
    quantization_config: z.record(z.string(), z.unknown()).nullish(),
    strict_mode_config: z
      .object({
        enabled: z.boolean().nullish(),
        max_query_limit: z.number().nullish(),
        upsert_max_batchsize: z.number().nullish(),
        search_allow_exact: z.boolean().nullish(),
      })
      .nullish(),
    metadata: z.record(z.string(), z.unknown()).nullish(),
  }),
  payload_schema: z.record(z.string(), z.object({ data_type: z.string() })),
});

/** Reads the answer to a question about a collection. */
export function readInfo(answer: unknown): CollectionInfo {
  const parsed = infoSchema.safeParse(answer);
  if (!parsed.success) throw strangeAnswer('it does not describe a collection', parsed.error);
  const { config, payload_schema: schema } = parsed.data;
  const { vectors = {} } = config.params;
  const strict = config.strict_mode_config;
  const isStrict = strict?.enabled === true;
  return {
    vectors: dictionary(
      Object.entries(isUnnamed(vectors) ? { '': vectors } : vectors).map(([name, vector]) => [
        name,
        readVector(vector, config),
      ]),
    ),
    rarities: Object.entries(config.params.sparse_vectors ?? {}).flatMap(([name, { modifier }]) =>
      modifier === 'idf' ? [name] : [],
    ),
    indexes: dictionary(Object.entries(schema).map(([key, { data_type: type }]) => [key, type])),
    strict: {
      queryLimit: (isStrict ? strict.max_query_limit : undefined) ?? undefined,
      batchRecords: (isStrict ? strict.upsert_max_batchsize : undefined) ?? undefined,
      exactAllowed: !isStrict || strict.search_allow_exact !== false,
    },
    metadata: config.metadata ?? {},
  };
}

/** What a collection of ours remembers; `undefined` for one of somebody else. */
export function memoryOf(
  { metadata }: Pick<CollectionInfo, 'metadata'>,
  key: string = memoryKey,
): CollectionMemory | undefined {
  const text = metadata[key];
  return decodeMemory(typeof text === 'string' ? text : undefined, databaseName);
}

type Vector = z.infer<typeof vectorSchema>;

function isUnnamed(vectors: Vector | Record<string, Vector>): vectors is Vector {
  return typeof vectors['size'] === 'number';
}

/** The server's own default of `ef_construct`. */
const usualEffort = 100;

/** A setting that a vector does not have itself is the one of the collection. */
function readVector(vector: Vector, config: z.infer<typeof infoSchema>['config']): LiveVector {
  const quantization = vector.quantization_config ?? config.quantization_config ?? {};
  return {
    size: vector.size,
    distance: vector.distance,
    datatype: vector.datatype ?? 'float32',
    graph: (vector.hnsw_config?.m ?? config.hnsw_config.m) !== 0,
    effort: vector.hnsw_config?.ef_construct ?? config.hnsw_config.ef_construct ?? usualEffort,
    quantization: Object.keys(quantization)[0] ?? 'none',
    multi: vector.multivector_config !== undefined && vector.multivector_config !== null,
  };
}

import { type CollectionMemory, decodeMemory, dictionary } from '@nestvec/core/store';
import { z } from 'zod';
import type { Settings } from './api.ts';
import { databaseName, strangeAnswer } from './errors.ts';
import { settingsOf } from './settings.ts';

/** The parts of a class's description that are read here. */
export interface CollectionInfo {
  /** Its real name, which an alias is not. */
  readonly class: string;
  /** Named vectors as the server has them; the unnamed one is called ''. */
  readonly vectors: Readonly<Record<string, LiveVector>>;
  readonly properties: Readonly<Record<string, LiveProperty>>;
  readonly tenants: boolean;
  /** Whether `isNull` can be asked. */
  readonly knowsNull: boolean;
  readonly description: string;
}

/** A named vector as the server has it. */
export interface LiveVector {
  readonly index: string;
  readonly distance: string;
  /** Kind of quantisation, or `none`. */
  readonly quantization: string;
  readonly bits: number | undefined;
  /** Up to so many objects, those that pass a filter are all compared. */
  readonly flatSearchCutoff: number | undefined;
  /** Whether there are several rows to an object. */
  readonly multi: boolean;
  /** Module that would make vectors, and its settings; `none` where no module does. */
  readonly vectorizer: { readonly name: string; readonly settings: Settings };
}

/** A property as the server has it. */
export interface LiveProperty {
  readonly type: string;
  readonly tokenization: string | undefined;
  readonly filterable: boolean;
  readonly searchable: boolean;
}

const settingsSchema = z.record(z.string(), z.unknown());
const classSchema = z.object({
  class: z.string(),
  description: z.string().nullish(),
  properties: z
    .array(
      z.object({
        name: z.string(),
        dataType: z.array(z.string()),
        tokenization: z.string().nullish(),
        indexFilterable: z.boolean().nullish(),
        indexSearchable: z.boolean().nullish(),
      }),
    )
    .nullish(),
  vectorConfig: z
    .record(
      z.string(),
      z.object({
        vectorizer: settingsSchema.nullish(),
        vectorIndexType: z.string(),
        vectorIndexConfig: settingsSchema.nullish(),
      }),
    )
    .nullish(),
  vectorizer: z.string().nullish(),
  vectorIndexType: z.string().nullish(),
  vectorIndexConfig: settingsSchema.nullish(),
  moduleConfig: settingsSchema.nullish(),
  invertedIndexConfig: z.object({ indexNullState: z.boolean().nullish() }).nullish(),
  multiTenancyConfig: z.object({ enabled: z.boolean().nullish() }).nullish(),
});

/** Reads the answer to a question about a class. */
export function readInfo(answer: unknown): CollectionInfo {
  const parsed = classSchema.safeParse(answer);
  if (!parsed.success) throw strangeAnswer('it does not describe a collection', parsed.error);
  const { data } = parsed;
  const named = Object.entries(data.vectorConfig ?? {}).flatMap(
    ([name, { vectorizer, vectorIndexType, vectorIndexConfig }]): [string, LiveVector][] =>
      // One that is being removed has no index any more; no other can be without.
      vectorIndexType === 'none'
        ? []
        : [[name, readVector(vectorIndexType, vectorIndexConfig ?? {}, vectorizer ?? {})]],
  );
  return {
    class: data.class,
    vectors: dictionary([...unnamed(data), ...named]),
    properties: dictionary(
      (data.properties ?? []).map((property) => [
        property.name,
        {
          type: property.dataType[0] ?? '',
          tokenization: property.tokenization ?? undefined,
          filterable: property.indexFilterable !== false,
          searchable: property.indexSearchable === true,
        },
      ]),
    ),
    tenants: data.multiTenancyConfig?.enabled === true,
    knowsNull: data.invertedIndexConfig?.indexNullState === true,
    description: data.description ?? '',
  };
}

/** What a collection of ours remembers; `undefined` for one of somebody else. */
export function memoryOf({
  description,
}: Pick<CollectionInfo, 'description'>): CollectionMemory | undefined {
  return decodeMemory(description === '' ? undefined : description, databaseName);
}

/** The vector of a class from before there were names, or made without any. */
function unnamed({
  vectorIndexType,
  vectorIndexConfig,
  vectorizer,
  moduleConfig,
}: z.infer<typeof classSchema>): [string, LiveVector][] {
  if (typeof vectorIndexType !== 'string' || vectorIndexType === '') return [];
  const module = vectorizer ?? 'none';
  const modules = { [module]: moduleConfig?.[module] ?? {} };
  return [['', readVector(vectorIndexType, vectorIndexConfig ?? {}, modules)]];
}

const quantizers = ['rq', 'bq', 'sq', 'pq'];

function readVector(index: string, config: Settings, modules: Settings): LiveVector {
  // A dynamic index has settings for what it is at first and for what it becomes.
  const settings = index === 'dynamic' ? settingsOf(config['hnsw']) : config;
  // That of an index on disk is part of it, and was not chosen.
  const quantization =
    index === 'hfresh'
      ? undefined
      : quantizers.find((kind) => settingsOf(settings[kind])['enabled'] === true);
  const bits = quantization === undefined ? undefined : settingsOf(settings[quantization])['bits'];
  const cutoff = settings['flatSearchCutoff'];
  const [name, moduleSettings] = Object.entries(modules)[0] ?? ['none', {}];
  return {
    index,
    distance: String(config['distance'] ?? settings['distance']),
    quantization: quantization ?? 'none',
    bits: typeof bits === 'number' ? bits : undefined,
    flatSearchCutoff: typeof cutoff === 'number' ? cutoff : undefined,
    multi: settingsOf(settings['multivector'])['enabled'] === true,
    vectorizer: { name, settings: settingsOf(moduleSettings) },
  };
}

import { type Modality, modelFacts } from '../spec/models.ts';
import type { Dialect } from './dialects.ts';

/** What must be known of a hosted model to ask for its embeddings. */
export interface HostedModel {
  /** Its name in an embedder's identity. */
  readonly identity: string;
  readonly modalities: readonly Modality[];
  /** Length of the full embedding. */
  readonly dimensions: number;
  /** Whether the length can be asked for; a model of one length only has no such field. */
  readonly takesDimensions: boolean;
  /** Whether the API has the field `normalized` for it. */
  readonly takesNormalized: boolean;
  /** `task` of a query and of a document; absent where nothing is sent. */
  readonly tasks: { readonly query?: string; readonly document?: string };
  /** What stands before a text where no `task` can be sent; absent where the task is more than a prefix. */
  readonly prefixes?: { readonly query?: string; readonly document?: string };
  /** Tokens of one text that are read. */
  readonly maxTokens: number;
  /** What a token is at least: the tokenizers of clip and v3 never cut a character, those of later models may. */
  readonly smallestToken: 'character' | 'byte';
  /** Most items of one request that no source contradicts. */
  readonly itemsPerRequest: number;
  /** How images are counted; absent where there are none. */
  readonly image?: ImageRule;
}

/** An image costs `tokens` for each tile of `tile` x `tile` pixels that it begins. */
export interface ImageRule {
  readonly tile: number;
  readonly tokens: number;
  /** Side of the square that the model sees; absent where an image is better left as large as it is. */
  readonly side?: number;
  /** Whether the rule is not published and that of a sibling stands in for it, so that no spend cap can be kept by it. */
  readonly isAssumed?: boolean;
}

/** Ids of the models, as the API has them. */
export type HostedModelId =
  | 'jina-clip-v2'
  | 'jina-clip-v1'
  | 'jina-embeddings-v3'
  | 'jina-embeddings-v4'
  | 'jina-embeddings-v5-omni-small'
  | 'jina-embeddings-v5-omni-nano'
  | 'jina-embeddings-v5-text-small'
  | 'jina-embeddings-v5-text-nano';

const k = 1024;
const retrieval = { query: 'retrieval.query', document: 'retrieval.passage' } as const;
/** The limit of items is the smallest that was seen refused (for v4); the page itself names none. */
const itemsPerRequest = 512;

/** Tiles of jina-embeddings-v4. */
const v4Image: ImageRule = { tile: 28, tokens: 10 };

/** What the model table has of a hosted model, whose row there is always. */
function sizeOf(identity: string): Pick<HostedModel, 'dimensions' | 'modalities'> {
  const facts = modelFacts(identity);
  if (facts === undefined) throw new Error(`the model table has no row for ${identity}`);
  return { dimensions: facts.dimensions, modalities: facts.modalities };
}

/**
 * The models, from Jina's published OpenAPI description (2026.04.02) and, for tiles and the lengths of clip, the questions and
 * answers of jina.ai/embeddings. jina-embeddings-v5-omni (2026-05-07) is newer than the description: its lengths and tasks are those
 * of jina-on-prem's catalogue, its fields those of v5-text.
 */
export const hostedModels: Readonly<Record<HostedModelId, HostedModel>> = {
  'jina-clip-v2': {
    identity: 'jinaai/jina-clip-v2',
    ...sizeOf('jinaai/jina-clip-v2'),
    takesDimensions: true,
    takesNormalized: true,
    // A document is what carries no task: the model knows an instruction for queries only.
    tasks: { query: 'retrieval.query' },
    // Its config.json, task_instructions; a document has none.
    prefixes: { query: 'Represent the query for retrieving evidence documents: ' },
    maxTokens: 8 * k,
    smallestToken: 'character',
    itemsPerRequest,
    image: { tile: 512, tokens: 4000, side: 512 },
  },
  'jina-clip-v1': {
    identity: 'jinaai/jina-clip-v1',
    ...sizeOf('jinaai/jina-clip-v1'),
    takesDimensions: false,
    takesNormalized: true,
    tasks: {},
    prefixes: {},
    maxTokens: 8 * k,
    smallestToken: 'character',
    itemsPerRequest,
    image: { tile: 224, tokens: 1000, side: 224 },
  },
  'jina-embeddings-v3': {
    identity: 'jinaai/jina-embeddings-v3',
    ...sizeOf('jinaai/jina-embeddings-v3'),
    takesDimensions: true,
    takesNormalized: true,
    tasks: retrieval,
    maxTokens: 8 * k,
    smallestToken: 'character',
    itemsPerRequest,
  },
  'jina-embeddings-v4': {
    identity: 'jinaai/jina-embeddings-v4',
    ...sizeOf('jinaai/jina-embeddings-v4'),
    takesDimensions: true,
    takesNormalized: false,
    tasks: retrieval,
    maxTokens: 32 * k,
    smallestToken: 'byte',
    itemsPerRequest,
    image: v4Image,
  },
  'jina-embeddings-v5-omni-small': {
    identity: 'jinaai/jina-embeddings-v5-omni-small',
    ...sizeOf('jinaai/jina-embeddings-v5-omni-small'),
    takesDimensions: true,
    takesNormalized: true,
    tasks: retrieval,
    maxTokens: 32 * k,
    smallestToken: 'byte',
    itemsPerRequest,
    image: { ...v4Image, isAssumed: true },
  },
  'jina-embeddings-v5-omni-nano': {
    identity: 'jinaai/jina-embeddings-v5-omni-nano',
    ...sizeOf('jinaai/jina-embeddings-v5-omni-nano'),
    takesDimensions: true,
    takesNormalized: true,
    tasks: retrieval,
    maxTokens: 8 * k,
    smallestToken: 'byte',
    itemsPerRequest,
    image: { ...v4Image, isAssumed: true },
  },
  'jina-embeddings-v5-text-small': {
    identity: 'jinaai/jina-embeddings-v5-text-small',
    ...sizeOf('jinaai/jina-embeddings-v5-text-small'),
    takesDimensions: true,
    takesNormalized: true,
    tasks: retrieval,
    maxTokens: 32 * k,
    smallestToken: 'byte',
    itemsPerRequest,
  },
  'jina-embeddings-v5-text-nano': {
    identity: 'jinaai/jina-embeddings-v5-text-nano',
    ...sizeOf('jinaai/jina-embeddings-v5-text-nano'),
    takesDimensions: true,
    takesNormalized: true,
    tasks: retrieval,
    maxTokens: 8 * k,
    smallestToken: 'byte',
    itemsPerRequest,
  },
};

/** Ids of the table. */
export const hostedModelIds: readonly HostedModelId[] = Object.keys(
  hostedModels,
) as HostedModelId[]; // its own keys

/** A model by its id; servers other than Jina's call it by its name on the hub, such as `jinaai/jina-clip-v2`. */
export function findHostedModel(name: string, dialect: Dialect): HostedModel | undefined {
  const isJina = dialect === 'jina' || dialect === 'on-prem';
  const id = hostedModelIds.find(
    (known) => known === name || (!isJina && hostedModels[known].identity === name),
  );
  return id === undefined ? undefined : hostedModels[id];
}

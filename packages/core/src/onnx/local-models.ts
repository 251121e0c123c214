import { cropRule } from '../image/geometry.ts';
import type { ImageSide, ModelSides, Preprocessing, TextSide } from './sides.ts';

/** A model that runs here: its name, how messages call its graph, and how it is fed. */
export interface LocalModel extends ModelSides {
  readonly model: string;
  /** Completes "its graph is not …". */
  readonly called: string;
  /** Length of the full embedding. */
  readonly dimensions: number;
}

/** CLIP's own means and deviations, which both jina-clips have (their preprocessor_config.json). */
export const clipPixels: Pick<Preprocessing, 'mean' | 'std'> = {
  mean: [0.48145466, 0.4578275, 0.40821073],
  std: [0.26862954, 0.26130258, 0.27577711],
};

/** XLM-RoBERTa's, which jina-clip-v2 and jina-embeddings-v3 share. */
const xlmRoberta = {
  begin: { token: '<s>', id: 0 },
  end: { token: '</s>', id: 2 },
  pad: { token: '<pad>', id: 1 },
} as const;

/** Sizes of the 24 layers of both; those of jina-clip-v2's image side are alike. */
const largeLayers = { heads: 16, hidden: 4096 } as const;

/** Instruction of both for queries (config.json, `task_instructions`). */
const queryPrefix = 'Represent the query for retrieving evidence documents: ';

/** What config.json and preprocessor_config.json say of a model of jina-clip-v2's kind. */
export interface ClipV2Sizes {
  readonly model: string;
  readonly dimensions: number;
  readonly queryPrefix: string;
  readonly pixels: Preprocessing;
}

/**
 * jina-clip-v2's graph, and that of a smaller model of its kind, such as mini-clip: one file, the mask worked out from padding,
 * both outputs with and without their norm (its model card; reference/jina-clip-v2.md, section 2.2).
 */
export function clipV2(sizes: ClipV2Sizes): LocalModel {
  const { model, dimensions, pixels } = sizes;
  return {
    model,
    called: "jina-clip-v2's",
    dimensions,
    graphs: 'one',
    text: {
      inputs: { ids: 'input_ids' },
      output: 'l2norm_text_embeddings',
      normalized: true,
      pooling: 'graph',
      tokens: xlmRoberta,
      maxTokens: 8192,
      usualMaxTokens: 512,
      prefixes: { query: sizes.queryPrefix, document: '' },
      layers: largeLayers,
    },
    image: {
      input: 'pixel_values',
      output: 'l2norm_image_embeddings',
      normalized: true,
      pixels,
      // A smaller one has other layers, of which no file says how many patches they see.
      ...(pixels.size === 512 ? { layers: { ...largeLayers, patches: 1297 } } : {}),
    },
  };
}

/**
 * jina-clip-v1: a file a half, or one for both. Files, `input_ids`, `text_embeds`, `pixel_values`, `image_embeds` and 224 pixels as its
 * model card's lines for Transformers.js, fastembed 0.9.1 (text and image/onnx_embedding.py) and Frigate (jina_v1_embedding.py) use
 * them; usls (Rust, models/clip/impl.rs) runs the text half with the ids alone, so an attention mask is given only to a graph that takes one. BERT's vocabulary; the shorter side and the centre of an image
 * (jina-clip-implementation, transform.py). No instruction for queries (`task_enum` of jina-on-prem's catalogue is empty).
 */
const clipV1Text: TextSide = {
  inputs: { ids: 'input_ids', mask: 'attention_mask', types: 'token_type_ids' },
  mayLack: ['attention_mask', 'token_type_ids'],
  output: 'text_embeds',
  normalized: false,
  pooling: 'graph',
  tokens: {
    begin: { token: '[CLS]', id: 101 },
    end: { token: '[SEP]', id: 102 },
    pad: { token: '[PAD]', id: 0 },
  },
  maxTokens: 8192,
  usualMaxTokens: 512,
  prefixes: { query: '', document: '' },
  layers: { heads: 12, hidden: 6144 },
};
const clipV1Image: ImageSide = {
  input: 'pixel_values',
  output: 'image_embeds',
  normalized: false,
  pixels: { ...cropRule(224), ...clipPixels },
  layers: { heads: 12, hidden: 3072, patches: 197 },
};

/**
 * jina-embeddings-v3: the adapter is chosen by the input `task_id`, one number for the batch, and the vectors of tokens are averaged
 * outside of the graph (its model card; fastembed 0.9.1, text/multitask_embedding.py). Both instructions as its own `encode` puts
 * them before texts (mteb 2.26, jina_models.py). Its other output is a pooler that no embedding is made with.
 */
const embeddingsV3: TextSide = {
  inputs: {
    ids: 'input_ids',
    mask: 'attention_mask',
    task: { input: 'task_id', query: 0, document: 1 },
  },
  output: 'text_embeds',
  normalized: false,
  pooling: 'mean',
  tokens: xlmRoberta,
  maxTokens: 8192,
  usualMaxTokens: 8192,
  prefixes: { query: queryPrefix, document: 'Represent the document for retrieval: ' },
  // Its graph works out the adapters' part of the weights in each inference, which those sizes don't have.
  layers: { ...largeLayers, isAssumed: true },
};

const rows: Readonly<Record<string, LocalModel>> = {
  'jinaai/jina-clip-v2': clipV2({
    model: 'jinaai/jina-clip-v2',
    dimensions: 1024,
    queryPrefix,
    pixels: { ...cropRule(512), ...clipPixels },
  }),
  'jinaai/jina-clip-v1': {
    model: 'jinaai/jina-clip-v1',
    called: "jina-clip-v1's",
    dimensions: 768,
    graphs: 'either',
    text: clipV1Text,
    image: clipV1Image,
  },
  'jinaai/jina-embeddings-v3': {
    model: 'jinaai/jina-embeddings-v3',
    called: "jina-embeddings-v3's",
    dimensions: 1024,
    graphs: 'one',
    text: embeddingsV3,
  },
};

/** Names of the models that run here. */
export const localModels: readonly string[] = Object.keys(rows);

/** The row of a model that runs here. */
export function localModel(model: string): LocalModel | undefined {
  return Object.hasOwn(rows, model) ? rows[model] : undefined;
}

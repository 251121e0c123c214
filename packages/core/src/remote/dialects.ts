import type { Encoding } from './decode-embedding.ts';

/**
 * What a server speaks. `jina`: Jina's API. `on-prem`: Jina's own server for other people's machines (jina-on-prem), which writes images
 * in its own way. `infinity`: Infinity (infinity-emb). `openai`: OpenAI's API and what serves it, such as vLLM; texts only. `cohere`:
 * Cohere's `/v2/embed`. `voyage`: Voyage's multimodal route. `tei`: Text Embeddings Inference; texts only. `ollama`: Ollama's
 * `/api/embed`; texts only.
 */
export type Dialect =
  | 'jina'
  | 'on-prem'
  | 'infinity'
  | 'openai'
  | 'cohere'
  | 'voyage'
  | 'tei'
  | 'ollama';

/** What a dialect can do. */
export interface DialectFacts {
  /** Appended to `baseUrl`. */
  readonly path: string;
  /** Whether images can be embedded at all. */
  readonly images: boolean;
  /** Whether an image may be left to the server as an http(s) URL. */
  readonly imageUrls: boolean;
  /** Most images of one request, which then holds no text; absent where texts and images share a request. */
  readonly imagesAlone?: number;
  /** Field that asks for a length, absent where there is none. */
  readonly dimensions?: string;
  /** Lengths that can be asked for; absent where any can. A model of another length gives it unasked. */
  readonly lengths?: readonly number[];
  /** Field that says whether a content is a query, absent where there is none: the text of a query then carries the model's prefix. */
  readonly task?: string;
  /** What that field holds whatever the model; absent where each model has its own. */
  readonly tasks?: { readonly query: string; readonly document: string };
  /** The default first. */
  readonly encodings: readonly Encoding[];
  /** Whether the server can be asked to cut a text that is too long. */
  readonly truncates: boolean;
  /** Most items of one request. */
  readonly itemsPerRequest: number;
}

/**
 * The dialects: Jina's from its OpenAPI description (2026.04.02) and jina-on-prem (c9fde81), the others from the packages infinity-emb
 * 0.0.78 (fastapi_schemas), openai 6.49.0 (resources/embeddings), cohere-ai 8.1.0 (V2EmbedRequest), voyageai 0.4.0
 * (MultimodalEmbedRequest) and ollama 0.6.4 (EmbedRequest), and from the source of text-embeddings-inference (router/src/http/types.rs).
 */
export const dialectFacts: Readonly<Record<Dialect, DialectFacts>> = {
  jina: {
    path: '/embeddings',
    images: true,
    imageUrls: true,
    dimensions: 'dimensions',
    task: 'task',
    encodings: ['base64', 'float', 'binary', 'ubinary'],
    truncates: true,
    itemsPerRequest: 512,
  },
  'on-prem': {
    path: '/embeddings',
    images: true,
    imageUrls: false,
    dimensions: 'dimensions',
    task: 'task',
    encodings: ['base64', 'float', 'binary', 'ubinary'],
    truncates: true,
    itemsPerRequest: 512,
  },
  infinity: {
    path: '/embeddings',
    images: true,
    imageUrls: false,
    imagesAlone: 32,
    dimensions: 'dimensions',
    encodings: ['base64', 'float'],
    truncates: false,
    itemsPerRequest: 512,
  },
  openai: {
    path: '/embeddings',
    images: false,
    imageUrls: false,
    dimensions: 'dimensions',
    encodings: ['base64', 'float'],
    truncates: false,
    itemsPerRequest: 512,
  },
  cohere: {
    path: '/embed',
    images: true,
    imageUrls: false,
    dimensions: 'output_dimension',
    lengths: [256, 512, 1024, 1536],
    task: 'input_type',
    tasks: { query: 'search_query', document: 'search_document' },
    encodings: ['base64', 'float'],
    // It could be asked to, but how it says that a text is too long is not documented.
    truncates: false,
    itemsPerRequest: 96,
  },
  voyage: {
    path: '/multimodalembeddings',
    images: true,
    // A request holds either URLs or files.
    imageUrls: false,
    dimensions: 'output_dimension',
    lengths: [256, 512, 1024, 2048],
    task: 'input_type',
    tasks: { query: 'query', document: 'document' },
    encodings: ['base64', 'float'],
    truncates: true,
    itemsPerRequest: 512,
  },
  tei: {
    path: '/embed',
    images: false,
    imageUrls: false,
    dimensions: 'dimensions',
    // `prompt_name` is refused by a server whose model names no prompts, and does no more than a prefix.
    encodings: ['float'],
    truncates: true,
    // What `max_client_batch_size` is unless its operator raised it; where it is less, a request is halved.
    itemsPerRequest: 32,
  },
  ollama: {
    path: '/api/embed',
    images: false,
    imageUrls: false,
    dimensions: 'dimensions',
    encodings: ['float'],
    truncates: true,
    itemsPerRequest: 512,
  },
};

/** Every dialect, the default first. */
export const dialects: readonly Dialect[] = Object.keys(dialectFacts) as Dialect[]; // its own keys

/** The name of a server in messages. */
export function nameOf(dialect: Dialect): string {
  return dialect === 'on-prem' ? 'jina' : dialect;
}

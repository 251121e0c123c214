import type { Task } from '../embedder/content.ts';
import type { Encoding } from './decode-embedding.ts';
import type { Dialect } from './dialects.ts';
import type { HostedModel } from './models.ts';
import type { ReadyInput } from './ready.ts';

/** What a request is made by, beside its inputs. */
export interface RequestOptions {
  readonly task: Task;
  readonly encoding: Encoding;
  readonly dialect: Dialect;
  readonly truncate: boolean;
}

/** What a request is for. */
interface Asked extends RequestOptions {
  readonly id: string;
  readonly model: HostedModel;
  readonly inputs: readonly ReadyInput[];
}

/**
 * Body of a request for whole embeddings: shortening them is done here, since a shorter one can always be made of the full one. A text
 * over the model's limit is an error and not cut, unless `truncate` is set.
 */
export function embeddingRequest(
  id: string,
  model: HostedModel,
  inputs: readonly ReadyInput[],
  options: RequestOptions,
): Readonly<Record<string, unknown>> {
  const isTasked = model.tasks[options.task] !== undefined;
  const prefix = isTasked ? '' : (model.prefixes?.[options.task] ?? '');
  const prefixed = inputs.map((input) => ('text' in input ? { text: prefix + input.text } : input));
  return writers[options.dialect]({ ...options, id, model, inputs: prefixed });
}

type Writer = (asked: Asked) => Readonly<Record<string, unknown>>;

/** An image is an http(s) URL or bare base64: a `data:` URL is not documented to be read. */
const jina: Writer = ({ id, model, inputs, task, encoding, truncate, dialect }) => ({
  model: id,
  input: inputs.map((input) => {
    if ('text' in input) return input;
    if ('url' in input) return { image: input.url };
    const { base64 } = input;
    return dialect === 'jina'
      ? { image: base64 }
      : { type: 'image', format: 'base64', value: base64 };
  }),
  embedding_type: encoding,
  truncate,
  ...(model.takesDimensions ? { dimensions: model.dimensions } : {}),
  ...(model.takesNormalized ? { normalized: true } : {}),
  ...(model.tasks[task] === undefined ? {} : { task: model.tasks[task] }),
});

const openai: Writer = ({ id, model, inputs, encoding }) => ({
  model: id,
  input: inputs.map(toText),
  encoding_format: encoding,
  ...(model.takesDimensions ? { dimensions: model.dimensions } : {}),
});

/** All inputs of a request are of one modality. */
const infinity: Writer = (asked) => ({
  ...openai(asked),
  modality: asked.inputs.every((input) => 'text' in input) ? 'text' : 'image',
});

const cohere: Writer = ({ id, model, inputs, task, encoding }) => ({
  model: id,
  input_type: model.tasks[task],
  inputs: toContents(inputs, (url) => ({ type: 'image_url', image_url: { url } })),
  embedding_types: [encoding],
  truncate: 'NONE',
  ...(model.takesDimensions ? { output_dimension: model.dimensions } : {}),
});

const voyage: Writer = ({ id, model, inputs, task, encoding, truncate }) => ({
  model: id,
  input_type: model.tasks[task],
  inputs: toContents(inputs, (url) => ({ type: 'image_base64', image_base64: url })),
  truncation: truncate,
  // Numbers are what it gives unasked, and it has no name for them.
  ...(encoding === 'base64' ? { encoding_format: encoding } : {}),
  ...(model.takesDimensions ? { output_dimension: model.dimensions } : {}),
});

/** A server has one model, which no request names. */
const tei: Writer = ({ model, inputs, truncate }) => ({
  inputs: inputs.map(toText),
  truncate,
  normalize: true,
  ...(model.takesDimensions ? { dimensions: model.dimensions } : {}),
});

const ollama: Writer = ({ id, model, inputs, truncate }) => ({
  model: id,
  input: inputs.map(toText),
  truncate,
  ...(model.takesDimensions ? { dimensions: model.dimensions } : {}),
});

const writers: Readonly<Record<Dialect, Writer>> = {
  jina,
  'on-prem': jina,
  infinity,
  openai,
  cohere,
  voyage,
  tei,
  ollama,
};

/** Inputs of one part each, as those dialects have them that could take several. */
function toContents(
  inputs: readonly ReadyInput[],
  toImage: (url: string) => object,
): readonly object[] {
  return inputs.map((input) => ({
    content: ['text' in input ? { type: 'text', text: input.text } : toImage(toUrl(input))],
  }));
}

/** An input where texts and images are texts alike. */
function toText(input: ReadyInput): string {
  return 'text' in input ? input.text : toUrl(input);
}

/** An image as these servers read it. Those that were fitted are PNG; of a file as it is the first bytes say what it is. */
function toUrl(input: Exclude<ReadyInput, { readonly text: string }>): string {
  if ('url' in input) return input.url;
  const { base64 } = input;
  const [, type = 'png'] = beginnings.find(([beginning]) => base64.startsWith(beginning)) ?? [];
  return `data:image/${type};base64,${base64}`;
}

/** How files of images begin, in base64. */
const beginnings: readonly (readonly [beginning: string, type: string])[] = [
  ['iVBORw0KGgo', 'png'],
  ['/9j/', 'jpeg'],
  ['R0lGOD', 'gif'],
  ['UklGR', 'webp'],
];

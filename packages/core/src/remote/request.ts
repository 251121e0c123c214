import type { Task } from '../embedder/content.ts';
import type { Encoding } from './decode-embedding.ts';
import type { HostedModel, HostedModelId } from './models.ts';
import type { ReadyInput } from './ready.ts';

/**
 * How a server wants an image to be written. `jina`: `{ image }`, as on Jina's API. `on-prem`: `{ type, format, value }`, as in Jina's
 * own server for other people's machines (jina-on-prem), which knows no `{ image }`.
 */
export type Dialect = 'jina' | 'on-prem';

/** Every dialect, the default first. */
export const dialects: readonly Dialect[] = ['jina', 'on-prem'];

/** One input on the wire. An image is an http(s) URL or bare base64: a `data:` URL is not documented to be read. */
type WireInput =
  | { readonly text: string }
  | { readonly image: string }
  | { readonly type: 'image'; readonly format: 'base64'; readonly value: string };

/** Body of `POST /embeddings`. */
export interface EmbeddingRequest {
  readonly model: HostedModelId;
  readonly input: readonly WireInput[];
  readonly embedding_type: Encoding;
  readonly truncate: boolean;
  readonly dimensions?: number;
  readonly normalized?: boolean;
  readonly task?: string;
}

/** What a request is made by, beside its inputs. */
export interface RequestOptions {
  readonly task: Task;
  readonly encoding: Encoding;
  readonly dialect: Dialect;
  readonly truncate: boolean;
}

/**
 * A request for whole embeddings: shortening them is done here, since a shorter one can always be made of the full one. A text
 * over the model's limit is an error and not cut, unless `truncate` is set.
 */
export function embeddingRequest(
  id: HostedModelId,
  model: HostedModel,
  inputs: readonly ReadyInput[],
  options: RequestOptions,
): EmbeddingRequest {
  const task = model.tasks[options.task];
  return {
    model: id,
    input: inputs.map((input) => toWire(input, options.dialect)),
    embedding_type: options.encoding,
    truncate: options.truncate,
    ...(model.takesDimensions ? { dimensions: model.dimensions } : {}),
    ...(model.takesNormalized ? { normalized: true } : {}),
    ...(task === undefined ? {} : { task }),
  };
}

function toWire(input: ReadyInput, dialect: Dialect): WireInput {
  if ('text' in input) return input;
  if ('url' in input) return { image: input.url };
  const { base64 } = input;
  return dialect === 'jina'
    ? { image: base64 }
    : { type: 'image', format: 'base64', value: base64 };
}

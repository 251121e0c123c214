import type { Task } from '../content.ts';
import type { Encoding } from './decode-embedding.ts';
import type { HostedModel, HostedModelId } from './models.ts';
import type { ReadyInput } from './ready.ts';

/** One input on the wire. A picture is an http(s) URL or bare base64: a `data:` URL is not documented to be read. */
type WireInput = { readonly text: string } | { readonly image: string };

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

/**
 * A request for whole embeddings: shortening them is done here, since a shorter one can always be made of the full one. A text
 * over the model's limit is an error and not cut, unless `truncate` is set.
 */
export function embeddingRequest(
  id: HostedModelId,
  model: HostedModel,
  inputs: readonly ReadyInput[],
  options: { readonly task: Task; readonly encoding: Encoding; readonly truncate: boolean },
): EmbeddingRequest {
  const task = model.tasks[options.task];
  return {
    model: id,
    input: inputs.map(toWire),
    embedding_type: options.encoding,
    truncate: options.truncate,
    ...(model.takesDimensions ? { dimensions: model.dimensions } : {}),
    ...(model.takesNormalized ? { normalized: true } : {}),
    ...(task === undefined ? {} : { task }),
  };
}

function toWire(input: ReadyInput): WireInput {
  if ('text' in input) return input;
  return { image: 'url' in input ? input.url : input.base64 };
}

import type { EmbedOptions } from '../embedder/embedder.ts';
import { isNestvecError, type NestvecError, unsupported } from '../errors.ts';
import { throwIfAborted } from '../async/signal.ts';
import { mapWindow } from '../async/window.ts';
import type { PutEmbedding } from './embed-all.ts';
import { normalizePixels } from './normalize-pixels.ts';
import type { Model } from './model.ts';
import type { Preprocessing } from './sides.ts';
import type { Placed } from '../embedder/sort-contents.ts';
import { toEmbedding } from './to-embedding.ts';

/** Images that are decoded while others are inferred; decoding uses threads of its own. */
const decodedAhead = 4;

/** An image fitted to the model's square, or the reason there is none. */
type Loaded = Placed<Uint8Array | NestvecError>;

/**
 * Embeds images in small batches. While one batch is inferred the next are read and decoded, a few and no more, so memory does
 * not grow with the number of images.
 */
export async function embedImages(
  model: Model,
  images: readonly Placed<unknown>[],
  options: EmbedOptions,
  put: PutEmbedding,
): Promise<void> {
  const { image } = model.config;
  if (image === undefined) {
    for (const { position } of images) put(position, { ok: false, error: noImages(model) });
    return;
  }
  const { pixels } = image;
  const batchImages = model.options.batchImages ?? (pixels.size < 224 ? 8 : 1);
  const load = async ({ position, value }: Placed<unknown>): Promise<Loaded> => {
    throwIfAborted(options, 'embedding');
    return { position, value: await loadOrFail(model, value, options.signal) };
  };
  let batch: Placed<Uint8Array>[] = [];
  for await (const { position, value } of mapWindow(images, batchImages + decodedAhead, load)) {
    if (isNestvecError(value)) put(position, { ok: false, error: value });
    else batch.push({ position, value });
    if (batch.length < batchImages) continue;
    await embedBatch(model, pixels, batch, options, put);
    batch = [];
  }
  if (batch.length > 0) await embedBatch(model, pixels, batch, options, put);
}

function noImages({ config }: Model): NestvecError<'unsupported'> {
  return unsupported(
    'images',
    config.model,
    'use a model for texts and images, such as jinaai/jina-clip-v2',
  );
}

async function loadOrFail(
  model: Model,
  input: unknown,
  signal: AbortSignal | undefined,
): Promise<Uint8Array | NestvecError> {
  try {
    return await model.images.read(input, signal);
  } catch (error) {
    if (isNestvecError(error, 'image')) return error;
    throw error;
  }
}

async function embedBatch(
  model: Model,
  preprocessing: Preprocessing,
  batch: readonly Placed<Uint8Array>[],
  options: EmbedOptions,
  put: PutEmbedding,
): Promise<void> {
  const perImage = 3 * preprocessing.size ** 2;
  const pixels = new Float32Array(batch.length * perImage);
  for (const [row, { value }] of batch.entries()) {
    const target = pixels.subarray(row * perImage, (row + 1) * perImage);
    normalizePixels(value, preprocessing, target);
  }
  const vectors = await model.infer('image', options, async (graph) =>
    graph.runImages(pixels, batch.length),
  );
  for (const [row, { position }] of batch.entries()) {
    put(position, toEmbedding(model, vectors, row, { tokens: 0, truncated: false }));
  }
}

import type { Embedder, EmbedderLimits } from '../embedder/embedder.ts';
import { readConfig } from './config.ts';
import { embedAll } from './embed-all.ts';
import { identityOf } from './identity.ts';
import { createInFlight } from '../async/in-flight.ts';
import { locateModel } from './locate-model.ts';
import { measureAll } from './measure.ts';
import { createModel } from './model.ts';
import { type OnnxOptions, resolveOptions } from './options.ts';
import { readTokenLimit } from './tokenizer.ts';
import { chooseWeights } from './choose-weights.ts';

/** Two calls, so that one can read and decode while the other is inferring; more would only wait in line. */
const limits: EmbedderLimits = {
  itemsPerCall: 64,
  tokensPerCall: Number.POSITIVE_INFINITY,
  bytesPerCall: Number.POSITIVE_INFINITY,
  concurrency: 2,
};

/**
 * Opens a model that runs here, in this process: jina-clip-v2, jina-clip-v1 or jina-embeddings-v3 by its name or its directory, or one of
 * your own by a directory whose `nestvec.json` describes it.
 *
 * ```ts
 * const embedder = await onnx({ model: 'jinaai/jina-clip-v2', pull: true, acceptLicence: 'CC-BY-NC-4.0' });
 * const { embeddings } = await embedder.embed([{ text: 'red shoe' }], { task: 'query' });
 * ```
 *
 * Finds the model in the Hugging Face cache, fetches it there with `pull`, and takes its checksums once. Resolves after a look at the configs; the weights are loaded by the first `embed`, or here with `preload`. onnxruntime-node holds
 * the thread that it is called in until an inference is done, so that is a worker's unless `worker` is false.
 * Rejects with `not-found` without the model, `download` where fetching it fails, `model` for another model or a broken one, `invalid-input` for options,
 * `missing-dependency` without onnxruntime-node, tokenizers or sharp.
 */
export async function onnx(options: OnnxOptions): Promise<Embedder> {
  const resolved = await locateModel(resolveOptions(options));
  const config = await readConfig(resolved.directory);
  const chosen = await chooseWeights(resolved.directory, resolved.weights, config.graphs);
  const most = Math.min(config.text.maxTokens, await readTokenLimit(resolved.directory));
  const maxTokens = Math.min(most, resolved.maxTokens ?? config.text.usualMaxTokens);
  if (resolved.maxTokens !== undefined && resolved.maxTokens > most) {
    resolved.onWarning(
      `maxTokens ${resolved.maxTokens} is lowered to ${most}, the most that this model reads`,
    );
  }
  if (config.called === "jina-clip-v2's" && config.text.prefixes.query === '') {
    resolved.onWarning(
      'config.json has no instruction for queries, so they are embedded as documents are',
    );
  }
  const model = createModel(config, chosen, maxTokens, resolved);
  const inFlight = createInFlight(`the model in ${resolved.directory}`);
  if (resolved.preload) await model.preload();
  return {
    identity: identityOf(config, chosen.weights, maxTokens, resolved),
    limits,
    embed: async (contents, call) => await inFlight.track(() => embedAll(model, contents, call)),
    measure: async (contents, call) =>
      await inFlight.track(() => measureAll(model, contents, call)),
    async close() {
      if (await inFlight.close()) await model.release();
    },
  };
}

import type { ModelConfig } from './config.ts';
import type { EmbedOptions } from '../embedder/embedder.ts';
import { throwIfAborted } from '../async/signal.ts';
import { cropRule } from '../image/geometry.ts';
import { createImageReader, type ImageReader } from '../image/reader.ts';
import { modelError } from './model-error.ts';
import { once } from '../async/once.ts';
import type { ResolvedOptions } from './options.ts';
import { checkImages, testImages, testTexts } from './self-test.ts';
import { openGraphApart } from './graph-thread.ts';
import type { Graph } from './graph.ts';
import { openGraph } from './session.ts';
import { openTokenizer, type TextTokenizer } from './tokenizer.ts';
import { createTurns } from './turns.ts';
import type { ChosenWeights } from './choose-weights.ts';

/** A model whose parts are loaded when they are first needed and shared by all calls. */
export interface Model {
  readonly config: ModelConfig;
  readonly options: ResolvedOptions;
  readonly images: ImageReader;
  tokenizer(): Promise<TextTokenizer>;
  /**
   * Runs one inference when it is its turn; there is never more than one at a time, since onnxruntime takes all threads
   * for one and not every provider allows two; queries go first. The first of each side comes with a self-test, which throws `model`.
   * Rejects with `aborted` where the signal has fired by then.
   */
  infer(
    side: 'text' | 'image',
    options: EmbedOptions,
    run: (graph: Graph) => Promise<Float32Array>,
  ): Promise<Float32Array>;
  /** Whether long texts take the memory of one head's scores only. */
  textsByHead(): Promise<boolean>;
  /** Loads everything and runs the self-tests; releases it all where one fails. */
  preload(): Promise<void>;
  release(): Promise<void>;
}

/** Nothing is loaded yet. */
export function createModel(
  config: ModelConfig,
  chosen: ChosenWeights,
  maxTokens: number,
  options: ResolvedOptions,
): Model {
  const { directory, dimensions, text, image } = config;
  const { threads, executionProviders, arena, spinning, onWarning } = options;
  const takeTurn = createTurns();
  const images = createImageReader(image?.pixels ?? cropRule(1), options.imageLimits, options);
  let opened: Graph | undefined;
  const graph = once(async () => {
    const runtime = { threads, executionProviders, arena, spinning, onWarning };
    const open = options.worker ? openGraphApart : openGraph;
    const { graphs, called } = config;
    const sides = { graphs, called, text, ...(image === undefined ? {} : { image }) };
    opened = await open({ directory, chosen, dimensions, ...sides, ...runtime });
    return opened;
  });
  const tokenizer = once(async () => await openTokenizer(config, maxTokens));
  const testedTexts = once(async () =>
    throwIfBroken(directory, await testTexts(await graph(), text)),
  );
  let areImagesTested = false;
  async function release(): Promise<void> {
    await images.close();
    await opened?.release();
  }
  return {
    config,
    options,
    images,
    tokenizer,
    infer: async (side, call, run) =>
      await takeTurn(async () => {
        throwIfAborted(call, 'embedding');
        if (side === 'text') await testedTexts();
        const vectors = await run(await graph());
        if (side === 'image' && image !== undefined && !areImagesTested) {
          const rows = vectors.length / dimensions;
          throwIfBroken(directory, await checkImages(await graph(), image, vectors, rows));
          areImagesTested = true;
        }
        return vectors;
      }, call.task === 'query'),
    textsByHead: async () => await takeTurn(async () => await (await graph()).textsByHead(), false),
    async preload() {
      try {
        await tokenizer();
        await (await graph()).load();
        await testedTexts();
        if (image !== undefined) throwIfBroken(directory, await testImages(await graph(), image));
        areImagesTested = true;
      } catch (error) {
        await release();
        throw error;
      }
    },
    release,
  };
}

function throwIfBroken(directory: string, problem: string | undefined): void {
  if (problem !== undefined) throw modelError(directory, problem);
}

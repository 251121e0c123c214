import type { Transferable } from 'node:worker_threads';
import { isNestvecError, messageOf, NestvecError } from '../errors.ts';
import { noThread } from '../thread/no-thread.ts';
import { startThread, threadFile } from '../thread/thread.ts';
import type { GraphAnswer, GraphData, GraphQuestion } from './graph-messages.ts';
import { disableTelemetry } from './load-runtime.ts';
import type { Graph, GraphOptions } from './graph.ts';
import { openGraph } from './session.ts';

/**
 * The same graph in a thread of its own, so that an inference, seconds long for an image, does not hold this one. Where no thread
 * can be started it runs in this one, which is warned of.
 */
export async function openGraphApart(
  { onWarning, ...data }: GraphOptions,
  file: URL | undefined = threadFile('./graph-worker', import.meta.url),
): Promise<Graph> {
  disableTelemetry();
  const given: GraphData = data;
  const thread = await startThread<GraphQuestion, GraphAnswer>(file, given).catch(
    (error: unknown) => {
      onWarning(noThread('inferences run', '@nestvec/core', error));
    },
  );
  if (thread === undefined) return await openGraph({ ...data, onWarning });
  const ask = async (
    question: GraphQuestion,
    ...transfer: Transferable[]
  ): Promise<GraphAnswer> => {
    const answer = await thread.ask(question, transfer).catch((error: unknown) => {
      throw isNestvecError(error) ? error : threadError(data.directory, error);
    });
    for (const warning of answer.warnings) onWarning(warning);
    return answer;
  };
  return {
    runTexts: async (feed) => (await ask({ kind: 'texts', feed }, feed.ids.buffer)).vectors,
    runImages: async (pixels, rows) =>
      (await ask({ kind: 'images', pixels, rows }, pixels.buffer)).vectors,
    textsByHead: async () => (await ask({ kind: 'texts-by-head' })).isByHead,
    async load() {
      await ask({ kind: 'load' });
    },
    async release() {
      await ask({ kind: 'release' });
      await thread.end();
    },
  };
}

function threadError(directory: string, error: unknown): NestvecError<'embedder'> {
  return new NestvecError(
    'embedder',
    `the thread that the model in ${directory} runs in has failed (${messageOf(error)}); open the embedder again`,
    { operation: 'inference', retryable: false },
    { cause: error },
  );
}

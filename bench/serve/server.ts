// The server under load: `joined`, `apart` (joining off), or `constant` (an embedder that does nothing). Sends its address, answers
// what it is asked by `process.send`, and says what it has answered when it is asked to end.
import type { Embedder } from '../../packages/core/dist/index.js';
import { onnx } from '../../packages/core/dist/onnx/index.js';
import { modelDirectory } from '../../packages/mini-clip/dist/index.js';
import { createServer } from '../../packages/server/dist/index.js';
import type { Memory, ServerNews, ServerQuestion } from './messages.ts';

const [kind = 'joined', directory = modelDirectory, requestTimeoutMs = '60000'] =
  process.argv.slice(2);
const weights = directory === modelDirectory ? undefined : ('int8' as const);
const model = await onnx({ directory, weights, preload: kind !== 'constant' });
const vector = new Float32Array(model.identity.dimensions).fill(
  Math.sqrt(1 / model.identity.dimensions),
);
const constant: Embedder = {
  ...model,
  embed: async (contents) => ({
    embeddings: contents.map(() => ({ ok: true, vector, tokens: 10, truncated: false })),
    usage: { tokens: 0, requests: 0 },
  }),
};
const answered: Record<string, number> = {};
const server = createServer({
  embedder: kind === 'constant' ? constant : model,
  aliases: ['mini-clip'],
  limits: { requestTimeoutMs: Number(requestTimeoutMs), ...(kind === 'apart' && { joinMs: 0 }) },
  onLog: ({ route, status }) => {
    if (route === '/v1/embeddings') answered[status] = (answered[status] ?? 0) + 1;
  },
});

const tell = (news: ServerNews): void => void process.send?.(news);
process.on('message', (question: ServerQuestion) => void answer(question));
process.on('SIGTERM', () => void end());

async function answer(question: ServerQuestion): Promise<void> {
  if (question.ask === 'memory') tell({ memory: memory() });
  else tell({ seconds: await embedDirectly(question.texts) });
}

/** After a collection where Node lets one be asked for, so that a slope is of what is kept. */
function memory(): Memory {
  globalThis.gc?.();
  const { rss, heapUsed, external } = process.memoryUsage();
  return { rss, heapUsed, external };
}

/** The library alone: all texts, in as many calls at once as it takes. */
async function embedDirectly(texts: readonly string[]): Promise<number> {
  const { itemsPerCall, concurrency } = model.limits;
  const begin = performance.now();
  let next = 0;
  const caller = async (): Promise<void> => {
    while (next < texts.length) {
      const contents = texts.slice(next, (next += itemsPerCall)).map((text) => ({ text }));
      await model.embed(contents, { task: 'document' });
    }
  };
  await Promise.all(Array.from({ length: concurrency }, caller));
  return (performance.now() - begin) / 1000;
}

async function end(): Promise<void> {
  await server.close();
  tell({ answered });
  await model.close();
  process.disconnect();
}

const { url } = await server.listen({ port: 0 });
await server.ready();
tell({ url });

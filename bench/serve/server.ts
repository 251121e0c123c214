// The server under load: `joined`, `apart` (joining off), or `constant` (an embedder that does nothing). Prints its URL, and its memory when asked to end.
import type { Embedder } from '../../packages/core/dist/index.js';
import { onnx } from '../../packages/core/dist/onnx/index.js';
import { modelDirectory } from '../../packages/mini-clip/dist/index.js';
import { createServer } from '../../packages/server/dist/index.js';

const [kind = 'joined', directory = modelDirectory] = process.argv.slice(2);
const model = await onnx({ directory, preload: kind !== 'constant' });
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
const server = createServer({
  embedder: kind === 'constant' ? constant : model,
  aliases: ['mini-clip'],
  limits: kind === 'apart' ? { joinMs: 0 } : {},
});
const { url } = await server.listen({ port: 0 });
await server.ready();
console.log(url);
process.on('SIGTERM', () => {
  void server.close().then(async () => await model.close());
});

import { onnx } from '../packages/core/dist/onnx/index.js';
import { modelDirectory } from '../packages/mini-clip/dist/index.js';
import { numberFrom } from './support/environment.ts';
import { mixedTexts } from './support/mixed-texts.ts';
import { sharp } from './support/photos.ts';
import { printTable, shown } from './support/table.ts';

// Memory of a process over 20,000 calls of mini-clip, queries, texts and images in turn; run with --expose-gc, so that what is
// counted is what is kept.

const calls = numberFrom('CALLS', 20_000);
const embedder = await onnx({ directory: modelDirectory });
const texts = await mixedTexts(200);
const picture = await sharp({
  create: { width: 300, height: 200, channels: 3, background: '#a40' },
})
  .png()
  .toBuffer();
const rows: string[][] = [];
for (let call = 0; call <= calls; call++) {
  if (call % (calls / 10) === 0) {
    globalThis.gc?.();
    const { heapUsed, external, arrayBuffers, rss } = process.memoryUsage();
    rows.push(
      [call, ...[heapUsed, external + arrayBuffers, rss].map((bytes) => bytes / 2 ** 20)].map(
        (value, i) => shown(value, i === 0 ? 0 : 1),
      ),
    );
  }
  const text = texts[call % texts.length] ?? '';
  const contents =
    call % 4 === 0
      ? [{ image: picture }]
      : Array.from({ length: call % 4 === 1 ? 1 : 8 }, (_, i) => ({ text: `${text} ${i}` }));
  const { embeddings } = await embedder.embed(contents, {
    task: call % 4 === 1 ? 'query' : 'document',
  });
  for (const one of embeddings) if (!one.ok) throw one.error;
}
await embedder.close();
printTable(['calls', 'JS heap, MiB', 'buffers, MiB', 'process, MiB'], rows);

/** The thread that `openGraphApart` infers in. */
import { workerData } from 'node:worker_threads';
import { once } from '../async/once.ts';
import { type Reply, serve } from '../thread/serve.ts';
import type { GraphAnswer, GraphData, GraphQuestion } from './graph-messages.ts';
import type { Graph } from './graph.ts';
import { openGraph } from './session.ts';

// What `openGraphApart` starts it with.
const data = workerData as GraphData;
let warnings: string[] = [];
const open = once(
  async () => await openGraph({ ...data, onWarning: (warning) => warnings.push(warning) }),
);

serve<GraphQuestion>(async (question): Promise<Reply> => {
  const graph = await open();
  const vectors = new Float32Array(await infer(graph, question));
  const isByHead = question.kind === 'texts-by-head' && (await graph.textsByHead());
  const answer: GraphAnswer = { vectors, isByHead, warnings };
  warnings = [];
  return { answer, transfer: [vectors.buffer] };
});

async function infer(graph: Graph, question: GraphQuestion): Promise<Float32Array> {
  switch (question.kind) {
    case 'texts':
      return await graph.runTexts(question.feed);
    case 'images':
      return await graph.runImages(question.pixels, question.rows);
    case 'texts-by-head':
      break;
    case 'load':
      await graph.load();
      break;
    case 'release':
      await graph.release();
  }
  return new Float32Array();
}

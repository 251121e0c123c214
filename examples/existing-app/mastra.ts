/**
 * A Mastra agent that looks things up by a tool, and sees the images that it finds; and Mastra’s vector store over the same collection.
 * Offline: a small model embeds, and the language model is one that searches for what it is asked, then quotes. Put your own in its place.
 */
import { Agent } from '@mastra/core/agent';
import { createNestvec } from '@nestvec/ai-sdk';
import { createIndex } from '@nestvec/core';
import { onnx } from '@nestvec/core/onnx';
import { NestvecVector, searchTool } from '@nestvec/mastra';
import { exampleImages, modelDirectory } from '@nestvec/mini-clip';
import { embed } from 'ai';
import { dirname } from 'node:path';
import { quotingModel } from './quoting-model.ts';
import { openStore } from './store.ts';

const embedder = await onnx({ directory: modelDirectory });
const store = openStore();
const index = await createIndex({ embedder, store });
const { violin, banana } = exampleImages;
await index.ingest([
  { id: 'violin', text: 'violin', image: violin },
  { id: 'banana', text: 'banana', image: banana },
  { id: 'dog', text: 'dog' },
]);

// From a question to an answer.
const tools = { search: searchTool({ index, images: { roots: [dirname(violin)] } }) };
const instructions = 'Look it up.';
const model = quotingModel as never; // the same specification in types of another version
const agent = new Agent({ id: 'quoting', name: 'Quoting', instructions, model, tools });
for (const question of ['バイオリン', 'Hund']) {
  const { text } = await agent.generate(question, { maxSteps: 3 });
  console.log(`${question}: ${text}`);
}

// The same collection as Mastra's vector store, for whatever of Mastra works on one.
const indexName = store.collection;
const vector = new NestvecVector({
  id: 'docs',
  open: openStore,
  list: async () => await Promise.resolve([indexName]),
  embedder,
});
const query = createNestvec({ embedder }).embeddingModel('query');
const { embedding } = await embed({ model: query, value: 'Banane' });
const [text] = await vector.query({ indexName, queryVector: embedding, topK: 1 });
const asked = { indexName, queryVector: embedding, topK: 1, modality: 'image' } as const;
const [image] = await vector.query(asked);
console.log(`Banane: ${text?.document}, an image of ${image?.id}`);

await vector.close();
await index.close();

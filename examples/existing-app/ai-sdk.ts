/**
 * An AI SDK app whose model looks things up by a tool, and sees the images that it finds. Offline: a small model embeds, and the language
 * model is one that searches for what it is asked, then quotes. Put your own in its place.
 */
import { createNestvec, imageValues, searchTool } from '@nestvec/ai-sdk';
import { createIndex } from '@nestvec/core';
import { onnx } from '@nestvec/core/onnx';
import { exampleImages, modelDirectory } from '@nestvec/mini-clip';
import { cosineSimilarity, embed, embedMany, generateText, isStepCount } from 'ai';
import { dirname } from 'node:path';
import { quotingModel as model } from './quoting-model.ts';
import { openStore } from './store.ts';

const embedder = await onnx({ directory: modelDirectory });
const index = await createIndex({ embedder, store: openStore() });
const { violin, banana } = exampleImages;
await index.ingest([
  { id: 'violin', text: 'violin', image: violin },
  { id: 'banana', text: 'banana', image: banana },
  { id: 'dog', text: 'dog' },
]);

// From a question to an answer.
const tools = { search: searchTool({ index, images: { roots: [dirname(violin)] } }) };
for (const prompt of ['バイオリン', 'Hund']) {
  const { text } = await generateText({ model, tools, prompt, stopWhen: isStepCount(3) });
  console.log(`${prompt}: ${text}`);
}

// The same model embeds images and texts into one space, for whatever else the app does.
const nestvec = createNestvec({ embedder });
const document = nestvec.embeddingModel('document');
const { embeddings } = await embedMany({ model: document, ...imageValues([violin, banana]) });
const { embedding } = await embed({ model: nestvec.embeddingModel('query'), value: 'Banane' });
const [toViolin = 0, toBanana = 0] = embeddings.map((image) => cosineSimilarity(image, embedding));
console.log(`Banane is nearer to the ${toBanana > toViolin ? 'banana' : 'violin'}`);

await index.close();

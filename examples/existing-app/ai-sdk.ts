/**
 * An AI SDK app whose model looks things up by a tool, and sees the images that it finds. Offline: a small model embeds, and the language
 * model is one that searches for what it is asked, then quotes. Put your own in its place.
 */
import type { LanguageModelV3, LanguageModelV3Content } from '@ai-sdk/provider';
import { createNestvec, imageValues, searchTool } from '@nestvec/ai-sdk';
import { createIndex } from '@nestvec/core';
import { onnx } from '@nestvec/core/onnx';
import { exampleImages, modelDirectory } from '@nestvec/mini-clip';
import { cosineSimilarity, embed, embedMany, generateText, isStepCount } from 'ai';
import { dirname } from 'node:path';
import { openStore } from './store.ts';

/** In place of a language model. */
const model: LanguageModelV3 = {
  specificationVersion: 'v3',
  provider: 'example',
  modelId: 'quoting',
  supportedUrls: {},
  async doGenerate({ prompt }) {
    const last = prompt.at(-1);
    const [part] = last?.role === 'tool' ? last.content : [];
    const output = part?.type === 'tool-result' ? part.output : undefined;
    if (output?.type !== 'content') {
      const [asked] = last?.role === 'user' ? last.content : [];
      const query = asked?.type === 'text' ? asked.text : '';
      const input = JSON.stringify({ query });
      return await answer({ type: 'tool-call', toolCallId: '1', toolName: 'search', input });
    }
    const [shown] = output.value;
    const [, id = 'nothing'] =
      /\{"id":"([^"]+)"/.exec(shown?.type === 'text' ? shown.text : '') ?? [];
    const images = output.value.filter(({ type }) => type !== 'text').length;
    return await answer({ type: 'text', text: `${id}, of ${images} images` });
  },
  doStream: async () => await Promise.reject(new Error('this model does not stream')),
};

async function answer(
  content: LanguageModelV3Content,
): Promise<Awaited<ReturnType<LanguageModelV3['doGenerate']>>> {
  const unified = content.type === 'tool-call' ? 'tool-calls' : 'stop';
  const none = undefined;
  return await Promise.resolve({
    content: [content],
    finishReason: { unified, raw: none },
    usage: {
      inputTokens: { total: none, noCache: none, cacheRead: none, cacheWrite: none },
      outputTokens: { total: none, text: none, reasoning: none },
    },
    warnings: [],
  });
}

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

/**
 * A Genkit app that answers questions from its documents and shows the image that belongs to an answer. Offline: a small model embeds, and
 * the language model is one that quotes what it was given. Put your own in its place.
 */
import { createIndex } from '@nestvec/core';
import { onnx } from '@nestvec/core/onnx';
import { nestvec } from '@nestvec/genkit';
import { exampleImages, modelDirectory } from '@nestvec/mini-clip';
import { Document, genkit, type MediaPart } from 'genkit';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { openStore } from './store.ts';

const { violin, banana } = exampleImages;
const embedder = await onnx({ directory: modelDirectory });
const index = await createIndex({ embedder, store: openStore() });
const images = { roots: [dirname(violin)] };
const ai = genkit({ plugins: [nestvec({ embedder, indexes: { things: index }, images })] });

/** In place of a language model: answers with the first source of its prompt, and counts the images. */
const model = ai.defineModel({ name: 'example/quoting' }, async ({ messages }) => {
  const parts = messages.flatMap(({ content }) => content);
  const text = parts.map((part) => part.text ?? '').join('\n');
  const [, first = 'nothing'] = /^- (.+)$/m.exec(text) ?? [];
  const shown = parts.filter(({ media }) => media !== undefined).length;
  return await Promise.resolve({
    message: { role: 'model', content: [{ text: `${first}, of ${shown} images` }] },
    finishReason: 'stop',
  });
});

const imageOf = async (file: string): Promise<MediaPart> => {
  const base64 = (await readFile(file)).toString('base64');
  return { media: { url: `data:image/webp;base64,${base64}`, contentType: 'image/webp' } };
};

// A record of a text and its image goes in by the library, with the path that it can be shown from.
await index.ingest([{ id: 'violin', text: 'violin', image: violin }]);
// Documents of Genkit go in by the indexer.
const documents = [
  Document.fromText('dog', { id: 'dog' }),
  Document.fromText('banana', { id: 'banana' }),
];
await ai.index({ indexer: 'nestvec/things', documents });

for (const question of ['バイオリン', 'Hund']) {
  const options = { k: 1 };
  const docs = await ai.retrieve({ retriever: 'nestvec/things', query: question, options });
  const media = docs.flatMap((document) => document.media.map((one) => ({ media: one })));
  const { text } = await ai.generate({ model, prompt: [{ text: question }, ...media], docs });
  console.log(`${question}: ${text}`);
}

// A photo finds the text that says what is on it, in the same space.
const photo = new Document({ content: [await imageOf(banana)] });
const [found] = await ai.retrieve({
  retriever: 'nestvec/things',
  query: photo,
  options: { over: 'text' },
});
console.log(`The photo shows a ${found?.text}`);

await index.close();

/**
 * A LangChain app that answers questions from its documents and names its sources; its images are found by the same words. Offline: a
 * small model embeds, and the chat model is one that quotes what it was given. Put your own in its place.
 */
import { Document } from '@langchain/core/documents';
import { SimpleChatModel } from '@langchain/core/language_models/chat_models';
import type { BaseMessage } from '@langchain/core/messages';
import { ChatPromptTemplate } from '@langchain/core/prompts';
import { createIndex } from '@nestvec/core';
import { onnx } from '@nestvec/core/onnx';
import { NestvecRetriever, NestvecVectorStore } from '@nestvec/langchain';
import { exampleImages, modelDirectory } from '@nestvec/mini-clip';
import { openStore } from './store.ts';

/** In place of a chat model: answers with the first source of its prompt. */
class QuotingModel extends SimpleChatModel {
  override _llmType(): string {
    return 'quoting';
  }

  override async _call([message]: BaseMessage[]): Promise<string> {
    const [, first] = /^\[1\] (.+)$/m.exec(message?.text ?? '') ?? [];
    return await Promise.resolve(first ?? 'The sources do not say.');
  }
}

const documents = [
  new Document({ pageContent: 'violin', metadata: { source: 'instruments.md' } }),
  new Document({ pageContent: 'banana', metadata: { source: 'fruit.md' } }),
  new Document({ pageContent: 'dog', metadata: { source: 'animals.md' } }),
];
const chat = new QuotingModel({});
const prompt = ChatPromptTemplate.fromTemplate('Answer from these:\n{sources}\n\n{question}');
const numbered = (found: readonly Document[]): string =>
  found.map(({ pageContent }, i) => `[${i + 1}] ${pageContent}`).join('\n');
const sourcesOf = (found: readonly Document[]): string =>
  found.map(({ metadata }) => String(metadata['source'])).join(', ');

const index = await createIndex({
  embedder: await onnx({ directory: modelDirectory }),
  store: openStore(),
});

// From documents to answers with sources.
const store = await NestvecVectorStore.fromDocuments(documents, undefined, { index });
for (const question of ['バイオリン', 'Hund']) {
  const found = await new NestvecRetriever({ index, over: 'text', limit: 2 }).invoke(question);
  const { text } = await prompt.pipe(chat).invoke({ sources: numbered(found), question });
  console.log(`${question}: ${text} (${sourcesOf(found)})`);
}

// Images go through the same store, and are found by words and by other images.
await store.addImages([exampleImages.violin, exampleImages.banana], { ids: ['violin', 'banana'] });
const images = new NestvecVectorStore(index, { over: 'image' });
for (const [image, score] of await images.similaritySearchWithScore('Banane', 1))
  console.log(`Banane: image ${image.id} ${score.toFixed(2)}`);

await index.close();

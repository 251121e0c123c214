/**
 * Retrieval for a chatbot: documents are cut into passages, embedded and kept; a question finds passages, with where they come
 * from and what stands around them, to be put before a language model.
 */
import { parseArgs } from 'node:util';
import {
  createIndex,
  joinPassages,
  passages,
  retrieve,
  type RetrieveOptions,
  type Store,
} from '@nestvec/core';
import { onnx } from '@nestvec/core/onnx';
import { lancedb } from '@nestvec/lancedb';
import { modelDirectory } from '@nestvec/mini-clip';
import { corpus } from './corpus.ts';

const { values: flags } = parseArgs({
  options: {
    store: { type: 'string', default: 'lancedb' },
    url: { type: 'string', default: 'http://localhost:6333' },
    model: { type: 'string', default: modelDirectory },
  },
});

const index = await createIndex({
  embedder: await onnx({ directory: flags.model }),
  store: await openStore(),
  fields: { course: 'string', language: 'string' },
});

if ((await index.store.describe()) === undefined) {
  const started = performance.now();
  // Short passages, since mini-clip knows words and no sentences; with jina-clip-v2 the defaults are good.
  const items = passages(corpus(), { embedder: index.embedder, maxTokens: 48, overlapTokens: 0 });
  const { written, failures } = await index.ingest(items);
  for (const { id, error } of failures) console.log(`${id}: ${error.message}`);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${written} passages and pictures written in ${seconds} s\n`);
}

await ask('pizza', { filter: { language: 'en' } });
await ask('ピザ', { filter: { language: 'ja' } });
await ask('manzana', { filter: { language: 'es' } });
await ask('computer', { filter: { course: 'git-it', language: 'en' } });

await index.close();

async function ask(question: string, options: RetrieveOptions): Promise<void> {
  const { passages: found } = await retrieve(index, question, {
    limit: 2,
    neighbours: 1,
    ...options,
  });
  console.log(`? ${question}`);
  for (const { before, after, ...passage } of found) {
    const { facts, score, modality, pictures } = passage;
    const place = [facts?.document, ...(facts?.headings ?? [])].join(' › ');
    console.log(`  ${score.toFixed(3)} ${modality}  ${place} [${facts?.start}-${facts?.end}]`);
    console.log(`        ${line(passage.text)}`);
    for (const { uri } of pictures) console.log(`        picture: ${uri?.split('/').at(-1)}`);
    const context = joinPassages([...before, passage, ...after]);
    console.log(`        with its neighbours: ${context.length} characters`);
  }
}

function line(text: string): string {
  const flat = text.replaceAll(/\s+/g, ' ');
  return flat.length > 90 ? `${flat.slice(0, 90)}…` : flat;
}

async function openStore(): Promise<Store> {
  const collection = 'courses';
  if (flags.store !== 'qdrant') return lancedb({ uri: '.nestvec', collection });
  const { qdrant } = await import('@nestvec/qdrant');
  return qdrant({ url: flags.url, apiKey: process.env['QDRANT_API_KEY'], collection });
}

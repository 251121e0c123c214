/**
 * Retrieval for a chatbot: documents are cut into passages, embedded and kept; a question finds passages, with where they come
 * from and what stands around them, to be put before a language model.
 */
import { parseArgs } from 'node:util';
import { createIndex, joinPassages, passages, retrieve, type RetrieveOptions } from '@nestvec/core';
import { openJournal } from '@nestvec/core/journal';
import { onnx } from '@nestvec/core/onnx';
import { modelDirectory } from '@nestvec/mini-clip';
import { corpus } from './corpus.ts';
import { openStore } from './store.ts';

const { values: flags } = parseArgs({
  options: {
    store: { type: 'string', default: 'lancedb' },
    url: { type: 'string' },
    'grpc-url': { type: 'string' },
    model: { type: 'string', default: modelDirectory },
  },
});

const index = await createIndex({
  embedder: await onnx({ directory: flags.model }),
  store: openStore(flags.store, flags.url, flags['grpc-url']),
  fields: { course: 'string', language: 'string' },
});

const started = performance.now();
// Short passages, since mini-clip knows words and no sentences; with jina-clip-v2 the defaults are good.
const items = passages(corpus(), { embedder: index.embedder, maxTokens: 48, overlapTokens: 0 });
// The next run goes on where this one was killed, and skips what has not changed.
const journal = await openJournal({ directory: `.nestvec/journals/${flags.store}` });
const { written, unchanged, failures } = await index.ingest(items, { journal });
await journal.close();
for (const { id, error } of failures) console.log(`${id}: ${error.message}`);
const seconds = ((performance.now() - started) / 1000).toFixed(1);
console.log(
  `${written} passages and images written, ${unchanged} already there, in ${seconds} s\n`,
);

await ask('pizza', { filter: { language: 'en' } });
await ask('ピザ', { filter: { language: 'ja' } });
await ask('manzana', { filter: { language: 'es' } });
await ask('computer', { filter: { course: 'git-it', language: 'en' } });

await index.close();

async function ask(question: string, options: RetrieveOptions): Promise<void> {
  const { passages: found } = await retrieve(index, question, {
    limit: 2,
    neighbors: 1,
    ...options,
  });
  console.log(`? ${question}`);
  for (const { before, after, ...passage } of found) {
    const { facts, score, modality, images } = passage;
    const place = [facts?.document, ...(facts?.headings ?? [])].join(' › ');
    console.log(`  ${score?.toFixed(3)} ${modality}  ${place} [${facts?.start}-${facts?.end}]`);
    console.log(`        ${line(passage.text)}`);
    for (const { uri } of images) console.log(`        image: ${uri?.split('/').at(-1)}`);
    const context = joinPassages([...before, passage, ...after]);
    console.log(`        with its neighbors: ${context.length} characters`);
  }
}

function line(text: string): string {
  const flat = text.replaceAll(/\s+/g, ' ');
  return flat.length > 90 ? `${flat.slice(0, 90)}…` : flat;
}

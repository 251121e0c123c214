// A process that writes records into a collection that does not exist yet, when it gets a line on stdin.
import { once } from 'node:events';
import { argv, stdin, stdout } from 'node:process';
import { createIndex, type Store } from '@nestvec/core';
import { fakeEmbedder } from '@nestvec/testkit/embedder';

/** What the process is given, as JSON. */
export interface FirstWriter {
  readonly adapter: 'lancedb' | 'pgvector' | 'qdrant' | 'weaviate';
  readonly options: Readonly<Record<string, unknown>>;
  readonly ids: readonly string[];
}

const { adapter, options, ids } = JSON.parse(argv[2] ?? '') as FirstWriter; // as the test writes it
const opened = (await import(`@nestvec/${adapter}`)) as Record<string, (options: object) => Store>; // each exports its name
const store = opened[adapter]?.(options);
if (store === undefined) throw new Error(`@nestvec/${adapter} does not export ${adapter}`);
const index = await createIndex({ embedder: fakeEmbedder(), store });
stdout.write('ready\n');
await once(stdin, 'data');
const { written } = await index.ingest(ids.map((id) => ({ id, text: `text ${id}` })));
await index.close();
stdout.write(`written ${written}\n`);
stdin.destroy();

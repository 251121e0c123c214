const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { createIndex } = require('@nestvec/core');
const { onnx } = require('@nestvec/core/onnx');
const { jina } = require('@nestvec/core/remote');
const { lancedb } = require('@nestvec/lancedb');
const { exampleImages, modelDirectory } = require('@nestvec/mini-clip');
const { qdrant } = require('@nestvec/qdrant');

const { JINA_API_KEY: apiKey, JINA_BASE_URL: baseUrl, QDRANT_URL: url, COLLECTION } = process.env;
const uri = mkdtempSync(join(tmpdir(), 'nestvec-common-'));
process.once('exit', () => rmSync(uri, { recursive: true, force: true }));

const embedders = {
  local: async () => await onnx({ directory: modelDirectory }),
  remote: async () => jina({ apiKey, baseUrl }),
};
const items = {
  local: [
    { id: 'banana', image: exampleImages.banana },
    { id: 'violin', image: exampleImages.violin },
  ],
  remote: [
    { id: 'violin', text: 'a violin' },
    { id: 'banana', text: 'a banana' },
  ],
};
const queries = { local: 'バイオリン', remote: 'a violin' };
const stores = {
  lancedb: (collection) => lancedb({ uri, collection }),
  qdrant: (collection) => qdrant({ url, collection: `${COLLECTION}_${collection}` }),
};
const ways = {
  local: ['local', 'lancedb'],
  remoteLancedb: ['remote', 'lancedb'],
  localQdrant: ['local', 'qdrant'],
  remote: ['remote', 'qdrant'],
};

async function main(names) {
  for (const name of names) {
    const [model, database] = ways[name];
    const store = stores[database](`common_${name}`);
    const index = await createIndex({ embedder: await embedders[model](), store });
    const { written, failures } = await index.ingest(items[model]);
    const { hits } = await index.search(queries[model]);
    const problems = failures.map(({ error }) => error.message);
    console.log(name, JSON.stringify({ written, problems, first: hits[0]?.id }));
    await store.drop();
    await index.close();
  }
}

void main(process.argv.slice(2));

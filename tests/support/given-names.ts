/**
 * What blocks of code on pages use without saying where it is from, because the page around them says it: one declaration a name, which
 * is put before the blocks that lack it.
 */
export const givenNames: Readonly<Record<string, string>> = {
  ...imported('@nestvec/core', ['createIndex', 'retrieve', 'passages', 'joinPassages']),
  ...imported('@nestvec/core/onnx', ['onnx']),
  ...imported('@nestvec/core/copy', ['copy', 'recordFile']),
  ...imported('@nestvec/core/remote', ['jina', 'jinaReranker']),
  ...imported('@nestvec/core/journal', ['openJournal']),
  ...imported('@nestvec/mini-clip', ['modelDirectory', 'exampleImages']),
  ...imported('@nestvec/lancedb', ['lancedb']),
  ...imported('@nestvec/qdrant', ['qdrant']),
  ...imported('@nestvec/weaviate', ['weaviate']),
  ...imported('@nestvec/pgvector', ['pgvector']),
  ...imported('@nestvec/pinecone', ['pinecone']),
  ...imported('@nestvec/server', ['createServer', 'hashKey']),
  ...imported('@nestvec/web', ['catalogPage']),
  ...imported('@nestvec/mcp', ['createMcp']),
  ...imported('@nestvec/sources', ['folder', 'documents', 'csv']),
  ...imported('@nestvec/ai-sdk', ['createNestvec', 'imageValues', 'searchTool']),
  ...imported('@nestvec/langchain', [
    'NestvecVectorStore',
    'NestvecRetriever',
    'NestvecEmbeddings',
    'NestvecReranker',
  ]),
  ...imported('@nestvec/testkit', ['conformance']),
  ...imported('@pinecone-database/pinecone', ['Pinecone']),
  ...imported('ai', ['embed', 'embedMany', 'generateText', 'isStepCount', 'rerank']),
  ...typed('@nestvec/core', {
    index: 'VectorIndex',
    shop: 'VectorIndex',
    embedder: 'Embedder',
    old: 'Embedder',
    next: 'Embedder',
    store: 'Store',
    reranker: 'Reranker',
    spec: 'CollectionSpec',
    items: 'readonly Item[]',
    records: 'readonly VectorRecord[]',
  }),
  vector: 'declare const vector: Float32Array;',
  url: 'declare const url: string;',
  apiKey: 'declare const apiKey: string;',
  secret: 'declare const secret: string;',
  question: 'declare const question: string;',
  addresses: 'declare const addresses: readonly string[];',
  texts: 'declare const texts: string[];',
  images: 'declare const images: Uint8Array[];',
  file: 'declare const file: File;',
  request: 'declare const request: Request;',
  model: "declare const model: import('ai').LanguageModel;",
  chat: "declare const chat: import('@langchain/core/language_models/chat_models').BaseChatModel;",
  client: "declare const client: import('weaviate-client').WeaviateClient;",
};

/** The same for single pages, where a name is of something else than on others, or than in a browser. */
export const givenOnPages: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'packages/core/README.md': {
    document: "declare const document: import('@nestvec/core').SourceDocument;",
  },
  'packages/genkit/README.md': {
    genkit: "import { genkit } from 'genkit';",
    Document: "import { Document } from 'genkit';",
    nestvec: "import { nestvec } from '@nestvec/genkit';",
    documents: "declare const documents: import('genkit').Document[];",
    model: 'declare const model: string;',
    image: 'declare const image: string;',
    text: 'declare const text: string;',
  },
  'packages/langchain/README.md': {
    documents: "declare const documents: import('@langchain/core/documents').Document[];",
  },
  'packages/mastra/README.md': {
    ...imported('@nestvec/mastra', ['searchTool', 'NestvecVector']),
    ...imported('@nestvec/qdrant', ['qdrant', 'listCollections']),
    Agent: "import { Agent } from '@mastra/core/agent';",
    model: "declare const model: import('@mastra/core/llm').MastraModelConfig;",
    open: "declare const open: (collection: string) => import('@nestvec/core').Store;",
    list: 'declare const list: () => Promise<readonly string[]>;',
  },
  'packages/pinecone/README.md': {
    store: "declare const store: import('@nestvec/pinecone').PineconeStore;",
  },
  'packages/testkit/README.md': {
    open: "declare const open: (collection: string) => import('@nestvec/core').Store;",
  },
};

function imported(from: string, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, `import { ${name} } from '${from}';`]));
}

function typed(from: string, types: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(types).map(([name, type]) => [
      name,
      `declare const ${name}: ${type.replace(/\w+(?=\[\]|$)/, (bare) => `import('${from}').${bare}`)};`,
    ]),
  );
}

/**
 * Which package may import which: the arrows of the design, one way only. A new package gets its line here.
 */
export const architecture: Record<string, { role: Role; imports: readonly string[] }> = {
  core: { role: 'core', imports: [] },
  lancedb: { role: 'adapter', imports: ['core'] },
  pgvector: { role: 'adapter', imports: ['core'] },
  pinecone: { role: 'adapter', imports: ['core'] },
  qdrant: { role: 'adapter', imports: ['core'] },
  weaviate: { role: 'adapter', imports: ['core'] },
  testkit: { role: 'testing', imports: ['core'] },
  'mini-clip': { role: 'data', imports: [] },
  sources: { role: 'source', imports: ['core'] },
  server: { role: 'service', imports: ['core'] },
  langchain: { role: 'bridge', imports: ['core'] },
  'ai-sdk': { role: 'bridge', imports: ['core'] },
  genkit: { role: 'bridge', imports: ['core'] },
  mastra: { role: 'bridge', imports: ['core'] },
  mcp: { role: 'service', imports: ['core'] },
  queue: { role: 'service', imports: ['core'] },
  eval: { role: 'service', imports: ['core', 'sources'] },
  web: { role: 'page', imports: [] },
  cli: {
    role: 'program',
    imports: [
      'core',
      'eval',
      'lancedb',
      'mcp',
      'mini-clip',
      'pgvector',
      'pinecone',
      'qdrant',
      'queue',
      'server',
      'sources',
      'weaviate',
      'web',
    ],
  },
};

type Role =
  | 'core'
  | 'adapter'
  | 'data'
  | 'testing'
  | 'source'
  | 'service'
  | 'bridge'
  | 'page'
  | 'program';

/** What `src` has at least. Every adapter has the same files, so knowing one is knowing all. */
export const filesOf: Record<Role, readonly string[]> = {
  core: ['index.ts'],
  adapter: [
    'index.ts',
    'store.ts',
    'options.ts',
    'schema.ts',
    'record.ts',
    'filter.ts',
    'errors.ts',
  ],
  data: ['index.ts'],
  testing: ['index.ts'],
  source: ['index.ts'],
  service: ['index.ts'],
  bridge: ['index.ts'],
  page: ['index.ts', 'instantsearch/index.ts'],
  program: [],
};

/** Loaded where first needed, never by importing our packages: each is a native binary. */
export const nativeModules: readonly string[] = [
  '@lancedb/lancedb',
  'onnxruntime-node',
  'sharp',
  'tokenizers',
];

import { createIndex, type Store } from '@nestvec/core';
import { fakeEmbedder } from '@nestvec/testkit/embedder';
import { memoryStore } from '@nestvec/testkit/memory';

/** One argument of a public function. */
interface Door {
  /** Beginning of the path that the error names; several where another part of a wrong value is met first. */
  readonly field: string | readonly string[];
  /** Calls the function with a value in this place, and with what is right in all others. */
  readonly call: (value: never) => unknown;
  /** Names of the hostile values that are right here. */
  readonly takes?: readonly string[];
}

/** The exports of an entry, of which the types are not known here. */
// Each call below passes what the types forbid.
type Exports = Readonly<Record<string, (...values: readonly unknown[]) => unknown>>;
type Doors = (from: Exports) => Readonly<Record<string, readonly Door[]>>;

/** What an object of options may be, if it has nothing in it that is needed. */
const options = ['undefined', 'object', 'bare'];
const anyText = ['text', 'empty', 'nul', 'long'];
const anyObject = ['object', 'misspelt', 'circle', 'bare', 'deep'];
const iterables = ['array', 'array of null', 'map', 'set', 'bytes', 'generator'];
/** That a path leads to nothing is another matter. */
const aPath = ['text'];
const embedder = fakeEmbedder();
const { identity } = embedder;
const vector = new Float32Array([1, 0]);
/** One row of two numbers, and its first. */
const rows = {
  data: vector,
  width: 2,
  sizes: [1, 2],
  factors: [vector.subarray(1), vector.subarray(1)],
};
const count = async (texts: readonly string[]) => await Promise.resolve(texts.map(() => 1));
const takenByClient: Readonly<Record<string, readonly string[]>> = {
  url: ['undefined', 'empty'],
  key: ['undefined', 'function'],
  abortOlder: ['undefined', 'true'],
  fetch: ['undefined', 'function'],
};
const storageDoors = (rule: unknown): readonly Door[] => [
  { field: 'dimensions', call: (x) => asRule(rule)(x, 'none'), takes: ['number'] },
  { field: 'quantization', call: (x) => asRule(rule)(64, x) },
];

// What the entries of adapters export under this name.
function asRule(rule: unknown): (dimensions: unknown, quantization: unknown) => unknown {
  return rule as ReturnType<typeof asRule>;
}

/** What a class of the entry makes. */
function make(made: unknown, ...values: readonly unknown[]): object {
  const instance: unknown = Reflect.construct(made as new () => object, values); // exported under that name
  return instance as object; // of a class
}

/** A collection, made for each call: a hostile one may leave something behind. */
function emptyStore(): Store {
  return memoryStore({ collection: 'doors' });
}

/** Every public function with what it takes, by the entry that exports it. */
export const doors: Readonly<Record<string, Doors>> = {
  '@nestvec/core': (from) => {
    const index = async () => await from['createIndex']?.({ store: emptyStore(), embedder });
    // What `createIndex` gives.
    const ofIndex = async (name: string, ...values: readonly unknown[]): Promise<unknown> => {
      const made = (await index()) as Exports | undefined;
      return await made?.[name]?.(...values);
    };
    return {
      chunk: [
        { field: 'document', call: (x) => from['chunk']?.(x, { count, maxTokens: 64 }) },
        { field: ['options', 'count'], call: (x) => from['chunk']?.({ text: 'a' }, x) },
        {
          field: ['options.locale', 'locale'],
          call: (x) => from['chunk']?.({ text: 'a' }, { count, maxTokens: 64, locale: x }),
          takes: ['undefined'],
        },
      ],
      cosine: [
        { field: 'vector', call: (x) => from['cosine']?.(x, vector) },
        { field: 'vector', call: (x) => from['cosine']?.(vector, x) },
      ],
      createIndex: [
        { field: 'options', call: (x) => from['createIndex']?.(x) },
        { field: 'options.store', call: (x) => from['createIndex']?.({ store: x, embedder }) },
        {
          field: ['options.embedder', 'what options.embedder opens'],
          call: (x) => from['createIndex']?.({ store: emptyStore(), embedder: x }),
        },
        {
          field: 'options.acceptNear',
          call: (x) => from['createIndex']?.({ store: emptyStore(), embedder, acceptNear: x }),
          takes: ['undefined', 'array'],
        },
        { field: 'options', call: (x) => ofIndex('create', x), takes: options },
        { field: 'items', call: (x) => ofIndex('ingest', x), takes: iterables },
        { field: 'options', call: (x) => ofIndex('ingest', [], x), takes: options },
        { field: 'query', call: (x) => ofIndex('search', x), takes: ['empty', 'nul', 'long'] },
        { field: 'options', call: (x) => ofIndex('search', 'a', x), takes: options },
        { field: 'tenant', call: (x) => ofIndex('tenant', x) },
        { field: 'options', call: (x) => ofIndex('tenants', x), takes: options },
        { field: 'tenant', call: (x) => ofIndex('removeTenant', x) },
      ],
      defaultSpec: [
        {
          field: ['embedder', 'model', 'spec'],
          call: (x) => from['defaultSpec']?.(x, { name: 'a' }),
        },
        { field: ['choices', 'spec.name'], call: (x) => from['defaultSpec']?.(identity, x) },
      ],
      joinPassages: [
        { field: 'passages', call: (x) => from['joinPassages']?.(x), takes: ['array'] },
      ],
      modelFacts: [{ field: 'model', call: (x) => from['modelFacts']?.(x), takes: anyText }],
      neighborPassages: [
        { field: 'store', call: (x) => from['neighborPassages']?.(x, [], 1), takes: ['map'] },
        {
          field: 'passages',
          call: (x) => from['neighborPassages']?.(emptyStore(), x, 1),
          takes: ['array'],
        },
        {
          field: 'count',
          call: (x) => from['neighborPassages']?.(emptyStore(), [], x),
          takes: ['number'],
        },
        {
          field: 'options',
          call: (x) => from['neighborPassages']?.(emptyStore(), [], 1, x),
          takes: options,
        },
      ],
      normalize: [{ field: 'vector', call: (x) => from['normalize']?.(x) }],
      passageFacts: [
        { field: 'metadata', call: (x) => from['passageFacts']?.(x), takes: anyObject },
      ],
      passages: [
        { field: 'entries', call: (x) => from['passages']?.(x, { embedder }), takes: iterables },
        { field: 'options', call: (x) => from['passages']?.([], x) },
      ],
      retrieve: [
        { field: 'index', call: (x) => from['retrieve']?.(x, 'a') },
        {
          field: 'query',
          call: async (x) => await from['retrieve']?.(await index(), x),
          takes: ['empty', 'nul', 'long'],
        },
        {
          field: 'options',
          call: async (x) => await from['retrieve']?.(await index(), 'a', x),
          takes: options,
        },
        {
          field: 'options.reranker',
          call: async (x) => await from['retrieve']?.(await index(), 'a', { reranker: x }),
          takes: ['undefined'],
        },
      ],
      tokenCounter: [
        { field: 'embedder', call: (x) => from['tokenCounter']?.(x) },
        { field: 'options', call: (x) => from['tokenCounter']?.(embedder, x), takes: options },
      ],
      truncate: [
        { field: 'vector', call: (x) => from['truncate']?.(x, 2) },
        { field: 'dimensions', call: (x) => from['truncate']?.(vector, x) },
      ],
    };
  },
  '@nestvec/core/compare': (from) => ({
    compareEmbedders: [
      { field: 'first', call: (x) => from['compareEmbedders']?.(x, embedder, []) },
      { field: 'second', call: (x) => from['compareEmbedders']?.(embedder, x, []) },
      { field: 'contents', call: (x) => from['compareEmbedders']?.(embedder, embedder, x) },
      {
        field: ['options', 'compare'],
        call: (x) => from['compareEmbedders']?.(embedder, embedder, [], x),
        takes: options,
      },
    ],
    compareIdentity: [
      {
        field: 'stored',
        call: (x) => from['compareIdentity']?.(x, identity),
        takes: ['undefined'],
      },
      { field: 'given', call: (x) => from['compareIdentity']?.(identity, x) },
    ],
    describeIdentity: [{ field: 'identity', call: (x) => from['describeIdentity']?.(x) }],
  }),
  '@nestvec/core/copy': (from) => {
    const filled = async (): Promise<Store> => {
      const store = emptyStore();
      const vectors = { text: { modality: 'text' } } as const;
      await store.apply(await store.plan({ name: 'doors', embedder: identity, vectors }));
      return store;
    };
    return {
      recordFile: [
        { field: 'path', call: (x) => from['recordFile']?.(x), takes: ['text'] },
        { field: 'options', call: (x) => from['recordFile']?.('a.jsonl', x), takes: options },
        {
          field: 'options.attach',
          call: (x) => from['recordFile']?.('a.jsonl', { attach: x }),
          takes: ['undefined'],
        },
        {
          field: ['options.rows', 'options.attach'],
          call: (x) => from['recordFile']?.('a.csv', { rows: x }),
          takes: ['undefined'],
        },
      ],
      copy: [
        { field: 'from', call: (x) => from['copy']?.(x, emptyStore()) },
        { field: 'to', call: async (x) => from['copy']?.(await filled(), x) },
        {
          field: 'options',
          call: async (x) => from['copy']?.(await filled(), emptyStore(), x),
          takes: options,
        },
        {
          field: 'options.journal',
          call: async (x) => from['copy']?.(await filled(), emptyStore(), { journal: x }),
          takes: ['undefined', 'text'],
        },
        {
          field: ['options.target', 'spec'],
          call: async (x) => from['copy']?.(await filled(), emptyStore(), { target: x }),
          takes: options,
        },
        {
          field: ['options.tenants', 'tenant'],
          call: async (x) => from['copy']?.(await filled(), emptyStore(), { tenants: x }),
          takes: ['undefined'],
        },
      ],
    };
  },
  '@nestvec/core/journal': (from) => ({
    deadLetterSources: [
      { field: 'path', call: (x) => from['deadLetterSources']?.(x), takes: aPath },
      { field: 'choice', call: (x) => from['deadLetterSources']?.('none', x), takes: options },
    ],
    openJournal: [{ field: 'options', call: (x) => from['openJournal']?.(x) }],
    readDeadLetters: [
      { field: 'path', call: (x) => from['readDeadLetters']?.(x), takes: aPath },
      { field: 'choice', call: (x) => from['readDeadLetters']?.('none', x), takes: options },
    ],
  }),
  '@nestvec/core/onnx': (from) => ({
    availableMemory: [],
    inspectModel: [{ field: 'options', call: (x) => from['inspectModel']?.(x) }],
    measureMachine: [
      { field: 'options', call: (x) => from['measureMachine']?.(x), takes: options },
    ],
    measureModel: [
      { field: 'embedder', call: (x) => from['measureModel']?.(x) },
      { field: 'options', call: (x) => from['measureModel']?.(embedder, x), takes: options },
    ],
    onnx: [{ field: 'onnx', call: (x) => from['onnx']?.(x) }],
    searchProducts: [
      { field: 'rows', call: (x) => from['searchProducts']?.(x, 1) },
      { field: 'rows.data', call: (x) => from['searchProducts']?.({ ...rows, data: x }, 1) },
      {
        field: ['rows.width', 'rows.data'],
        call: (x) => from['searchProducts']?.({ ...rows, width: x }, 1),
      },
      { field: 'rows.sizes', call: (x) => from['searchProducts']?.({ ...rows, sizes: x }, 1) },
      { field: 'rows.factors', call: (x) => from['searchProducts']?.({ ...rows, factors: x }, 1) },
      { field: 'count', call: (x) => from['searchProducts']?.(rows, x), takes: ['number'] },
    ],
    verifyModel: [
      { field: 'embedder', call: (x) => from['verifyModel']?.(x) },
      { field: 'options', call: (x) => from['verifyModel']?.(embedder, x), takes: options },
    ],
  }),
  '@nestvec/core/hub': (from) => ({
    findModel: [{ field: ['choice', 'model'], call: (x) => from['findModel']?.(x) }],
    findWeights: [{ field: ['choice', 'model'], call: (x) => from['findWeights']?.(x) }],
    hubSettingsFrom: [
      {
        field: 'env',
        call: (x) => from['hubSettingsFrom']?.(x),
        takes: [...anyObject, 'signal', 'date'],
      },
      {
        field: 'env.HF_TOKEN',
        call: (x) => from['hubSettingsFrom']?.({ HF_TOKEN: x }),
        takes: [...anyText, 'undefined'],
      },
      {
        field: 'home',
        call: (x) => from['hubSettingsFrom']?.({}, x),
        takes: ['undefined', ...aPath],
      },
    ],
    listModels: [
      {
        field: 'cacheDirectory',
        call: (x) => from['listModels']?.(x),
        takes: ['undefined', ...aPath],
      },
    ],
    missingModel: [{ field: ['options', 'model'], call: (x) => from['missingModel']?.(x) }],
    publishedModel: [{ field: 'model', call: (x) => from['publishedModel']?.(x) }],
    pullModel: [{ field: ['options', 'model'], call: (x) => from['pullModel']?.(x) }],
    removeModel: [{ field: ['options', 'model'], call: (x) => from['removeModel']?.(x) }],
    verifyFiles: [
      { field: 'directory', call: (x) => from['verifyFiles']?.(x), takes: aPath },
      { field: 'options', call: (x) => from['verifyFiles']?.('none', x), takes: options },
      {
        field: 'options.paths',
        call: (x) => from['verifyFiles']?.('none', { paths: x }),
        takes: ['undefined', 'array'],
      },
    ],
  }),
  '@nestvec/core/remote': (from) => ({
    jina: [{ field: 'jina', call: (x) => from['jina']?.(x) }],
    jinaReranker: [{ field: 'jinaReranker', call: (x) => from['jinaReranker']?.(x) }],
    sagemaker: [{ field: 'sagemaker', call: (x) => from['sagemaker']?.(x) }],
  }),
  '@nestvec/core/cost': (from) => ({
    estimateCost: [
      { field: 'items', call: (x) => from['estimateCost']?.(x), takes: iterables },
      { field: ['options', 'cost'], call: (x) => from['estimateCost']?.([], x), takes: options },
    ],
    graphStorage: [
      { field: 'graphBytes', call: (x) => from['graphStorage']?.(x), takes: ['number'] },
      ...storageDoors(from['graphStorage']?.(5)),
    ],
    parsePrices: [{ field: 'prices', call: (x) => from['parsePrices']?.(x) }],
    storageRule: [
      { field: 'rule', call: (x) => from['storageRule']?.(x), takes: ['function'] },
      ...storageDoors(from['storageRule']?.(() => undefined)),
    ],
  }),
  '@nestvec/sources': (from) => {
    const facts = { id: 'a', format: 'text' };
    return {
      csv: [
        { field: 'path', call: (x) => from['csv']?.(x), takes: aPath },
        { field: 'csv', call: (x) => from['csv']?.('none.csv', x), takes: options },
      ],
      csvRows: [
        { field: 'path', call: (x) => from['csvRows']?.(x), takes: aPath },
        { field: 'csvRows', call: (x) => from['csvRows']?.('none.csv', x), takes: options },
        {
          field: 'csvRows.vectors',
          call: (x) => from['csvRows']?.('none.csv', { vectors: x }),
          takes: ['undefined', 'array'],
        },
      ],
      documents: [
        { field: 'path', call: (x) => from['documents']?.(x), takes: aPath },
        { field: 'documents', call: (x) => from['documents']?.('none', x), takes: options },
      ],
      folder: [
        { field: 'path', call: (x) => from['folder']?.(x), takes: aPath },
        { field: 'folder', call: (x) => from['folder']?.('none', x), takes: options },
      ],
      jinaReader: [{ field: 'jinaReader', call: (x) => from['jinaReader']?.(x), takes: options }],
      jsonl: [
        { field: 'path', call: (x) => from['jsonl']?.(x), takes: aPath },
        { field: 'jsonl', call: (x) => from['jsonl']?.('none.jsonl', x), takes: options },
      ],
      openSource: [
        { field: 'path', call: (x) => from['openSource']?.(x), takes: aPath },
        { field: 'openSource', call: (x) => from['openSource']?.('none', x), takes: options },
      ],
      readDocument: [
        {
          field: 'content',
          call: (x) => from['readDocument']?.(x, facts),
          takes: [...anyText, 'bytes'],
        },
        { field: 'facts', call: (x) => from['readDocument']?.('a', x) },
        {
          field: 'readDocument',
          call: (x) => from['readDocument']?.('a', facts, x),
          takes: options,
        },
      ],
      webPages: [
        { field: 'addresses', call: (x) => from['webPages']?.(x), takes: iterables },
        { field: 'webPages', call: (x) => from['webPages']?.([], x), takes: options },
      ],
    };
  },
  '@nestvec/eval': (from) => {
    const report = { version: 1, tasks: [] };
    const qrels = new Map([['q', new Map([['a', 1]])]]);
    const run = new Map([['q', [{ id: 'a', score: 1 }]]]);
    const pair = (name: string): readonly Door[] => [
      { field: ['first', 'second'], call: (x) => from[name]?.(x, [1, 2]) },
      { field: ['first', 'second'], call: (x) => from[name]?.([1, 2], x) },
    ];
    const comparison = (name: string): readonly Door[] => [
      ...pair(name),
      { field: 'options', call: (x) => from[name]?.([1, 2], [1, 2], x), takes: options },
    ];
    return {
      classifyStored: [
        { field: 'options', call: (x) => from['classifyStored']?.(x) },
        {
          field: 'options.store',
          call: (x) => from['classifyStored']?.({ field: 'a', store: x }),
        },
        {
          field: 'options.field',
          call: (x) => from['classifyStored']?.({ field: x, store: emptyStore() }),
          takes: anyText,
        },
      ],
      checkReport: [{ field: 'report', call: (x) => from['checkReport']?.(x, 'report') }],
      compareReports: [
        { field: 'before', call: (x) => from['compareReports']?.(x, report) },
        { field: 'after', call: (x) => from['compareReports']?.(report, x) },
      ],
      createClassifier: [
        { field: 'options', call: (x) => from['createClassifier']?.(x) },
        {
          field: 'options.embedder',
          call: (x) => from['createClassifier']?.({ labels: ['a', 'b'], embedder: x }),
        },
        {
          field: 'options.labels',
          call: (x) => from['createClassifier']?.({ labels: x, embedder }),
        },
      ],
      evaluate: [
        { field: 'options', call: (x) => from['evaluate']?.(x) },
        { field: 'options.dataset', call: (x) => from['evaluate']?.({ dataset: x, embedder }) },
        { field: 'options.embedder', call: (x) => from['evaluate']?.({ embedder: x }) },
      ],
      holm: [{ field: 'pValues', call: (x) => from['holm']?.(x), takes: ['array'] }],
      measureClasses: [
        { field: 'scores', call: (x) => from['measureClasses']?.(x, []) },
        { field: 'labels', call: (x) => from['measureClasses']?.([[1, 2]], x) },
      ],
      measureLabels: [
        { field: 'scores', call: (x) => from['measureLabels']?.(x, []) },
        { field: 'labels', call: (x) => from['measureLabels']?.([[1, 2]], x) },
      ],
      measureRun: [
        { field: 'run', call: (x) => from['measureRun']?.(x, qrels) },
        { field: 'qrels', call: (x) => from['measureRun']?.(run, x) },
        { field: 'options', call: (x) => from['measureRun']?.(run, qrels, x), takes: options },
      ],
      metricOf: [
        { field: ['measured', 'name'], call: (x) => from['metricOf']?.(x, 'MRR@10') },
        { field: 'name', call: (x) => from['metricOf']?.({}, x) },
      ],
      openDataset: [
        { field: 'path', call: (x) => from['openDataset']?.(x), takes: aPath },
        { field: 'options', call: (x) => from['openDataset']?.('none', x), takes: options },
      ],
      openLabelledImages: [
        { field: 'path', call: (x) => from['openLabelledImages']?.(x), takes: aPath },
        { field: 'options', call: (x) => from['openLabelledImages']?.('none', x), takes: options },
      ],
      publishedFor: [{ field: 'dataset', call: (x) => from['publishedFor']?.(x), takes: anyText }],
      pairedBootstrap: comparison('pairedBootstrap'),
      pearson: pair('pearson'),
      randomizationTest: comparison('randomizationTest'),
      readQrels: [{ field: 'path', call: (x) => from['readQrels']?.(x), takes: aPath }],
      readTrecRun: [{ field: 'path', call: (x) => from['readTrecRun']?.(x), takes: aPath }],
      recommend: [
        { field: 'report', call: (x) => from['recommend']?.(x) },
        { field: 'options', call: (x) => from['recommend']?.(report, x), takes: options },
      ],
      reportPage: [
        { field: 'report', call: (x) => from['reportPage']?.(x) },
        { field: 'options', call: (x) => from['reportPage']?.(report, x), takes: options },
      ],
      spearman: pair('spearman'),
    };
  },
  '@nestvec/web': () => ({ catalogPage: [] }),
  '@nestvec/web/instantsearch': (from) => ({
    createSearchClient: [
      { field: 'options', call: (x) => from['createSearchClient']?.(x), takes: options },
      ...['url', 'key', 'abortOlder', 'fetch'].map((name): Door => ({
        field: `options.${name}`,
        call: (x) => from['createSearchClient']?.({ [name]: x }),
        takes: takenByClient[name] ?? [],
      })),
    ],
    SearchClientError: [],
  }),
  '@nestvec/server': (from) => ({
    createServer: [
      { field: 'options', call: (x) => from['createServer']?.(x), takes: ['object', 'bare'] },
      {
        field: 'options.embedder',
        call: (x) => from['createServer']?.({ embedder: x }),
        takes: ['undefined'],
      },
      {
        field: 'options.page',
        call: (x) => from['createServer']?.({ page: x }),
        takes: ['undefined'],
      },
      {
        field: 'options.pageSettings',
        call: (x) => from['createServer']?.({ pageSettings: x }),
        takes: ['undefined', 'object', 'bare'],
      },
      {
        field: 'options.keys',
        call: (x) => from['createServer']?.({ keys: x }),
        takes: ['undefined', 'array'],
      },
      {
        field: 'options.indexes',
        call: (x) => from['createServer']?.({ indexes: x }),
        takes: options,
      },
      {
        field: 'options.publicIndexes',
        call: (x) => from['createServer']?.({ publicIndexes: x }),
        takes: options,
      },
      {
        field: 'options.imageRoots',
        call: (x) => from['createServer']?.({ imageRoots: x }),
        takes: ['undefined', 'array'],
      },
      {
        field: 'options.limits',
        call: (x) => from['createServer']?.({ limits: x }),
        takes: options,
      },
    ],
    hashKey: [{ field: 'key', call: (x) => from['hashKey']?.(x) }],
  }),
  '@nestvec/langchain': (from) => {
    const index = async () =>
      await createIndex({ store: emptyStore(), embedder, fields: { lang: 'string' } });
    // What the class makes.
    const store = async () => make(from['NestvecVectorStore'], await index()) as Exports;
    const reranker = { rerank: async () => await Promise.resolve([]) };
    const ranked = make(from['NestvecReranker'], { reranker }) as Exports; // what the class makes
    const embeddings = make(from['NestvecEmbeddings'], { embedder }) as Exports; // what the class makes
    const document = { pageContent: 'a', metadata: {} };
    return {
      NestvecEmbeddings: [
        { field: 'fields', call: (x) => make(from['NestvecEmbeddings'], x) },
        {
          field: 'fields.dimensions',
          call: (x) => make(from['NestvecEmbeddings'], { embedder, dimensions: x }),
          takes: ['undefined'],
        },
        {
          field: 'documents',
          call: (x) => embeddings['embedDocuments']?.(x),
          takes: ['array'],
        },
        { field: 'images', call: (x) => embeddings['embedImages']?.(x), takes: ['array'] },
        {
          field: 'query',
          call: (x) => embeddings['embedQuery']?.(x),
          takes: ['text', 'nul', 'long'],
        },
      ],
      NestvecReranker: [
        { field: 'fields', call: (x) => make(from['NestvecReranker'], x) },
        {
          field: 'fields.topN',
          call: (x) => make(from['NestvecReranker'], { reranker, topN: x }),
          takes: ['undefined', 'number'],
        },
        {
          field: 'documents',
          call: (x) => ranked['compressDocuments']?.(x, 'a'),
          takes: ['array'],
        },
        { field: 'query', call: (x) => ranked['compressDocuments']?.([], x), takes: anyText },
      ],
      NestvecRetriever: [
        { field: 'fields', call: (x) => make(from['NestvecRetriever'], x) },
        { field: 'fields.index', call: (x) => make(from['NestvecRetriever'], { index: x }) },
      ],
      NestvecVectorStore: [
        { field: 'index', call: (x) => make(from['NestvecVectorStore'], x) },
        {
          field: 'options',
          call: async (x) => make(from['NestvecVectorStore'], await index(), x),
          takes: options,
        },
        {
          field: 'documents',
          call: async (x) => await (await store())['addDocuments']?.(x),
          takes: ['array'],
        },
        {
          field: 'options',
          call: async (x) => await (await store())['addDocuments']?.([document], x),
          takes: options,
        },
        {
          field: 'images',
          call: async (x) => await (await store())['addImages']?.(x),
          takes: ['array'],
        },
        {
          field: 'vectors',
          call: async (x) => await (await store())['addVectors']?.(x, []),
          takes: ['array'],
        },
        { field: 'params', call: async (x) => await (await store())['delete']?.(x) },
        {
          field: 'query',
          call: async (x) => await (await store())['similaritySearch']?.(x),
          takes: ['empty', 'nul', 'long'],
        },
        {
          field: 'options',
          call: async (x) => await (await store())['maxMarginalRelevanceSearch']?.('a', x),
        },
        {
          field: 'query',
          call: async (x) => await (await store())['similaritySearchVectorWithScore']?.(x, 1),
        },
      ],
    };
  },
  '@nestvec/ai-sdk': (from) => {
    const index = async () => await createIndex({ store: emptyStore(), embedder });
    return {
      createNestvec: [
        { field: 'options', call: (x) => from['createNestvec']?.(x) },
        { field: 'options.embedder', call: (x) => from['createNestvec']?.({ embedder: x }) },
        {
          field: 'options.reranker',
          call: (x) => from['createNestvec']?.({ embedder, reranker: x }),
          takes: ['undefined'],
        },
        {
          field: 'options.specification',
          call: (x) => from['createNestvec']?.({ embedder, specification: x }),
          takes: ['undefined'],
        },
      ],
      imageValues: [{ field: 'images', call: (x) => from['imageValues']?.(x), takes: ['array'] }],
      searchTool: [
        { field: 'options', call: (x) => from['searchTool']?.(x) },
        { field: 'options.index', call: (x) => from['searchTool']?.({ index: x }) },
        {
          field: 'options.description',
          call: async (x) => from['searchTool']?.({ index: await index(), description: x }),
          takes: [...anyText, 'undefined'],
        },
        {
          field: 'options.show',
          call: async (x) => from['searchTool']?.({ index: await index(), show: x }),
          takes: ['undefined', 'array'],
        },
        {
          field: 'options.images',
          call: async (x) => from['searchTool']?.({ index: await index(), images: x }),
          takes: ['undefined'],
        },
        {
          field: 'options.images.roots',
          call: async (x) => from['searchTool']?.({ index: await index(), images: { roots: x } }),
          takes: ['array'],
        },
        {
          field: 'options.limit',
          call: async (x) => from['searchTool']?.({ index: await index(), limit: x }),
          takes: ['undefined', 'number'],
        },
      ],
    };
  },
  '@nestvec/genkit': (from) => {
    const index = async () => await createIndex({ store: emptyStore(), embedder });
    return {
      nestvec: [
        { field: 'options', call: (x) => from['nestvec']?.(x) },
        { field: 'options', call: (x) => from['nestvec']?.({ embedder: x }) },
        {
          field: 'options',
          call: (x) => from['nestvec']?.({ indexes: x }),
          takes: ['object', 'bare'],
        },
        {
          field: 'options.indexes.docs',
          call: (x) => from['nestvec']?.({ indexes: { docs: x } }),
        },
        {
          field: 'options.images',
          call: async (x) => from['nestvec']?.({ indexes: { docs: await index() }, images: x }),
          takes: ['undefined'],
        },
        {
          field: 'options.images.roots',
          call: async (x) =>
            from['nestvec']?.({ indexes: { docs: await index() }, images: { roots: x } }),
          takes: ['array'],
        },
        {
          field: 'options.images.limit',
          call: async (x) =>
            from['nestvec']?.({
              indexes: { docs: await index() },
              images: { roots: ['.'], limit: x },
            }),
          takes: ['undefined', 'number'],
        },
        {
          field: 'options.reranker',
          call: (x) => from['nestvec']?.({ embedder, reranker: x }),
          takes: ['undefined'],
        },
      ],
    };
  },
  '@nestvec/mastra': (from) => {
    const index = async () => await createIndex({ store: emptyStore(), embedder });
    const open = () => emptyStore();
    const list = async () => await Promise.resolve([]);
    const docs = { id: 'docs', open, list };
    const vector = make(from['NestvecVector'], docs) as Exports; // what the class makes
    const call = async (name: string, given: unknown): Promise<unknown> =>
      await vector[name]?.(given);
    return {
      NestvecVector: [
        { field: 'options', call: (x) => make(from['NestvecVector'], x) },
        {
          field: 'options.id',
          call: (x) => make(from['NestvecVector'], { ...docs, id: x }),
          takes: ['text', 'nul', 'long'],
        },
        {
          field: 'options.open',
          call: (x) => make(from['NestvecVector'], { ...docs, open: x }),
          takes: ['function'],
        },
        {
          field: 'options.embedder',
          call: (x) => make(from['NestvecVector'], { ...docs, embedder: x }),
          takes: ['undefined'],
        },
        ...[
          'createIndex',
          'describeIndex',
          'deleteIndex',
          'upsert',
          'query',
          'updateVector',
          'deleteVector',
          'deleteVectors',
        ].flatMap((name): Door[] => [
          { field: 'params', call: async (x) => await call(name, x) },
          { field: 'params.indexName', call: async (x) => await call(name, { indexName: x }) },
        ]),
        {
          field: 'params.dimension',
          call: async (x) => await call('createIndex', { indexName: 'doors', dimension: x }),
          takes: ['number'],
        },
      ],
      searchTool: [
        { field: 'options', call: (x) => from['searchTool']?.(x) },
        { field: 'options.index', call: (x) => from['searchTool']?.({ index: x }) },
        {
          field: 'options.id',
          call: async (x) => from['searchTool']?.({ index: await index(), id: x }),
          takes: ['undefined', 'text', 'nul', 'long'],
        },
        {
          field: 'options.images',
          call: async (x) => from['searchTool']?.({ index: await index(), images: x }),
          takes: ['undefined'],
        },
      ],
    };
  },
  '@nestvec/mcp': (from) => {
    const { fetch } = (from['createMcp']?.() ?? {}) as Exports; // what createMcp gives
    const request = new Request('http://127.0.0.1/mcp');
    return {
      createMcp: [
        { field: 'options', call: (x) => from['createMcp']?.(x), takes: options },
        {
          field: 'options.imageRoots',
          call: (x) => from['createMcp']?.({ imageRoots: x }),
          takes: ['undefined', 'array'],
        },
        {
          field: 'options.maxRequestBytes',
          call: (x) => from['createMcp']?.({ maxRequestBytes: x }),
          takes: ['undefined', 'number'],
        },
        { field: 'scope', call: (x) => fetch?.(request, x) },
        { field: 'scope.indexes', call: (x) => fetch?.(request, { indexes: x }) },
        {
          field: 'scope.indexes.shop.read',
          call: (x) => fetch?.(request, { indexes: { shop: { read: x } } }),
        },
      ],
    };
  },
  '@nestvec/queue': (from) => {
    const redis = 'redis://127.0.0.1:1';
    const index = async () => await createIndex({ store: emptyStore(), embedder });
    const ofPlace = (ask: (given: unknown) => unknown): readonly Door[] => [
      { field: 'options', call: (x) => ask(x) },
      { field: 'options.redis', call: (x) => ask({ redis: x, queue: 'a' }) },
      { field: 'options.queue', call: (x) => ask({ redis, queue: x }), takes: ['text'] },
    ];
    return {
      cancelRun: ofPlace(async (x) => await from['cancelRun']?.(x)),
      createProducer: [
        { field: 'options', call: (x) => from['createProducer']?.(x) },
        {
          field: 'options.index',
          call: (x) => from['createProducer']?.({ index: x, redis, list: 'a' }),
        },
        {
          field: 'options.redis',
          call: async (x) =>
            await from['createProducer']?.({ index: await index(), redis: x, list: 'a' }),
        },
        {
          field: ['options.list', 'options.maxWaiting'],
          call: async (x) =>
            await from['createProducer']?.({ index: await index(), redis, list: 1, maxWaiting: x }),
        },
      ],
      createWorker: [
        { field: 'options', call: (x) => from['createWorker']?.(x) },
        { field: 'options.index', call: (x) => from['createWorker']?.({ index: x, redis }) },
        {
          field: ['options.roots', 'options.queue'],
          call: async (x) =>
            await from['createWorker']?.({ index: await index(), redis, roots: x, queue: '' }),
        },
      ],
      readQueue: ofPlace(async (x) => await from['readQueue']?.(x)),
      watchRun: ofPlace(async (x) => {
        const watched = from['watchRun']?.(x) as AsyncGenerator; // what it gives
        return await watched.next();
      }),
    };
  },
  '@nestvec/lancedb': (from) => ({
    lancedb: [{ field: 'lancedb', call: (x) => from['lancedb']?.(x) }],
    lanceStorage: storageDoors(from['lanceStorage']),
    listCollections: [{ field: ['options', 'lancedb'], call: (x) => from['listCollections']?.(x) }],
  }),
  '@nestvec/pgvector': (from) => ({
    pgvector: [{ field: 'pgvector', call: (x) => from['pgvector']?.(x) }],
    pgvectorStorage: storageDoors(from['pgvectorStorage']),
    listCollections: [
      { field: ['options', 'pgvector'], call: (x) => from['listCollections']?.(x) },
    ],
  }),
  '@nestvec/pinecone': (from) => ({
    pinecone: [{ field: 'pinecone', call: (x) => from['pinecone']?.(x) }],
    pineconeStorage: storageDoors(from['pineconeStorage']),
    listCollections: [
      { field: ['options', 'pinecone'], call: (x) => from['listCollections']?.(x) },
    ],
    textFolder: [{ field: 'folder', call: (x) => from['textFolder']?.(x), takes: aPath }],
  }),
  '@nestvec/qdrant': (from) => ({
    qdrant: [{ field: 'qdrant', call: (x) => from['qdrant']?.(x) }],
    qdrantStorage: storageDoors(from['qdrantStorage']),
    listCollections: [
      {
        field: ['options', 'qdrant'],
        call: (x) => from['listCollections']?.(x),
        takes: options.slice(1),
      },
    ],
  }),
  '@nestvec/weaviate': (from) => ({
    weaviate: [{ field: 'weaviate', call: (x) => from['weaviate']?.(x) }],
    weaviateStorage: storageDoors(from['weaviateStorage']),
    listCollections: [
      {
        field: ['options', 'weaviate'],
        call: (x) => from['listCollections']?.(x),
        takes: options.slice(1),
      },
    ],
  }),
};

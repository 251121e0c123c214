import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { exportsOf } from './support/exports.ts';
import { importsOf } from './support/imports.ts';
import { readJson, root } from './support/workspace.ts';

/** All files of core that come with an entry, and the packages that they import, without what is loaded when it is needed. */
function closureOf(entry: string): { readonly files: Set<string>; readonly outside: Set<string> } {
  const outside = new Set<string>();
  const seen = new Set<string>();
  const queue = [join(root, 'packages/core/dist', entry)];

  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    expect(existsSync(file), `${file} is built`).toBe(true);
    for (const { specifier, kind } of importsOf(file)) {
      if (kind !== 'static' || specifier.startsWith('node:')) continue;
      if (specifier.startsWith('.')) queue.push(resolve(dirname(file), specifier));
      else outside.add(specifier);
    }
  }

  return { files: seen, outside };
}

it('imports nothing native or heavy at the root of core', () => {
  expect([...closureOf('index.js').outside]).toEqual(['zod']);
});

it('opens a model of a directory without the downloader', () => {
  const folders = [...closureOf('onnx/index.js').files].map((file) => basename(dirname(file)));
  expect(folders).toContain('onnx');
  expect(folders).not.toContain('hub');
});

/** What a user of the library calls, and the types that they annotate. What only an author needs stands in `kit`, `store` or where it is made. */
const names = {
  values: [
    'chunk',
    'cosine',
    'createIndex',
    'defaultSpec',
    'isDocument',
    'isNestvecError',
    'joinPassages',
    'knownModels',
    'modelFacts',
    'neighborPassages',
    'NestvecError',
    'normalize',
    'passageFacts',
    'passages',
    'retrieve',
    'tokenCounter',
    'truncate',
  ],
  types: [
    'Boost',
    'CallOptions',
    'Chunk',
    'ChunkOptions',
    'CollectionDescription',
    'CollectionSpec',
    'Content',
    'ContentSize',
    'CountTokens',
    'DocumentEntry',
    'DocumentHeading',
    'DocumentImage',
    'EmbeddedContent',
    'Embedder',
    'EmbedderFailure',
    'EmbedderIdentity',
    'EmbedderLimits',
    'Embedding',
    'EmbedOptions',
    'EmbedResult',
    'ErrorCode',
    'ErrorDetails',
    'Facets',
    'FailedContent',
    'FieldType',
    'Filter',
    'Fusion',
    'GroupBy',
    'Hit',
    'ImageInput',
    'ImageLimitOptions',
    'ImageLimits',
    'ImageProblem',
    'IndexExplain',
    'IndexFacetRequest',
    'IndexFacets',
    'IndexHit',
    'IndexListPage',
    'IndexOptions',
    'IndexSearchOptions',
    'IndexSearchResult',
    'IngestEstimate',
    'IngestOptions',
    'IngestProgress',
    'IngestReport',
    'Item',
    'ItemFailure',
    'ItemSource',
    'Json',
    'JsonObject',
    'ListName',
    'ListPlace',
    'Modality',
    'ModelFacts',
    'ModelTerms',
    'NamedVectorSpec',
    'NeighborPassages',
    'OpenEmbedder',
    'Passage',
    'PassageFacts',
    'PassageImage',
    'PassageOptions',
    'Plan',
    'Query',
    'RankedText',
    'Reranker',
    'RerankOptions',
    'RetrievedPassage',
    'RetrieveOptions',
    'RetrieveResult',
    'SourceDocument',
    'SourceFailure',
    'SpecChoices',
    'Store',
    'Task',
    'Usage',
    'VectorIndex',
    'VectorRecord',
  ],
};

it('exports at the root of core what a user of the library calls or annotates, at most 95 names', () => {
  const found = exportsOf(join(root, 'packages/core/src/index.ts'));
  const of = (kind: 'value' | 'type') =>
    found.flatMap((each) => (each.kind === kind ? [each.name] : [])).toSorted();
  expect({ values: of('value'), types: of('type') }).toEqual({
    values: names.values.toSorted(),
    types: names.types.toSorted(),
  });
  expect(found.length).toBeLessThanOrEqual(95);
});

it('exports no name of core from two of its entries', () => {
  const { exports } = readJson<{ exports: Record<string, unknown> }>(
    join(root, 'packages/core/package.json'),
  );
  const entries = Object.keys(exports).filter((entry) => entry !== './package.json');
  expect(entries.length).toBeGreaterThan(5);
  const places = new Map<string, string[]>();
  for (const entry of entries) {
    for (const { name } of exportsOf(join(root, 'packages/core/src', entry, 'index.ts'))) {
      places.set(name, [...(places.get(name) ?? []), entry]);
    }
  }
  expect([...places].filter(([, of]) => of.length > 1)).toEqual([]);
});

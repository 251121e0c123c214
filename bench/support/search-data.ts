import { readFileSync } from 'node:fs';
import type { CollectionSpec } from '../../packages/core/dist/index.js';
import { onnx } from '../../packages/core/dist/onnx/index.js';
import { modelDirectory } from '../../packages/mini-clip/dist/index.js';
import { clipSpec } from './spec.ts';
import { shown } from './table.ts';
import { createNormal, spectrumVectors } from './vectors.ts';

interface Line {
  readonly metadata: { readonly names: Readonly<Record<string, string>> };
}

/** What is searched, and by what. */
export interface Data {
  readonly name: string;
  readonly embedder: CollectionSpec['embedder'];
  readonly vectors: readonly Float32Array[];
  readonly queries: readonly Float32Array[];
  readonly prefixes: readonly number[];
}

/** Texts of two nouns each, embedded by mini-clip. */
export async function realData(count: number, queries: number): Promise<Data> {
  const file = new URL('../../packages/cli/catalogue/items.jsonl', import.meta.url);
  const nouns = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    // The catalogue's own format: names by language.
    .flatMap((line) => Object.values((JSON.parse(line) as Line).metadata.names));
  const texts: string[] = [];
  const normal = createNormal(3);
  const pick = (): string => nouns[Math.floor(Math.abs(normal()) * 1e6) % nouns.length] ?? '';
  while (texts.length < count + queries) texts.push(`${pick()} and ${pick()}`);
  const embedder = await onnx({ directory: modelDirectory });
  const vectors: Float32Array[] = [];
  for (let start = 0; start < texts.length; start += 64) {
    const contents = texts.slice(start, start + 64).map((text) => ({ text }));
    const { embeddings } = await embedder.embed(contents, { task: 'document' });
    for (const embedding of embeddings) if (embedding.ok) vectors.push(embedding.vector);
  }
  await embedder.close();
  return {
    name: `${shown(count)} texts, mini-clip (real)`,
    embedder: embedder.identity,
    vectors: vectors.slice(0, count),
    queries: vectors.slice(count),
    prefixes: [64, 32],
  };
}

/** 1,024 numbers whose deviation falls as (1 + i / 24) ** -0.75, around 500 centres. */
export function syntheticData(count: number, queries: number): Data {
  const all = spectrumVectors(count + queries, 1024, {
    knee: 24,
    slope: 0.75,
    centres: 500,
    spread: 0.8,
    seed: 5,
  });
  return {
    name: `${shown(count)} synthetic, 1,024 dimensions, deviation (1 + i/24)^-0.75, 500 centres, spread 0.8`,
    embedder: clipSpec('x', { image: { modality: 'image' } }).embedder,
    vectors: all.slice(0, count),
    queries: all.slice(count),
    prefixes: [256, 128, 64],
  };
}

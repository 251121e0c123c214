import { glob, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';

/**
 * Texts as people write them, from the course that examples/rag-ingest reads: its headings, paragraphs and whole pages, in
 * thirteen languages, in an order that is random but the same in every run.
 */
export async function mixedTexts(count: number): Promise<readonly string[]> {
  const example = createRequire(new URL('../../examples/rag-ingest/package.json', import.meta.url));
  const folder = dirname(example.resolve('javascripting/package.json'));
  const texts: string[] = [];
  for await (const path of glob(`${folder}/problems/**/*.md`)) {
    const page = await readFile(path, 'utf8');
    texts.push(page, ...page.split(/\n\s*\n/).filter((block) => block.trim() !== ''));
  }
  const ranked = [...new Set(texts)].toSorted().map((text, i) => ({ text, rank: scrambled(i) }));
  return ranked
    .toSorted((a, b) => a.rank - b.rank)
    .slice(0, count)
    .map(({ text }) => text);
}

/** A whole number that looks random (Knuth's multiplicative hash). */
function scrambled(i: number): number {
  return Math.imul(i + 1, 2_654_435_761) >>> 0;
}

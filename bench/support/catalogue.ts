import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** An item of the shipped catalogue. */
export interface CatalogueItem {
  readonly id: string;
  /** Path of its image. */
  readonly image: string;
  readonly text: string;
  readonly metadata: { readonly names: Readonly<Record<string, string>> };
}

/** The shipped catalogue of 312 emoji. */
export function readCatalogue(): readonly CatalogueItem[] {
  const catalogue = new URL('../../packages/cli/catalogue/', import.meta.url);
  const pathOf = (path: string): string => fileURLToPath(new URL(path, catalogue));
  return readFileSync(pathOf('items.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as CatalogueItem) // its own format
    .map((item) => ({ ...item, image: pathOf(item.image) }));
}

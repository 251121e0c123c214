import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseInput } from '@nestvec/core/kit';
import { z } from 'zod';

const folder = fileURLToPath(new URL('../../catalogue/', import.meta.url));

/** Path of a file of the catalogue. */
export function cataloguePath(path: string): string {
  return `${folder}${path}`;
}

/** What the quickstart shows of an item. */
interface CatalogueItem {
  readonly id: string;
  readonly text: string;
  readonly metadata: {
    readonly name: string;
    readonly category: string;
    readonly language: string;
  };
}

const itemSchema: z.ZodType<CatalogueItem> = z.object({
  id: z.string(),
  text: z.string(),
  metadata: z.object({ name: z.string(), category: z.string(), language: z.string() }),
});

/** A search with the ids that it should find. */
export type FixedQuery = FixedTextQuery | FixedImageQuery;

/** A search by a text, over images or over texts. */
interface FixedTextQuery {
  readonly kind: 'text-to-image' | 'text-to-text';
  readonly language: string;
  readonly text: string;
  readonly expects: readonly string[];
}

/** A search by an image, over images. */
interface FixedImageQuery {
  readonly kind: 'image-to-image';
  /** Path within the catalogue. */
  readonly image: string;
  readonly expects: readonly string[];
}

const expects = z.array(z.string()).min(1);
const querySchema: z.ZodType<FixedQuery> = z.union([
  z.object({
    kind: z.enum(['text-to-image', 'text-to-text']),
    language: z.string(),
    text: z.string(),
    expects,
  }),
  z.object({ kind: z.literal('image-to-image'), image: z.string(), expects }),
]);

/** The catalogue that comes with this package, and its searches. */
export interface Catalogue {
  readonly items: ReadonlyMap<string, CatalogueItem>;
  readonly queries: readonly FixedQuery[];
}

/** Reads what the quickstart shows and measures; the items themselves are ingested from their JSONL file. */
export function readCatalogue(): Catalogue {
  const rows = readFileSync(cataloguePath('items.jsonl'), 'utf8').trimEnd().split('\n');
  const items = rows.map((row, index) =>
    parseInput(itemSchema, JSON.parse(row), `items.jsonl:${index + 1}`),
  );
  const queries: unknown = JSON.parse(readFileSync(cataloguePath('queries.json'), 'utf8'));
  return {
    items: new Map(items.map((item) => [item.id, item])),
    queries: parseInput(z.array(querySchema), queries, 'queries.json'),
  };
}

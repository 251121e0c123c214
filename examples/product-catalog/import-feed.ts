import type { VectorIndex } from '@nestvec/core';
import type { ProductItem } from './items.ts';

/** What an import did. */
export interface Imported {
  readonly embedded: number;
  /** Records whose price, stock or other facts changed. */
  readonly updated: number;
  readonly unchanged: number;
  readonly removed: number;
  readonly failures: readonly string[];
}

/**
 * Brings an index to what a feed says. Only what is new, or has another text or image, is embedded; a change of price or stock is one write, and
 * what the feed no longer has is removed.
 */
export async function importFeed(
  index: VectorIndex,
  items: readonly ProductItem[],
): Promise<Imported> {
  if (items.length === 0)
    throw new Error('the feed has no product; an import would remove all that there are');
  await index.create();
  const { store } = index;
  const stored = new Map<string, ProductItem['metadata']>();
  const include = { text: false, links: false, vectors: [] };
  for await (const { records } of store.scan({ include }))
    for (const { id, metadata } of records) stored.set(id, metadata);

  const isAsItWas = ({ id, metadata }: ProductItem): boolean =>
    stored.get(id)?.['print'] === metadata['print'];
  const fresh = items.filter((item) => !isAsItWas(item));
  const changes = items.filter(isAsItWas).flatMap(({ id, metadata }) => {
    const before = stored.get(id) ?? {};
    const unset = Object.keys(before).filter((name) => !(name in metadata));
    const isSame =
      unset.length === 0 && JSON.stringify(sorted(before)) === JSON.stringify(sorted(metadata));
    return isSame ? [] : [{ id, metadata, unset }];
  });
  const { failures } = await index.ingest(fresh);
  if (changes.length > 0) await store.update(changes);
  const wanted = new Set(items.map(({ id }) => id));
  const gone = [...stored.keys()].filter((id) => !wanted.has(id));
  if (gone.length > 0) await store.remove({ ids: gone });
  return {
    embedded: fresh.length - failures.length,
    updated: changes.length,
    unchanged: items.length - fresh.length - changes.length,
    removed: gone.length,
    failures: failures.map(({ id, error }) => `${id}: ${error.message}`),
  };
}

function sorted(object: ProductItem['metadata']): unknown {
  return Object.entries(object).toSorted(([a], [b]) => (a < b ? -1 : 1));
}

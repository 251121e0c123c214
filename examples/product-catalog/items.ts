import { createHash } from 'node:crypto';
import { isAbsolute, relative, resolve } from 'node:path';
import type { Item, JsonObject } from '@nestvec/core';
import type { Product } from './product.ts';

/** An item, with a fingerprint of what is embedded of it. */
export interface ProductItem extends Item {
  readonly metadata: JsonObject;
}

/**
 * A record for each variant and one for each further image. The first variant of a product stands for all of them: the others, and the
 * images, name it as their parent, and a search that groups by `$parentId` shows one of them. Each has the price and the stock, so that filters
 * find it whatever it was found by; the one that stands for all is in stock where any variant is, since a list without a query shows it alone.
 * Throws for an id that is there twice, and for the path of an image that leads out of the folder: a feed may come from others, and what lies
 * elsewhere is not theirs to show.
 */
export function itemsOf(products: readonly Product[], folder: string): readonly ProductItem[] {
  const heads = new Map<string, string>();
  const stocked = new Set(products.flatMap(({ inStock, group }) => (inStock ? (group ?? []) : [])));
  const items = products.flatMap((product): ProductItem[] => {
    const { id, title, description, images, group } = product;
    const head = group === undefined ? id : (heads.get(group) ?? id);
    if (group !== undefined) heads.set(group, head);
    const facts = factsOf(product);
    const standsFor = group !== undefined && head === id && stocked.has(group);
    const [main, ...more] = images.map((one) =>
      /^https?:/i.test(one) ? one : fileBelow(folder, one, id),
    );
    const text = description === '' ? title : `${title}. ${description}`;
    const parent = head === id ? {} : { parentId: head };
    return [
      {
        id,
        text,
        ...(main === undefined ? {} : { image: main }),
        ...parent,
        metadata: withPrint(standsFor ? { ...facts, in_stock: true } : facts, text, main, head),
      },
      ...more.map((image, i) => ({
        id: `${id}#${i + 2}`,
        image,
        parentId: head,
        metadata: withPrint(facts, '', image, head),
      })),
    ];
  });
  const ids = new Set<string>();
  for (const { id } of items) {
    if (ids.has(id)) throw new Error(`the feed has the id ${id} twice; give each variant its own`);
    ids.add(id);
  }
  return items;
}

function fileBelow(folder: string, path: string, id: string): string {
  const file = resolve(folder, path);
  const way = relative(folder, file);
  if (way === '' || isAbsolute(way) || /^\.\.([/\\]|$)/.test(way))
    throw new Error(
      `the image ${path} of ${id} is not below ${folder}; name its folder by --images`,
    );
  return file;
}

function factsOf({ title, price, inStock, brand, color, category }: Product): JsonObject {
  return {
    title,
    in_stock: inStock,
    ...(price === undefined ? {} : { price }),
    ...(brand === undefined ? {} : { brand }),
    ...(color === undefined ? {} : { color }),
    ...(category === undefined ? {} : { category }),
  };
}

/** Where this is as it was, nothing has to be embedded, and the record belongs to the same product. */
function withPrint(
  facts: JsonObject,
  text: string,
  image: string | undefined,
  head: string,
): JsonObject {
  const print = createHash('sha256')
    .update(JSON.stringify([text, image ?? null, head]))
    .digest('hex');
  return { ...facts, print };
}

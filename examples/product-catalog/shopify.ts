import { amountOf } from './amount.ts';
import type { Product } from './product.ts';
import { needed, type Row } from './row.ts';

const options = ['option1', 'option2', 'option3'] as const;

/**
 * The products of what Shopify exports: rows of one `Handle` are a product; its first has the title, each one perhaps a variant and perhaps one more
 * image. Drafts and what is archived are left out.
 */
export function ofShopify(rows: readonly Row[]): readonly Product[] {
  // Empty cells are absent, so that a row alone does not say whether stocks are counted at all.
  const hasTrackers = rows.some((row) => row['variant inventory tracker'] !== undefined);
  const groups = Map.groupBy(rows, (row) => needed(row, 'handle'));
  // A shop may give several variants one SKU, which then names none of them.
  const uses = Map.groupBy(rows, (row) => row['variant sku']);
  const skuOf = ({ 'variant sku': sku }: Row): string | undefined =>
    uses.get(sku)?.length === 1 ? sku : undefined;
  return [...groups].flatMap(([handle, own]) => {
    const [head = {}] = own;
    if ((head['status'] ?? 'active').toLowerCase() !== 'active') return [];
    const images = own.flatMap((row) => row['image src'] ?? []);
    const variants = own.filter((row) => row['variant price'] !== undefined);
    const isOnly = variants.length === 1;
    return variants.map((row, i): Product => {
      const chosen = options.map((name) => row[`${name} value`]);
      const colorAt = options.findIndex((name) =>
        /^colou?r$/i.test(head[`${name} name`]?.trim() ?? ''),
      );
      const named = chosen.filter((one) => one !== undefined);
      return {
        id: skuOf(row) ?? (isOnly ? handle : `${handle}-${i + 1}`),
        title: [needed(head, 'title'), ...(isOnly ? [] : named)].join(', '),
        description: (head['body (html)'] ?? '').replaceAll(/<[^>]*>/g, ' ').trim(),
        images: [row['variant image'] ?? '', ...(i === 0 ? images : images.slice(0, 1))].filter(
          (one, at, all) => one !== '' && all.indexOf(one) === at,
        ),
        price: amountOf(row['variant price']),
        currency: undefined,
        inStock: isInStock(row, hasTrackers),
        brand: head['vendor'],
        color: colorAt === -1 ? undefined : chosen[colorAt],
        category: head['type'] ?? head['product category']?.split('>').at(-1)?.trim(),
        group: isOnly ? undefined : handle,
      };
    });
  });
}

/** What is not counted, or sold beyond what there is, is in stock whatever its number. */
function isInStock(row: Row, hasTrackers: boolean): boolean {
  const isCounted = !hasTrackers || row['variant inventory tracker'] !== undefined;
  if (!isCounted || row['variant inventory policy'] === 'continue') return true;
  return Number(row['variant inventory qty'] ?? 1) > 0;
}

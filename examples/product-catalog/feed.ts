import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { csv } from '@nestvec/sources';
import { amountOf, currencyOf } from './amount.ts';
import type { Product } from './product.ts';
import { needed, type Row } from './row.ts';
import { ofShopify } from './shopify.ts';

/**
 * The products of a feed: of Google Merchant Center (`id`, `title`, `image_link`, `availability`, `item_group_id`, … as .tsv or .csv), or what
 * Shopify exports (`Handle`, `Title`, `Variant Price`, `Image Src`, …). Which one it is, its columns say.
 */
export async function readFeed(path: string): Promise<readonly Product[]> {
  const rows: Row[] = [];
  const first = (await firstLine(path)).replace(/^\uFEFF/, '');
  if (first.trimStart().startsWith('<'))
    throw new Error(`${path} is XML; export the feed as .tsv or .csv`);
  const isShopify = /(^|[,;\t"])handle($|[,;\t"])/i.test(first);
  // One column stands for the text, since a table of items has one; here the one that each row needs most.
  const text = isShopify ? 'handle' : 'id';
  for await (const row of csv(path, { columns: { text } })) {
    if ('error' in row) throw row.error;
    const { id, metadata = {} } = row;
    const cells = Object.entries({ id, ...metadata, [text]: row.text }).map(([name, value]) => [
      isShopify ? name.toLowerCase().trim() : name.toLowerCase().trim().replaceAll(' ', '_'),
      typeof value === 'string' ? value : undefined,
    ]);
    rows.push(Object.fromEntries(cells) as Row); // of texts
  }
  return isShopify ? ofShopify(rows) : rows.map((row) => ofMerchant(row));
}

async function firstLine(path: string): Promise<string> {
  const lines = createInterface({ input: createReadStream(path) });
  for await (const line of lines) return line;
  return '';
}

function ofMerchant(row: Row): Product {
  const more = (row['additional_image_link'] ?? '').split(',');
  const product = row['google_product_category'] ?? row['product_type'];
  return {
    id: needed(row, 'id'),
    title: needed(row, 'title'),
    description: row['description'] ?? '',
    images: [row['image_link'] ?? '', ...more].map((one) => one.trim()).filter((one) => one !== ''),
    price: amountOf(row['sale_price'] ?? row['price']),
    currency: currencyOf(row['price']),
    inStock: /^in[ _]stock$/i.test(row['availability'] ?? 'in_stock'),
    brand: row['brand'],
    color: row['color'],
    category: product?.split('>').at(-1)?.trim(),
    group: row['item_group_id'],
  };
}

import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { csv } from '@nestvec/sources';
import type { Product } from './product.ts';

type Row = Readonly<Record<string, string | undefined>>;

/**
 * The products of a feed: of Google Merchant Center (`id`, `title`, `image_link`, `availability`, `item_group_id`, … as .tsv or .csv), or what
 * Shopify exports (`Handle`, `Title`, `Variant Price`, `Image Src`, …). Which one it is, its columns say.
 */
export async function readFeed(path: string): Promise<readonly Product[]> {
  const rows: Row[] = [];
  const isShopify = /(^|[,;\t"])handle/i.test(await firstLine(path));
  // One column stands for the text, since a table of items has one; which it is does not matter here.
  const text = isShopify ? 'handle' : 'title';
  for await (const row of csv(path, { columns: { text } })) {
    if ('error' in row) throw row.error;
    const { id, metadata = {} } = row;
    const cells = Object.entries({ id, ...metadata, [text]: row.text }).map(([name, value]) => [
      name.toLowerCase().trim(),
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
    inStock: /^in[ _]stock$/i.test(row['availability'] ?? 'in_stock'),
    brand: row['brand'],
    color: row['color'],
    category: product?.split('>').at(-1)?.trim(),
    group: row['item_group_id'],
  };
}

/** Rows of one `Handle` are a product: its first has the title, each one perhaps a variant and perhaps one more image. */
function ofShopify(rows: readonly Row[]): readonly Product[] {
  const products: Product[] = [];
  for (const [handle, own] of Map.groupBy(rows, (row) => needed(row, 'handle'))) {
    const [head = {}] = own;
    const images = own.flatMap((row) => row['image src'] ?? []);
    const variants = own.filter((row) => row['variant price'] !== undefined);
    for (const [i, row] of variants.entries()) {
      const option = row['option1 value'];
      const isOnly = variants.length === 1;
      products.push({
        id: row['variant sku'] ?? (isOnly ? handle : `${handle}-${i + 1}`),
        title:
          isOnly || option === undefined
            ? needed(head, 'title')
            : `${needed(head, 'title')}, ${option}`,
        description: (head['body (html)'] ?? '').replaceAll(/<[^>]*>/g, ' ').trim(),
        images: [row['variant image'] ?? '', ...(i === 0 ? images : images.slice(0, 1))].filter(
          (one) => one !== '',
        ),
        price: amountOf(row['variant price']),
        inStock: Number(row['variant inventory qty'] ?? 1) > 0,
        brand: head['vendor'],
        color: head['option1 name']?.toLowerCase() === 'color' ? option : undefined,
        category: head['type'] ?? head['product category']?.split('>').at(-1)?.trim(),
        group: isOnly ? undefined : handle,
      });
    }
  }
  return products;
}

function needed(row: Row, name: string): string {
  const value = row[name];
  if (value === undefined) throw new Error(`the feed has a row without ${name}`);
  return value;
}

/** `15.00 EUR` is 15. */
function amountOf(text: string | undefined): number | undefined {
  const amount = Number.parseFloat(text ?? '');
  return Number.isFinite(amount) ? amount : undefined;
}

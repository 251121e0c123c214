import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Where the images of the shipped catalogue are. */
export const demoFolder: string = fileURLToPath(
  new URL('../../packages/cli/catalogue/', import.meta.url),
);

interface Row {
  readonly id: string;
  readonly text: string;
  readonly image: string;
  readonly metadata: { readonly name: string; readonly category: string };
}

/** Variants of one product, with their colours where they differ by that. */
const variants: Readonly<Record<string, readonly [group: string, color: string]>> = {
  'red-apple': ['apple', 'red'],
  'green-apple': ['apple', 'green'],
  'kick-scooter': ['scooter', ''],
  'motor-scooter': ['scooter', ''],
  'womans-boot': ['boot', ''],
  'hiking-boot': ['boot', ''],
};
const brands = ['Nordlicht', 'Atlas', 'Fjord', 'Mira'];

/**
 * Writes the shipped catalogue as a feed of Google Merchant Center: prices, brands and stocks are made up; eight products have a second image, in
 * another style, and some are variants of one product.
 */
export function writeDemoFeed(path: string): void {
  const rows = readFileSync(`${demoFolder}items.jsonl`, 'utf8').trimEnd().split('\n');
  const names = [
    'id',
    'title',
    'description',
    'image_link',
    'additional_image_link',
    'price',
    'availability',
    'brand',
    'color',
    'google_product_category',
    'item_group_id',
  ];
  const lines = rows.map((row, i) => {
    const { id, text, image, metadata } = JSON.parse(row) as Row; // as the catalogue has it
    const [group = '', color = ''] = variants[id] ?? [];
    const other = `queries/${id}.webp`;
    const second = existsSync(demoFolder + other) ? other : '';
    const price = `${(4.9 + ((i * 37) % 190) / 2).toFixed(2)} EUR`;
    const stock = i % 7 === 3 ? 'out_of_stock' : 'in_stock';
    const brand = brands[(i * 5) % brands.length] ?? '';
    return [
      id,
      metadata.name,
      text,
      image,
      second,
      price,
      stock,
      brand,
      color,
      metadata.category,
      group,
    ]
      .map((cell) => cell.replaceAll(/[\t\n]/g, ' '))
      .join('\t');
  });
  writeFileSync(path, `${[names.join('\t'), ...lines].join('\n')}\n`);
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createIndex } from '@nestvec/core';
import { onnx } from '@nestvec/core/onnx';
import { lancedb } from '@nestvec/lancedb';
import { modelDirectory } from '@nestvec/mini-clip';
import { expect, it } from 'vitest';
import { amountOf } from '../examples/product-catalog/amount.ts';
import { readFeed } from '../examples/product-catalog/feed.ts';
import { importFeed as importItems } from '../examples/product-catalog/import-feed.ts';
import { itemsOf } from '../examples/product-catalog/items.ts';
import { temporaryFolder } from './engine/__fixtures__/journalled.ts';
import { root } from './support/workspace.ts';

const program = join(root, 'examples/product-catalog/main.ts');
const images = join(root, 'packages/cli/catalogue');

/** Imports a feed in a folder; gives what is printed. */
async function importFeed(cwd: string, name: string, feed: string): Promise<string> {
  await writeFile(join(cwd, name), feed);
  const args = [program, '--import-only', '--feed', name, '--images', images];
  const child = spawn(process.execPath, args, { cwd });
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number]; // as Node emits it
  expect(code, printed).toBe(0);
  return printed.replace(/, in [\d.]+ s\n$/, '');
}

/** Records by their ids. */
async function recordsIn(cwd: string) {
  const store = lancedb({ uri: join(cwd, '.nestvec'), collection: 'shop' });
  const records = new Map<string, { metadata: object; parentId?: string | undefined }>();
  for await (const page of store.scan({ include: { vectors: [] } }))
    for (const { id, metadata, parentId } of page.records) records.set(id, { metadata, parentId });
  await store.close();
  return records;
}

const merchant = (price: string, stock: string, more = ''): string =>
  [
    'id\ttitle\tdescription\timage_link\tadditional_image_link\tprice\tavailability\tgoogle_product_category\titem_group_id',
    `b1\tBanana\tA fruit\timages/banana.webp\tqueries/banana.webp\t${price}\t${stock}\tFood > Fruit\t`,
    'a1\tRed apple\t\timages/red-apple.webp\t\t2.00 EUR\tin_stock\tFood > Fruit\tapple',
    'a2\tGreen apple\t\timages/green-apple.webp\t\t2.10 EUR\tin_stock\tFood > Fruit\tapple',
    more,
  ].join('\n');

it(
  'imports a feed of Google Merchant Center, and embeds nothing for another price or stock',
  { timeout: 120_000 },
  async () => {
    const folder = await temporaryFolder();
    const first = await importFeed(
      folder,
      'feed.tsv',
      merchant(
        '1.50 EUR',
        'in_stock',
        'v1\tViolin\t\timages/violin.webp\t\t90 EUR\tin_stock\tMusic\t',
      ),
    );
    expect(first).toBe(
      'feed.tsv: 5 embedded, 0 updated without, 0 as they were, 0 removed, 0 failed',
    );
    const records = await recordsIn(folder);
    expect(records.get('b1')).toMatchObject({
      metadata: { title: 'Banana', price: 1.5, in_stock: true, category: 'Fruit' },
    });
    expect(records.get('b1')?.parentId).toBeUndefined();
    // A further image, and a variant, are parts of what they belong to.
    expect(records.get('b1#2')).toMatchObject({
      parentId: 'b1',
      metadata: { title: 'Banana', price: 1.5 },
    });
    expect(records.get('a2')).toMatchObject({ parentId: 'a1', metadata: { price: 2.1 } });

    const second = await importFeed(folder, 'feed.tsv', merchant('1.20 EUR', 'out_of_stock'));
    expect(second).toBe(
      'feed.tsv: 0 embedded, 2 updated without, 2 as they were, 1 removed, 0 failed',
    );
    const after = await recordsIn(folder);
    for (const id of ['b1', 'b1#2'])
      expect(after.get(id)?.metadata, id).toMatchObject({ price: 1.2, in_stock: false });
    expect([...after.keys()].toSorted()).toEqual(['a1', 'a2', 'b1', 'b1#2']);
  },
);

it(
  'imports what Shopify exports: rows of one handle are variants and images of a product',
  { timeout: 120_000 },
  async () => {
    const folder = await temporaryFolder();
    const feed = [
      'Handle,Title,Body (HTML),Vendor,Type,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Variant SKU,Variant Inventory Tracker,Variant Inventory Qty,Variant Price,Image Src,Variant Image,Status',
      'apple,Apple,<p>A <b>fruit</b></p>,Orchard,Fruit,Size,L,Colour,Red,APP-R,shopify,4,2.00,images/red-apple.webp,,active',
      'apple,,,,,,L,,Green,APP-G,shopify,0,2.10,,images/green-apple.webp,',
      'violin,Violin,,Luthier,Music,Title,Default Title,,,VIO,,0,"1,290.00",images/violin.webp,,active',
      'violin,,,,,,,,,,,,,queries/violin.webp,,',
      'guitar,Guitar,,Luthier,Music,Title,Default Title,,,GUI,,0,90,images/guitar.webp,,draft',
    ].join('\n');
    expect(await importFeed(folder, 'products.csv', feed)).toMatch(/ 5 embedded, .* 0 failed$/);
    const records = await recordsIn(folder);
    expect([...records.keys()].toSorted()).toEqual(['APP-G', 'APP-G#2', 'APP-R', 'VIO', 'VIO#2']);
    expect(records.get('APP-R')?.metadata).toMatchObject({
      title: 'Apple, L, Red',
      color: 'Red',
      price: 2,
      in_stock: true,
      brand: 'Orchard',
      category: 'Fruit',
    });
    expect(records.get('APP-G')).toMatchObject({
      parentId: 'APP-R',
      metadata: { title: 'Apple, L, Green', in_stock: false },
    });
    // Its stock is not counted.
    expect(records.get('VIO')).toMatchObject({
      metadata: { title: 'Violin', price: 1290, in_stock: true },
    });
  },
);

it('takes the product for in stock where one of its variants is, and no SKU that several have', async () => {
  const path = join(await temporaryFolder(), 'products.csv');
  const feed = [
    'Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Inventory Tracker,Variant Inventory Qty,Variant Price,Image Src',
    'apple,Apple,Colour,Red,APPLE,shopify,0,2.00,red-apple.webp',
    'apple,,,Green,APPLE,shopify,3,2.10,',
    'apple,,,Blue,APP-B,shopify,0,2.20,',
  ].join('\n');
  await writeFile(path, feed);
  const items = itemsOf(await readFeed(path), images);
  expect(items.map(({ id, metadata }) => [id, metadata['in_stock']])).toEqual([
    ['apple-1', true],
    ['apple-2', true],
    ['APP-B', false],
  ]);
  await writeFile(path, feed.replace('shopify,3', 'shopify,0'));
  const none = itemsOf(await readFeed(path), images);
  expect(none.every(({ metadata }) => metadata['in_stock'] === false)).toBe(true);
});

it('embeds what is new or has another text, image or parent, and nothing else', async () => {
  const folder = await temporaryFolder();
  const model = await onnx({ directory: modelDirectory });
  let embedded = 0;
  const embedder: typeof model = {
    ...model,
    async embed(contents, options) {
      embedded += contents.length;
      return await model.embed(contents, options);
    },
  };
  const index = await createIndex({
    embedder,
    store: lancedb({ uri: folder, collection: 'shop' }),
    fields: { title: 'string', price: 'number', in_stock: 'boolean' },
  });
  const apple = {
    description: '',
    price: 2,
    currency: 'EUR',
    inStock: true,
    brand: undefined,
    category: undefined,
    group: 'apple',
  };
  const red = {
    ...apple,
    id: 'r',
    title: 'Red apple',
    color: 'red',
    images: ['images/red-apple.webp'],
  };
  const green = {
    ...apple,
    id: 'g',
    title: 'Green apple',
    color: 'green',
    images: ['images/green-apple.webp'],
  };
  const embeddedBy = async (products: Parameters<typeof itemsOf>[0]): Promise<number> => {
    embedded = 0;
    const { failures } = await importItems(index, itemsOf(products, images));
    expect(failures).toEqual([]);
    return embedded;
  };
  // A text and an image each.
  expect(await embeddedBy([red, green])).toBe(4);
  const reduced = [red, green].map((one) => ({ ...one, price: 1, inStock: false }));
  expect(await embeddedBy(reduced)).toBe(0);
  expect(await index.store.get(['r', 'g'])).toMatchObject([
    { metadata: { price: 1, in_stock: false } },
    { metadata: { price: 1, in_stock: false }, parentId: 'r' },
  ]);
  expect(await embeddedBy([red, { ...green, title: 'Sour apple' }])).toBe(2);
  // Without the variant that it was a part of, it stands for itself.
  expect(await embeddedBy([green])).toBe(2);
  const [gone, alone] = await index.store.get(['r', 'g']);
  expect([gone, alone?.parentId]).toEqual([undefined, undefined]);
  await expect(embeddedBy([])).rejects.toThrow('the feed has no product');
  await index.close();
});

it('knows what Shopify exports by its columns, with a byte order mark and without quotes', async () => {
  const path = join(await temporaryFolder(), 'products.csv');
  await writeFile(
    path,
    '\uFEFFHandle,Title,Variant Price,Image Src\napple,Apple,2.00,apple.webp\n',
  );
  expect(await readFeed(path)).toMatchObject([{ id: 'apple', price: 2, images: ['apple.webp'] }]);
  const merchant = join(await temporaryFolder(), 'feed.csv');
  await writeFile(merchant, 'id,title,handle_fee\na,Apple,1\n');
  expect(await readFeed(merchant)).toMatchObject([{ id: 'a', title: 'Apple' }]);
});

it('imports nothing of a feed that would leave a product out or mix two up', async () => {
  const folder = await temporaryFolder();
  const errorOf = async (feed: string): Promise<string> => {
    const path = join(folder, 'feed.csv');
    await writeFile(path, feed);
    try {
      itemsOf(await readFeed(path), images);
      return 'no error';
    } catch (error) {
      return (error as Error).message; // of ours
    }
  };
  expect(await errorOf('title,price\nApple,1\n')).toMatch('has no column "id"');
  expect(await errorOf('id,title\n,Apple\n')).toBe(
    'the feed has a row without id: {"title":"Apple"}',
  );
  expect(await errorOf('id,title\na,\n')).toBe('the feed has a row without title: {"id":"a"}');
  expect(await errorOf('id,title\na,Apple\na,Pear\n')).toBe(
    'the feed has the id a twice; give each variant its own',
  );
  expect(await errorOf('id,title,price\na,Apple,-5.00 EUR\n')).toBe(
    'the feed has the price "-5.00 EUR"; write it as 15.00 EUR',
  );
  expect(await errorOf('<?xml version="1.0"?><rss></rss>')).toMatch(
    /is XML; export the feed as \.tsv or \.csv$/,
  );
  for (const path of ['../secret.png', '/etc/secret.png', '//elsewhere/secret.png', 'a/../..'])
    expect(await errorOf(`id,title,image_link\na,Apple,${path}\n`), path).toBe(
      `the image ${path} of a is not below ${images}; name its folder by --images`,
    );
  expect(await errorOf(`id,title,image_link\na,Apple,${images}/images/a..b.png\n`)).toBe(
    'no error',
  );
});

it.each([
  ['15.00 EUR', 15],
  ['EUR 15', 15],
  ['$15.5', 15.5],
  ['15,50 €', 15.5],
  ['1,299.00', 1299],
  ['1.299,00 EUR', 1299],
  ['12 345,50 kr', 12_345.5],
  ['1.299.000 VND', 1_299_000],
  ['1,29,900.00 INR', 129_900],
  ['0.00 EUR', 0],
  ['  ', undefined],
])('reads the price %s', (text, amount) => {
  expect(amountOf(text)).toBe(amount);
});

it.each(['-3', '1e400', '0x10', 'free', 'NaN', '1,2,3', '5 - 10 EUR'])(
  'refuses the price %s',
  (text) => {
    expect(() => amountOf(text)).toThrow('write it as 15.00 EUR');
  },
);

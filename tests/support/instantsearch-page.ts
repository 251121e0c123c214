import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { createIndex } from '@nestvec/core';
import { createServer } from '@nestvec/server';
import { fakeEmbedder } from '@nestvec/testkit/embedder';
import { memoryStore } from '@nestvec/testkit/memory';
import { build } from 'vite';
import { bananaImage } from './shop-page.ts';
import { root } from './workspace.ts';

/** Which InstantSearch a page is made with. */
export type Flavor = 'javascript' | 'react' | 'vue';

/** A page of stock widgets, on a server of this machine. */
export interface InstantSearchPage {
  readonly url: string;
  /** Bytes of the image of `item-3`. */
  readonly image: Uint8Array;
  close(): Promise<void>;
}

/** Things in the shop; each has a brand of its own. */
const itemCount = 150;
const colors = ['red', 'green', 'blue'];
const sizes = ['S', 'M', 'L', 'XL'];

/** Serves the page of `__fixtures__/instantsearch` over an index that keeps what its widgets show. */
export async function openInstantSearchPage(flavor: Flavor): Promise<InstantSearchPage> {
  const embedder = fakeEmbedder();
  const index = await createIndex({
    embedder,
    store: memoryStore({ collection: 'shop' }),
    fields: {
      name: 'string',
      description: 'string',
      color: 'string',
      tags: 'string[]',
      brand: 'string',
      size: 'string',
      country: 'string',
      category_lvl0: 'string',
      category_lvl1: 'string',
      in_stock: 'boolean',
      price: 'number',
      weight: 'number',
      rating: 'number',
    },
    keyword: true,
  });
  const image = await readFile(bananaImage);
  await index.ingest(
    Array.from({ length: itemCount }, (_, i) => ({
      id: `item-${i}`,
      text: `thing ${i}`,
      ...(i === 3 ? { image } : {}),
      metadata: {
        name: `thing ${i}`,
        description: `one two three thing ${i} four five six seven`,
        color: colors[i % 3] ?? '',
        tags: [`by-${i % 2}`, `of-${i % 5}`],
        brand: `brand ${i}`,
        size: sizes[i % 4] ?? '',
        country: i % 2 === 0 ? 'AT' : 'IN',
        category_lvl0: i % 2 === 0 ? 'Home' : 'Garden',
        category_lvl1: i % 2 === 0 ? `Home > Room ${i % 6}` : `Garden > Bed ${i % 6}`,
        in_stock: i % 3 > 0,
        price: i,
        weight: i % 10,
        rating: i % 6,
      },
    })),
  );
  const server = createServer({
    indexes: { shop: index },
    publicIndexes: { shop: { fields: [...Object.keys(index.spec.fields), '$text'] } },
    page: await bundle(flavor),
  });
  const { url } = await server.listen({ port: 0 });
  await server.ready();
  return {
    url,
    image,
    async close() {
      await server.close();
      await index.close();
      await embedder.close();
    },
  };
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
};

/** The page as Vite bundles it, for `page` of a server, whose policy it then runs under. */
async function bundle(flavor: Flavor): Promise<{
  html: { type: string; bytes: Uint8Array };
  assets: Record<string, { type: string; bytes: Uint8Array }>;
}> {
  const out = await mkdtemp(join(tmpdir(), 'nestvec-instantsearch-'));
  const folder = join(root, 'tests/__fixtures__/instantsearch');
  try {
    await build({
      root: folder,
      base: '/page/',
      configFile: false,
      logLevel: 'error',
      define: { 'process.env.NODE_ENV': '"production"', __DEV__: 'false' },
      build: {
        outDir: out,
        assetsDir: '',
        modulePreload: { polyfill: false },
        rolldownOptions: { input: join(folder, `${flavor}.mjs`) },
      },
    });
    const names = await readdir(out);
    const script = names.find((name) => name.startsWith(flavor));
    await writeFile(
      join(out, 'index.html'),
      `<!doctype html><html lang="en"><meta charset="utf-8"><title>${flavor}</title><body><script type="module" src="/page/${script}"></script></body></html>`,
    );
    const files = await Promise.all(
      [...names, 'index.html'].map(async (name) => {
        const type = types[extname(name)] ?? 'application/octet-stream';
        return [name, { type, bytes: await readFile(join(out, name)) }] as const;
      }),
    );
    const { 'index.html': html, ...assets } = Object.fromEntries(files);
    if (html === undefined) throw new Error('no page');
    return { html, assets };
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createIndex, type JsonObject, type VectorIndex } from '@nestvec/core';
import { lancedb } from '@nestvec/lancedb';
import { root } from './workspace.ts';

const fields = {
  title: 'string',
  kind: 'string',
  brand: 'string',
  material: 'string',
  tags: 'string[]',
  note: 'string',
  price: 'number',
} as const;

/** What of the odd goods is shown. */
export const oddShown: readonly string[] = [...Object.keys(fields), '$text'];

interface OddGood {
  readonly metadata: JsonObject;
  readonly uri?: string;
}

const strange: readonly OddGood[] = [
  { metadata: { title: '<img src=x onerror=alert(1)> <b>bold</b>', note: 'a/b: "c" & <i>d</i>' } },
  { metadata: { title: 'حذاء أحمر Nike 42', note: '-5 °C' } },
  { metadata: { title: '🏳️‍🌈'.repeat(60) } },
  { metadata: { title: `${'long '.repeat(60)}${'x'.repeat(200)}`, price: 1e15 } },
  { metadata: { title: 'x'.repeat(500), brand: 'y'.repeat(500), price: -12.5 } },
  { metadata: { title: 1984, price: 0 } },
  { metadata: { title: '   ', price: 0.005 } },
  {
    metadata: { title: 'no such image' },
    uri: join(root, 'packages/cli/catalogue/images/gone.webp'),
  },
  { metadata: { title: null, tags: ['a', '🙂', 'حذاء'], material: '' } },
];

async function openOdd(collection: string, { embedder }: VectorIndex): Promise<VectorIndex> {
  const folder = await mkdtemp(join(tmpdir(), 'nestvec-odd-'));
  const store = lancedb({ uri: folder, collection });
  // Titles of any type are shown, so they are not declared.
  const { title: _, ...declared } = fields;
  const index = await createIndex({ embedder, store, fields: declared, keyword: true });
  await index.create();
  const close = async (): Promise<void> => {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { ...index, close };
}

/** An index that nothing is in. */
export async function fillEmptyShop(beside: VectorIndex): Promise<VectorIndex> {
  return await openOdd('empty', beside);
}

/** An index of goods as no one planned them: three facets of a thousand values each, markup, prices below nothing, images that are gone. */
export async function fillOddShop(beside: VectorIndex): Promise<VectorIndex> {
  const index = await openOdd('odd', beside);
  // All have the vectors of a thing in the other shop, which cost no inference.
  const include = { vectors: Object.keys(index.spec.vectors) };
  const [like] = await beside.store.get(['banana'], { include });
  if (like === undefined) throw new Error('the shop has no banana');
  const usual = Array.from({ length: 1000 }, (_, i): OddGood => {
    const [brand, material] = [`Brand ${i}`, `Material ${i}`];
    const title = `Thing ${String(i).padStart(4, '0')}`;
    return { metadata: { title, brand, material, tags: [`tag ${i}`], price: 1 + i } };
  });
  const goods = [
    ...strange.map((one) => ({ ...one, metadata: { kind: 'strange', ...one.metadata } })),
    ...usual,
  ];
  await index.store.upsert(
    goods.map(({ metadata, uri }, i) => ({
      id: `thing/${i}?#%`,
      vectors: like.vectors,
      text: 'its text',
      metadata,
      ...(uri === undefined ? {} : { uri }),
    })),
  );
  return index;
}

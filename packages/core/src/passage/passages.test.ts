import { describe, expect, it } from 'vitest';
import { invalid } from '../errors.ts';
import type { SourceFailure } from '../ingest/failure.ts';
import type { Item } from '../embedder/item.ts';
import type { DocumentEntry, SourceDocument } from './document.ts';
import { passageFacts } from './passage.ts';
import { type PassageOptions, passages } from './passages.ts';

const embedder: PassageOptions['embedder'] = {
  identity: {
    model: 'fake',
    revision: '1',
    weights: 'fp32',
    preprocessing: '1',
    maxTokens: 64,
    imagePolicy: 'crop',
    taskHandling: 'prefix',
    dimensions: 4,
  },
  measure: async (contents) =>
    contents.map((content) => ({
      tokens: 'text' in content ? Math.min(64, Math.ceil(content.text.length / 4) + 2) : 0,
      bytes: 0,
    })),
};

async function itemsOf(
  entries: readonly DocumentEntry[],
  options: Partial<PassageOptions> = {},
): Promise<(Item | SourceFailure)[]> {
  const items: (Item | SourceFailure)[] = [];
  for await (const item of passages(entries, { embedder, maxTokens: 16, ...options }))
    items.push(item);
  return items;
}

const handbook: SourceDocument = {
  kind: 'document',
  id: 'handbook.md',
  text: '# One\n\nfirst text\n\n# Two\n\nsecond text',
  headings: [
    { start: 0, end: 5, level: 1, title: 'One' },
    { start: 19, end: 24, level: 1, title: 'Two' },
  ],
  metadata: { language: 'en' },
  uri: '/docs/handbook.md',
  source: '/docs',
};

describe('passages', () => {
  it('say where they come from and what stands beside them', async () => {
    const [one, two] = await itemsOf([handbook]);
    expect(one).toEqual({
      id: expect.stringMatching(/^handbook\.md#[\da-f]{12}$/),
      text: '# One\n\nfirst text',
      metadata: {
        language: 'en',
        passage: { document: 'handbook.md', start: 0, end: 17, headings: ['One'], next: two?.id },
      },
      parentId: 'handbook.md',
      uri: '/docs/handbook.md',
      source: '/docs',
    });
    expect(two).toMatchObject({ metadata: { passage: { previous: one?.id, headings: ['Two'] } } });
  });

  it('keep their ids where another section is edited', async () => {
    const [one, two] = await itemsOf([handbook]);
    const text = handbook.text.replace('first', 'a new first');
    const headings = [handbook.headings?.[0], { start: 25, end: 30, level: 1, title: 'Two' }];
    const [editedOne, editedTwo] = await itemsOf([
      { ...handbook, text, headings: headings.filter((heading) => heading !== undefined) },
    ]);
    expect(editedOne?.id).not.toBe(one?.id);
    expect(editedTwo?.id).toBe(two?.id);
  });

  it('of the same text in one document are numbered', async () => {
    const text = 'Same same same same same same same same. '.repeat(3);
    const ids = (await itemsOf([{ ...handbook, text, headings: [] }], { overlapTokens: 0 })).map(
      ({ id }) => id,
    );
    expect(ids).toHaveLength(3);
    expect(ids[1]).toBe(`${ids[0]}-2`);
    expect(ids[2]).toBe(`${ids[0]}-3`);
  });

  it('hash the id of a document where it is too long for theirs', async () => {
    const [one] = await itemsOf([{ ...handbook, id: 'x'.repeat(500) }]);
    expect(one?.id).toMatch(/^[\da-f]{32}#[\da-f]{12}$/);
    expect(one).toMatchObject({ parentId: 'x'.repeat(500) });
  });

  it('have their images beside them, once each', async () => {
    const image = { image: '/docs/a.png', key: 'a.png', alt: ' a red shoe ', uri: '/docs/a.png' };
    const images = [
      { ...image, offset: 26 },
      { ...image, offset: 3 },
    ];
    const [one, two, itemOfImage, ...more] = await itemsOf([{ ...handbook, images }]);
    expect(more).toEqual([]);
    expect(one).toBeDefined();
    expect(itemOfImage).toMatchObject({
      id: expect.stringMatching(/^handbook\.md#image-[\da-f]{12}$/),
      image: '/docs/a.png',
      text: 'a red shoe',
      parentId: two?.id,
      uri: '/docs/a.png',
      metadata: { language: 'en', passage: { start: 26, end: 26, headings: ['Two'] } },
    });
    expect(await itemsOf([{ ...handbook, images }], { images: false })).toHaveLength(2);
  });

  it('of a document of images alone have the document as parent', async () => {
    const images = [{ image: Uint8Array.of(1), key: 'k', offset: 0 }];
    const [image] = await itemsOf([{ kind: 'document', id: 'scan.pdf', text: '', images }]);
    expect(image).toMatchObject({ parentId: 'scan.pdf' });
  });

  it('let items and failures through, and report what holds nothing', async () => {
    const item = { id: 'x', text: 'as it is' };
    const failure = { id: 'y', error: invalid('y', 'is broken') };
    const [first, second, third, fourth, ...more] = await itemsOf([
      item,
      failure,
      { kind: 'document', id: 'empty.pdf', text: ' \n', pages: [0] },
      { kind: 'document', id: 'empty.md', text: '' },
    ]);
    expect(first).toBe(item);
    expect(second).toBe(failure);
    const advice = '; if it is scanned, read its text (OCR) first';
    expect(third).toMatchObject({
      id: 'empty.pdf',
      error: { message: `empty.pdf: holds no text${advice}` },
      hides: [],
    });
    expect(fourth).toMatchObject({ error: { message: 'empty.md: holds no text' }, hides: [] });
    expect(more).toEqual([]);
  });

  it.each([
    ['metadata.passage of its own', { metadata: { passage: 3 } }, 'document.metadata.passage: is'],
    ['a text that is not a string', { text: 7 }, 'document.text: must be a string, got 7'],
    [
      'metadata that is not an object',
      { metadata: 'x' },
      'document.metadata: must be a JSON object',
    ],
  ])('are not made of a document with %s, which is a failure', async (_, change, message) => {
    const document = { kind: 'document', id: 'a.md', text: 'A text.', ...change } as SourceDocument;
    const [failure, next] = await itemsOf([document, { id: 'x', text: 'next' }]);
    expect(failure).toMatchObject({ id: 'a.md', hides: ['a.md'] });
    expect(failure).toHaveProperty('error.message', expect.stringContaining(message));
    expect(next).toMatchObject({ id: 'x' });
  });

  it('let what is not an entry at all through, for the ingest to report', async () => {
    const entries = [null, 'a text', 7] as unknown as SourceDocument[];
    expect(await itemsOf(entries, { cutItems: true })).toEqual(entries);
  });

  it('of items are made where it is wanted, unless they have an image', async () => {
    const text = 'Some words of a sentence. '.repeat(6);
    const row = { id: 'row', text, metadata: { price: 5 }, uri: 'a.csv', source: 's' };
    const shown = { id: 'shown', text, image: 'a.png' };
    const items = await itemsOf([row, shown], { cutItems: true });
    expect(items.length).toBeGreaterThan(3);
    expect(items.at(-1)).toBe(shown);
    for (const item of items.slice(0, -1))
      expect(item).toMatchObject({
        id: expect.stringMatching(/^row#/),
        parentId: 'row',
        metadata: { price: 5, passage: { document: 'row' } },
        uri: 'a.csv',
        source: 's',
      });
    expect(await itemsOf([row])).toEqual([row]);
  });

  it('refuse a limit that the model does not have', async () => {
    await expect(itemsOf([handbook], { maxTokens: 64 })).rejects.toThrow(
      'must be less than the 64 that fake reads, got 64',
    );
  });

  it('have facts that can be read back', async () => {
    const [one] = await itemsOf([handbook]);
    const metadata = one !== undefined && 'metadata' in one ? (one.metadata ?? {}) : {};
    expect(passageFacts(metadata)).toMatchObject({ start: 0, end: 17, headings: ['One'] });
    expect(passageFacts({ passage: { start: 'x' } })).toBeUndefined();
  });
});

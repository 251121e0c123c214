import {
  createIndex,
  joinPassages,
  passages,
  retrieve,
  type SourceDocument,
  type VectorIndex,
} from '@nestvec/core';
import { fakeEmbedder } from '@nestvec/testkit/embedder';
import { memoryStore } from '@nestvec/testkit/memory';
import { describe, expect, it } from 'vitest';

const sections = Array.from({ length: 12 }, (_, i) => ({
  title: `Section ${i}`,
  body: `Words of section ${i}${i === 7 ? ', and the zeppelin' : ''}. `
    .repeat(i === 7 ? 1 : 3)
    .trim(),
}));

function handbook(change: (body: string) => string = (body) => body): SourceDocument {
  let text = '';
  const headings = sections.map(({ title, body }) => {
    const start = text.length;
    text += `# ${title}`;
    const end = text.length;
    text += `\n\n${change(body)}\n\n`;
    return { start, end, level: 1, title };
  });
  const image = { image: new Uint8Array([7]), key: 'seven', alt: 'an airship' };
  const images = [{ ...image, offset: text.indexOf('zeppelin') }];
  return { kind: 'document', id: 'handbook', text, headings, images, uri: '/docs/handbook.md' };
}

async function filled(document: SourceDocument): Promise<VectorIndex> {
  const embedder = fakeEmbedder({ model: 'nestvec/mini-clip', dimensions: 256 });
  const index = await createIndex({
    embedder,
    store: memoryStore({ collection: 'docs' }),
    keyword: true,
  });
  const report = await index.ingest(passages([document], { embedder, maxTokens: 32 }));
  expect(report).toMatchObject({ failed: 0, truncated: 0, repeated: 0 });
  return index;
}

describe('retrieve, from ingested documents', () => {
  it('finds a passage by its own text, with its place and its neighbors', async () => {
    const document = handbook();
    const index = await filled(document);
    const [, seventh = ''] = /(# Section 7\n\n[^#]*)\n\n/.exec(document.text) ?? [];
    const { passages: found } = await retrieve(index, seventh, {
      over: 'text',
      limit: 1,
      words: false,
      neighbors: 1,
    });
    expect(found).toMatchObject([
      { text: seventh, uri: '/docs/handbook.md', facts: { headings: ['Section 7'] } },
    ]);
    const [passage] = found;
    if (passage === undefined) throw new Error('nothing was found');
    expect(document.text.slice(passage.facts?.start, passage.facts?.end)).toBe(seventh);
    expect(passage.before).toMatchObject([{ facts: { headings: ['Section 6'] } }]);
    expect(passage.after).toMatchObject([{ facts: { headings: ['Section 8'] } }]);
    const whole = joinPassages([...passage.before, passage, ...passage.after]);
    expect(whole).toContain(seventh);
  });

  it('finds by a word what the vectors do not know', async () => {
    const index = await filled(handbook());
    const ranks = async (words: boolean): Promise<number> => {
      const options = { over: 'text', limit: 12, candidates: 12, words } as const;
      const { passages: found } = await retrieve(index, 'zeppelin', options);
      return found.findIndex(({ text }) => text.includes('zeppelin'));
    };
    const [blind, fused] = [await ranks(false), await ranks(true)];
    expect(blind).toBeGreaterThan(0);
    expect(fused).toBe(0);
  });

  it('finds a passage by the image in it', async () => {
    const index = await filled(handbook());
    const query = { image: new Uint8Array([7]) };
    const { passages: found } = await retrieve(index, query, { over: 'image', limit: 1 });
    expect(found).toMatchObject([
      {
        modality: 'image',
        facts: { headings: ['Section 7'] },
        images: [{ alt: 'an airship' }],
        text: expect.stringContaining('zeppelin'),
      },
    ]);
  });

  it('leaves the records of other sections as they are where one is edited', async () => {
    const idsOf = async (index: VectorIndex): Promise<Set<string>> => {
      const ids = new Set<string>();
      for await (const { records } of index.store.scan()) for (const { id } of records) ids.add(id);
      return ids;
    };
    const before = await idsOf(await filled(handbook()));
    const edited = handbook((body) => body.replace('Words of section 3', 'Other words of 3'));
    const after = await idsOf(await filled(edited));
    expect(after.difference(before).size).toBe(before.difference(after).size);
    expect(after.difference(before).size).toBeLessThanOrEqual(2);
    expect(after.difference(before).size).toBeGreaterThan(0);
  });
});

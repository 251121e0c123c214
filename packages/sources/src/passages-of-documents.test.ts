import { chunk, type SourceDocument } from '@nestvec/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { seed, seeded } from '@nestvec/testkit';
import { collect } from './__fixtures__/collect.ts';
import { readDocument } from './read-document.ts';

const words = [
  'shoe',
  'ภาษาไทย',
  '今天天气。',
  'مرحبا',
  '👩‍👩‍👧‍👦',
  'e\u0301',
  'a'.repeat(90),
  '& <b>',
  '`x`',
  '*y*',
];
const sentence = fc
  .array(fc.constantFrom(...words), { minLength: 1, maxLength: 12 })
  .map((list) => list.join(' '));
const lineEnd = fc.constantFrom('\n', '\r\n');

const markdownBlock = fc.oneof(
  sentence,
  fc
    .tuple(fc.integer({ min: 1, max: 6 }), sentence)
    .map(([level, text]) => `${'#'.repeat(level)} ${text}`),
  sentence.map((text) => `${text}\n---`),
  sentence.map((text) => `> # ${text}`),
  sentence.map((text) => `- ${text}\n  - ${text}`),
  sentence.map((text) => `\`\`\`\n# ${text}\n\`\`\``),
  fc.constant('![alt](a.png) text <img src="b.png">'),
  fc.constant('<div>\n<img src="c.png">\n</div>'),
);

const htmlBlock = fc.oneof(
  sentence.map((text) => `<p>${text}</p>`),
  fc
    .tuple(fc.integer({ min: 1, max: 6 }), sentence)
    .map(([level, text]) => `<h${level}>${text}</h${level}>`),
  sentence.map((text) => `<ul><li>${text}<li><img src="a.png">${text}</ul>`),
  sentence.map((text) => `<pre>  ${text}\n</pre>`),
  sentence.map((text) => `<table><tr><td>${text}<td>${text}</table>`),
);

async function expectSound(document: SourceDocument): Promise<void> {
  const { text, headings = [], images = [] } = document;
  let last = 0;
  for (const { start, end } of headings) {
    expect(start).toBeGreaterThanOrEqual(last);
    expect(end).toBeGreaterThanOrEqual(start);
    last = end;
  }
  expect(last).toBeLessThanOrEqual(text.length);
  for (const { offset } of images) expect(offset).toBeLessThanOrEqual(text.length);
  const count = async (texts: readonly string[]): Promise<number[]> =>
    texts.map((piece) => Math.ceil(piece.length / 4) + 2);
  const units = text.split('');
  for (const piece of await collect(chunk(document, { count, maxTokens: 24, overlapTokens: 6 }))) {
    expect(text.slice(piece.start, piece.end)).toBe(piece.text);
    expect(Math.ceil(piece.text.length / 4) + 2).toBeLessThanOrEqual(24);
    units.fill(' ', piece.start, piece.end);
  }
  expect(units.join('').trim()).toBe('');
}

it(
  seeded('nothing of any Markdown is lost on the way to its passages'),
  async () => {
    const anyMarkdown = fc
      .tuple(fc.array(markdownBlock, { maxLength: 12 }), lineEnd, fc.boolean())
      .map(([blocks, end, front]) =>
        `${front ? '---\ntitle: x\n---\n' : ''}${blocks.join('\n\n')}`.replaceAll('\n', end),
      );
    await fc.assert(
      fc.asyncProperty(anyMarkdown, async (content) => {
        const document = await readDocument(content, { id: 'a', format: 'markdown' });
        expect(document.text).toBe(content);
        await expectSound(document);
      }),
      { seed, numRuns: 200 },
    );
  },
  60_000,
);

it(
  seeded('nothing of any page is lost on the way to its passages'),
  async () => {
    const anyPage = fc.array(htmlBlock, { maxLength: 12 }).map((blocks) => blocks.join('\n'));
    await fc.assert(
      fc.asyncProperty(anyPage, async (content) => {
        const document = await readDocument(content, { id: 'a', format: 'html' });
        const titled = document.headings?.filter(({ start, end, title }) => {
          return document.text.slice(start, end) !== title;
        });
        expect(titled).toEqual([]);
        await expectSound(document);
      }),
      { seed, numRuns: 200 },
    );
  },
  60_000,
);

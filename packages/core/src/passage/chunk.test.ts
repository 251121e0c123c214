import { modelDirectory } from '@nestvec/mini-clip';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seed, seeded } from '../__fixtures__/seed.ts';
import { onnx } from '../onnx/onnx.ts';
import { anyText, sentences } from './__fixtures__/texts.ts';
import { type Chunk, chunk, type ChunkOptions } from './chunk.ts';
import { type CountTokens, tokenCounter } from './count-tokens.ts';
import type { DocumentHeading } from './document.ts';

type Texts = Parameters<typeof chunk>[0];

async function chunks(document: Texts, options: Partial<ChunkOptions> = {}): Promise<Chunk[]> {
  const all: Chunk[] = [];
  for await (const one of chunk(document, { count: byUnits, maxTokens: 16, ...options }))
    all.push(one);
  return all;
}

/** Four UTF-16 code units are a token, and two are special. */
const byUnits: CountTokens = async (texts) => texts.map((text) => Math.ceil(text.length / 4) + 2);
const byCodePoints: CountTokens = async (texts) => texts.map((text) => codePoints(text) + 2);
/** One that stops at what its model reads. */
const saturating: CountTokens = async (texts) =>
  texts.map((text) => Math.min(40, codePoints(text) + 2));
const codePoints = (text: string): number => Array.from(text).length;
const counters = { byUnits, byCodePoints, saturating };

const embedder = await onnx({ directory: modelDirectory });
const real = tokenCounter(embedder);

function markdownHeadings(text: string): DocumentHeading[] {
  return [...text.matchAll(/^(#+) (.*)$/gm)].map(({ index, 0: line, 1: marks, 2: title }) => ({
    start: index,
    end: index + line.length,
    level: marks?.length ?? 1,
    title: title ?? '',
  }));
}

/** The text in which everything that a chunk holds is blanked out. */
function leftOut(text: string, all: readonly Chunk[]): string {
  const units = text.split('');
  for (const { start, end } of all) units.fill(' ', start, end);
  return units.join('').trim();
}

function expectSound(text: string, all: readonly Chunk[]): void {
  for (const one of all) {
    expect(text.slice(one.start, one.end)).toBe(one.text);
    expect(one.text.trim()).toBe(one.text);
    expect(one.text).not.toBe('');
  }
  expect(leftOut(text, all)).toBe('');
  const starts = all.map(({ start }) => start);
  expect(starts).toEqual(starts.toSorted((a, b) => a - b));
  const ends = all.map(({ end }) => end);
  expect(new Set(ends).size).toBe(ends.length);
}

describe('chunk, in any script', () => {
  it.each(Object.entries(counters))(
    seeded('loses nothing, keeps the limit and gives exact offsets (%s)'),
    async (_, count) => {
      await fc.assert(
        fc.asyncProperty(
          anyText,
          fc.integer({ min: 16, max: 39 }),
          fc.integer({ min: 0, max: 8 }),
          async (text, maxTokens, overlapTokens) => {
            const all = await chunks({ text }, { count, maxTokens, overlapTokens });
            expectSound(text, all);
            const tokens = await count(all.map((one) => one.text));
            expect(Math.max(0, ...tokens)).toBeLessThanOrEqual(maxTokens);
          },
        ),
        { seed, numRuns: 150 },
      );
    },
    60_000,
  );

  it(
    seeded('holds for the tokens of a real model'),
    async () => {
      await fc.assert(
        fc.asyncProperty(anyText, fc.integer({ min: 16, max: 80 }), async (text, maxTokens) => {
          const all = await chunks({ text }, { count: real, maxTokens, overlapTokens: 8 });
          expectSound(text, all);
          const tokens = await real(all.map((one) => one.text));
          expect(Math.max(0, ...tokens)).toBeLessThanOrEqual(maxTokens);
        }),
        { seed, numRuns: 60 },
      );
    },
    60_000,
  );

  it.each(sentences.filter((text) => text.trim() !== '' && text !== '\ud83d'))(
    'cuts a long text of %j',
    async (part) => {
      const text = part.repeat(60);
      const all = await chunks({ text }, { count: real, maxTokens: 32 });
      expectSound(text, all);
      expect(all.length).toBeGreaterThan(1);
    },
  );

  it.each(['a'.repeat(2 ** 20), '象'.repeat(2 ** 18), `e${'\u0301'.repeat(2 ** 18)}`])(
    'cuts a single word of a megabyte',
    async (text) => {
      const all = await chunks({ text }, { count: byUnits, maxTokens: 256, overlapTokens: 32 });
      expectSound(text, all);
      expect(all.every((one) => one.text.length <= 254 * 4)).toBe(true);
    },
    60_000,
  );
});

describe('where chunks end', () => {
  it('ends them with sentences where these fit', async () => {
    const text = 'One two three four. Five six seven eight. Nine ten eleven. Twelve is last.';
    const all = await chunks({ text });
    expect(all.map((one) => one.text)).toEqual([
      'One two three four. Five six seven eight.',
      'Nine ten eleven. Twelve is last.',
    ]);
  });

  it('prefers the end of a paragraph to that of a later sentence', async () => {
    const text = 'One two three four five six.\n\nSeven. Eight nine ten eleven twelve thirteen.';
    const [first] = await chunks({ text });
    expect(first?.text).toBe('One two three four five six.');
  });

  it('takes a line that only wraps for no end of a sentence', async () => {
    const text = 'one two three four five\nsix seven eight nine. Ten eleven\ntwelve thirteen.';
    const [first] = await chunks({ text });
    expect(first?.text).toBe('one two three four five\nsix seven eight nine.');
  });

  it('ends with words within a sentence that is too long, in Thai by its dictionary', async () => {
    const words = [...new Intl.Segmenter('th', { granularity: 'word' }).segment('ภาษาไทยเขียนติดกัน')];
    const text = words
      .map(({ segment }) => segment)
      .join('')
      .repeat(20);
    const starts = new Set(
      [...new Intl.Segmenter('th', { granularity: 'word' }).segment(text)].map(
        ({ index }) => index,
      ),
    );
    const all = await chunks({ text });
    expect(all.length).toBeGreaterThan(3);
    expect(all.every(({ start }) => starts.has(start))).toBe(true);
  });

  it('keeps together what a reader takes for one character', async () => {
    const all = await chunks({ text: '👩‍👩‍👧‍👦'.repeat(40) });
    expect(all.every((one) => one.text.startsWith('👩') && one.text.endsWith('👦'))).toBe(true);
  });

  it('repeats whole sentences within the overlap', async () => {
    const text = Array.from({ length: 8 }, (_, i) => `Sentence ${i} ends.`).join(' ');
    const all = await chunks({ text }, { overlapTokens: 7 });
    expect(all.length).toBeGreaterThan(2);
    for (const [index, one] of all.entries()) {
      const before = all[index - 1];
      if (before === undefined) continue;
      expect(before.text.endsWith(text.slice(one.start, before.end))).toBe(true);
      expect(one.start).toBeLessThan(before.end);
      expect(one.text.startsWith('Sentence')).toBe(true);
    }
  });

  it('repeats nothing where the space behind it takes the room of what comes next', async () => {
    const text = `aa bb cc dd eee${' '.repeat(12)}ff gg hh ii jj kk`;
    const all = await chunks({ text }, { count: byCodePoints, overlapTokens: 8 });
    expectSound(text, all);
    const tokens = await byCodePoints(all.map((one) => one.text));
    expect(Math.max(...tokens)).toBeLessThanOrEqual(16);
  });

  it('leaves no scrap at the end of a section', async () => {
    const [first, last, ...more] = await chunks({ text: `${'wordy '.repeat(9)}and。` });
    expect(more).toEqual([]);
    expect(first?.text.length).toBeGreaterThan(20);
    expect(last?.text.length).toBeGreaterThan(20);
    const marks = await chunks({ text: `${'猫'.repeat(56)}。` });
    expect(marks.map((one) => one.text.length)).toEqual([35, 22]);
  });

  it('fills them well where the text allows it', async () => {
    const text = sentences[0]?.repeat(300) ?? '';
    const all = await chunks({ text }, { count: real, maxTokens: 128 });
    const tokens = await real(all.slice(0, -1).map((one) => one.text));
    expect(Math.min(...tokens)).toBeGreaterThan(128 * 0.6);
  });
});

describe('sections', () => {
  const text = '# A\n\nalpha\n\n## B\n\n### C\n\ngamma\n\n# D\n\ndelta';
  const headings = markdownHeadings(text);

  it('never share a chunk, and say the headings above', async () => {
    const all = await chunks({ text, headings });
    expect(all.map((one) => [one.text, one.headings])).toEqual([
      ['# A\n\nalpha', ['A']],
      ['## B\n\n### C\n\ngamma', ['A', 'B', 'C']],
      ['# D\n\ndelta', ['D']],
    ]);
  });

  it('are cut by themselves, so an edit in one changes no other', async () => {
    const long = sentences[0]?.repeat(20) ?? '';
    const before = `# A\n\n${long}\n\n# B\n\n${long}`;
    const after = `# A\n\nNew words here. ${long}\n\n# B\n\n${long}`;
    const ofB = async (whole: string): Promise<string[]> =>
      (await chunks({ text: whole, headings: markdownHeadings(whole) }))
        .filter((one) => one.headings[0] === 'B')
        .map((one) => one.text);
    expect(await ofB(after)).toEqual(await ofB(before));
  });

  it('end at pages, which are counted from 1', async () => {
    const all = await chunks({ text: 'one\ntwo\nthree', pages: [0, 4, 8] });
    expect(all.map(({ text: page, page: number }) => [page, number])).toEqual([
      ['one', 1],
      ['two', 2],
      ['three', 3],
    ]);
  });

  it('count empty pages', async () => {
    const all = await chunks({ text: 'one\n\n\nfour', pages: [0, 4, 5, 6] });
    expect(all.map(({ page }) => page)).toEqual([1, 4]);
  });

  it('under headings on pages keep both', async () => {
    const whole = '# A\nx\ny\n# B\nz';
    const all = await chunks({ text: whole, headings: markdownHeadings(whole), pages: [0, 6] });
    expect(all.map(({ headings: path, page }) => [path.join(), page])).toEqual([
      ['A', 1],
      ['A', 2],
      ['B', 2],
    ]);
  });
});

describe('limits', () => {
  it.each([
    [{ maxTokens: 15 }, 'maxTokens'],
    [{ maxTokens: 20.5 }, 'maxTokens'],
    [{ maxTokens: 20, overlapTokens: 11 }, 'overlapTokens'],
    [{ overlapTokens: -1 }, 'overlapTokens'],
  ])('%j are refused', async (options, field) => {
    await expect(chunks({ text: 'x' }, options)).rejects.toMatchObject({
      code: 'invalid-input',
      details: { field },
    });
  });
});

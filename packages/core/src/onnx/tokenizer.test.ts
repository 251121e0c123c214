import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { isNestvecError } from '../errors.ts';
import { modelDirectories, readGolden } from './__fixtures__/golden.ts';
import { clipSides } from './__fixtures__/clip-sides.ts';
import { openTokenizer } from './tokenizer.ts';

const ids = z.array(z.array(z.number()));
const golden = readGolden(
  'tokens.json',
  z.object({
    maxTokens: z.number(),
    tokenizers: z.record(z.string(), z.string()),
    texts: z.array(z.array(z.tuple([z.string(), z.number()]))),
    tiny: ids,
    'mini-clip': ids,
  }),
);
const texts = golden.texts.map((pieces) =>
  pieces.map(([piece, times]) => piece.repeat(times)).join(''),
);

describe.each(['tiny', 'mini-clip'] as const)('token ids of %s', (model) => {
  const directory = modelDirectories[model];

  it('belong to the tokenizer that the golden file was made with (else run golden/make-golden.py)', () => {
    const file = readFileSync(`${directory}/tokenizer.json`);
    expect(createHash('sha256').update(file).digest('hex')).toBe(golden.tokenizers[model]);
  });

  it('equal those of Python for every text, one by one and as one batch', async () => {
    const tokenizer = await openTokenizer({ ...clipSides(32, 32), directory }, golden.maxTokens);
    const encoded = await tokenizer.encode(texts, '');
    expect(encoded.length).toBe(golden[model].length);
    for (const [index, text] of texts.entries()) {
      const [alone] = await tokenizer.encode([text], '');
      for (const tokens of [encoded[index], alone]) {
        const found = isNestvecError(tokens) ? [0, 2] : tokens?.ids;
        expect(found, JSON.stringify(text.slice(0, 60))).toEqual(golden[model][index]);
      }
    }
  }, 120_000);
});

it('the golden texts are more than 500 in more than 30 scripts', () => {
  const scripts =
    'Latin Greek Cyrillic Armenian Georgian Hebrew Arabic Syriac Thaana Devanagari Bengali Gurmukhi Gujarati Oriya Tamil Telugu Kannada Malayalam Sinhala Thai Lao Khmer Myanmar Tibetan Ethiopic Han Hiragana Katakana Hangul Cherokee Canadian_Aboriginal Ol_Chiki Gothic Runic Tifinagh';
  const missing = scripts
    .split(' ')
    .filter((script) => !texts.some((text) => new RegExp(`\\p{Script=${script}}`, 'u').test(text)));
  expect(missing).toEqual([]);
  expect(scripts.split(' ').length).toBeGreaterThan(30);
  expect(texts.length).toBeGreaterThan(500);
});

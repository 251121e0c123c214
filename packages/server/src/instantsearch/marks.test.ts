import { expect, it } from 'vitest';
import { createMarker } from './marks.ts';
import { snippetOf } from './snippet.ts';

it.each([
  ['red', 'a Red shoe', 'a [Red] shoe', 'full'],
  ['red shoe', 'a red hat', 'a [red] hat', 'partial'],
  ['red', 'redder, bored', 'redder, bored', 'none'],
  ['red', 'red-red red.', '[red]-[red] [red].', 'full'],
  ['über', 'Über, ÜBER', '[Über], [ÜBER]', 'full'],
  ['réd', 're\u0301d', 're\u0301d', 'none'],
  ['赤い靴', '赤い靴です', '[赤い][靴]です', 'full'],
  ['X-100', 'the x-100 and x 100', 'the [x-100] and [x] [100]', 'full'],
  ['a.b (c|d) .* [x', 'a.b (c|d) .* [x', '[a.b] ([c]|[d]) .* [[x]', 'full'],
  ['', 'a red shoe', 'a red shoe', 'none'],
  ['?!', 'a red ?!', 'a red ?!', 'none'],
] as const)('marks %j in %j', (query, text, value, matchLevel) => {
  expect(createMarker(query, '[', ']').mark(text)).toMatchObject({ value, matchLevel });
});

it('leaves tags, marks of replacement and markup of a text as they are', () => {
  const marker = createMarker('red', '$&<', '$1>');
  expect(marker.mark('<b>red</b> $&').value).toBe('<b>$&<red$1></b> $&');
});

const thirty = Array.from({ length: 30 }, (_, i) => `w${i}`).join(' ');

it.each([
  ['w20', thirty, 5, '…w18 w19 [w20] w21 w22…'],
  ['w0', thirty, 3, '[w0] w1 w2…'],
  ['w29', thirty, 3, '…w27 w28 [w29]'],
  ['none', thirty, 2, 'w0 w1…'],
  ['w1', 'w1 w2', 10, '[w1] w2'],
  ['w1', '', 10, ''],
  ['w1', '(w1) w2.', 2, '([w1]) w2.'],
] as const)('cuts around %j', (query, text, words, value) => {
  const marker = createMarker(query, '[', ']');
  expect(snippetOf(text, { words, ellipsis: '…' }, marker).value).toBe(value);
});

it('cuts a long text without reading all of it', () => {
  const marker = createMarker('needle', '[', ']');
  const text = `${'hay '.repeat(100_000)}needle ${'hay '.repeat(100_000)}`;
  expect(snippetOf(text, { words: 3, ellipsis: '…' }, marker).value).toBe('…hay [needle] hay…');
});

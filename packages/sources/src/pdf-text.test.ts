import { beforeAll, describe, expect, it } from 'vitest';
import { at, drawnPdf, hex, namedFont, ownFont, type PdfObject } from './__fixtures__/drawn-pdf.ts';
import { readDocument } from './read-document.ts';

// The thread and PDFium take a while to start on a busy machine.
beforeAll(async () => {
  await readDocument(drawnPdf(['']), { id: 'a.pdf', format: 'pdf' });
}, 60_000);

async function read(file: Uint8Array): ReturnType<typeof readDocument> {
  return await readDocument(file, { id: 'folder/a.pdf', format: 'pdf' });
}

async function textOf(file: Uint8Array): Promise<string> {
  return (await read(file)).text.trim();
}

async function failuresOf(file: Uint8Array): Promise<string[]> {
  return ((await read(file)).failures ?? []).map(({ error }) => error.message);
}

const lines = (x: number, name: string): string =>
  [0, 1, 2, 3].map((line) => at(x, 700 - 14 * line, `${name} column, line ${line}`)).join('');

/** Glyphs of an own font side by side, the first one on the left. */
function glyphs(x: number, y: number, codes: readonly number[]): string {
  return codes.map((code, index) => at(x + 12 * index, y, `<${hex(code)}>`, 12, 'F2')).join('');
}

describe('the text of a PDF', () => {
  it('of two columns is one column after the other, whichever is drawn first', async () => {
    const byLine = [0, 1, 2, 3]
      .map(
        (line) =>
          at(320, 700 - 14 * line, `right column, line ${line}`) +
          at(50, 700 - 14 * line, `left column, line ${line}`),
      )
      .join('');
    const expected = ['left', 'right'].flatMap((name) =>
      [0, 1, 2, 3].map((line) => `${name} column, line ${line}`),
    );
    expect(await textOf(drawnPdf([byLine]))).toBe(expected.join('\n'));
    expect(await textOf(drawnPdf([lines(50, 'left') + lines(320, 'right')]))).toBe(
      expected.join('\n'),
    );
  });

  it('of two columns in Korean is read likewise, where one is short', async () => {
    const korean = { objects: namedFont('UniKS-UCS2-H', 'Korea1'), fonts: '/F2 4 0 R' };
    const line = (x: number, row: number, text: string): string =>
      at(x, 700 - 14 * row, `<${Buffer.from(text, 'utf16le').swap16().toString('hex')}>`, 10, 'F2');
    const left = [0, 1, 2, 3, 4, 5].map((row) => `${row} 방수 신발은 기름을 먹인 가죽`);
    const right = ['오른쪽 기름을 먹인 것을', '가죽으로 만들며 할', '수 있다.'];
    const drawn = [
      ...left.map((text, row) => line(50, row, text)),
      ...right.map((text, row) => line(320, row, text)),
    ];
    const text = await textOf(drawnPdf([drawn.join('')], korean));
    expect(text.split('\n').filter((read) => read !== '')).toEqual([...left, ...right]);
  });

  it('without the shapes of its font is read as often as it stands there', async () => {
    const korean = { objects: namedFont('UniKS-UCS2-H', 'Korea1'), fonts: '/F2 4 0 R' };
    const cell = (x: number, y: number, text: string): string =>
      at(x, y, `<${Buffer.from(text, 'utf16le').swap16().toString('hex')}>`, 10, 'F2');
    const rows = [0, 1, 2, 3, 4, 5, 6, 7].map(
      (row) => at(50, 700 - 20 * row, `row ${row}`) + cell(150, 700 - 20 * row, '있음 예'),
    );
    expect((await textOf(drawnPdf([rows.join('')], korean))).split('\n')).toEqual(
      rows.map((_, row) => `row ${row} 있음 예`),
    );
  });

  it('has what spans both columns before them and after them', async () => {
    const spanning = at(
      50,
      730,
      'A title that is as wide as both of the columns below it are together',
      14,
    );
    const below = at(
      50,
      620,
      'A line below that is as wide as both of the columns above it together are',
    );
    const text = await textOf(
      drawnPdf([below + lines(320, 'right') + lines(50, 'left') + spanning]),
    );
    expect(
      text
        .replace(/\n+/g, '\n')
        .split('\n')
        .map((line) => line.slice(0, 12)),
    ).toEqual([
      'A title that',
      ...Array.from({ length: 4 }, () => 'left column,'),
      ...Array.from({ length: 4 }, () => 'right column'),
      'A line below',
    ]);
  });

  it('of a table is row by row, also where it is drawn by columns', async () => {
    const columns = [
      [50, ['Name', 'Violin', 'Banana']],
      [200, ['Price', '120', '1']],
      [350, ['Stock', '4', '900']],
    ] as const;
    const drawn = columns.flatMap(([x, cells]) =>
      cells.map((cell, row) => at(x, 700 - 20 * row, cell)),
    );
    expect(await textOf(drawnPdf([drawn.join('')]))).toBe(
      'Name Price Stock\nViolin 120 4\nBanana 1 900',
    );
  });

  it('keeps a cell beside two lines out from between them', async () => {
    const drawn =
      at(50, 693, '7') +
      at(100, 700, 'a cell of two lines,') +
      at(100, 686, 'of which this is the second') +
      at(400, 693, '120');
    expect(await textOf(drawnPdf([drawn]))).toBe(
      '7 a cell of two lines,\nof which this is the second 120',
    );
  });

  it('has a space between words that are drawn apart, and none within one that is drawn in parts', async () => {
    const apart = at(50, 700, 'every') + at(83, 700, 'word') + at(112, 700, 'alone');
    expect(await textOf(drawnPdf([apart]))).toBe('every word alone');
    expect(await textOf(drawnPdf([at(350, 700, 'right') + at(50, 700, 'left')]))).toBe(
      'left right',
    );
    const kerned = 'BT /F1 12 Tf 50 700 Td [(V) 80 (io) -20 (lin)] TJ ET';
    expect(await textOf(drawnPdf([kerned]))).toBe('Violin');
  });

  it('keeps an exponent on its line, apart from the number', async () => {
    const drawn = at(50, 700, 'It has 10') + at(97, 705, '3', 8) + at(105, 700, 'parts');
    expect(await textOf(drawnPdf([drawn]))).toBe('It has 10 3 parts');
  });

  it('takes codes that a font does not explain for ASCII where they read like words', async () => {
    const drawn = (text: string): Buffer => {
      const letters = Array.from(new Set(text)).filter((letter) => letter !== ' ');
      const names = letters.map((letter) => `${letter.charCodeAt(0)} /g${letter.charCodeAt(0)}`);
      const procs = letters.map((letter) => `/g${letter.charCodeAt(0)} 5 0 R`);
      const type3 = `<< /Type /Font /Subtype /Type3 /FontBBox [0 0 10 10] /FontMatrix [0.1 0 0 0.1 0 0] /CharProcs << ${procs.join(' ')} >> /Encoding << /Type /Encoding /Differences [${names.join(' ')}] >> /FirstChar 32 /LastChar 126 /Widths [${'10 '.repeat(95)}] >>`;
      return drawnPdf([at(50, 700, text, 12, 'F2')], {
        objects: [type3, { entries: '', data: '10 0 0 0 10 10 d1 0 0 8 8 re f' }],
        fonts: '/F2 4 0 R',
      });
    };
    expect(await textOf(drawn('plain words of text'))).toBe('plain words of text');
    expect(await failuresOf(drawn('7KH SODLQ ZRUGV'))).toEqual([
      'folder/a.pdf: page 1: has 13 of 13 characters without Unicode, which are left out; read the page by OCR',
    ]);
  });

  it.each([
    ['a hyphen', 'the ship-', 'ping of goods', 'the shipping of goods'],
    ['a soft hyphen', 'the ship\u00ad', 'ping of goods', 'the shipping of goods'],
    [
      'a hyphen before a capital, which stays',
      'from Nord-',
      'Deutschland',
      'from Nord-Deutschland',
    ],
    [
      'a hyphen for a part that follows',
      'Vor- und Haupt-',
      'und Nebensatz',
      'Vor- und Haupt-\nund Nebensatz',
    ],
  ])('joins words at the end of a line: %s', async (_, first, second, expected) => {
    expect(await textOf(drawnPdf([at(50, 700, first) + at(50, 686, second)]))).toBe(expected);
  });

  it('has an empty line between paragraphs and none within', async () => {
    const drawn = [0, 1, 2, 4, 5, 6]
      .map((line) => at(50, 700 - 14 * line, `line ${line}`))
      .join('');
    expect(await textOf(drawnPdf([drawn]))).toBe(
      'line 0\nline 1\nline 2\n\nline 4\nline 5\nline 6',
    );
  });

  const cells = (...texts: readonly (readonly [x: number, y: number, text: string])[]): Buffer =>
    drawnPdf([texts.map(([x, y, text]) => at(x, y, text)).join('')]);
  it.each([
    [
      'stand at the middle of a longer one',
      cells(
        [50, 686, 'Cable'],
        [150, 700, 'A long text of which'],
        [150, 686, 'some lines are in a'],
        [150, 672, 'cell'],
        [400, 686, '12.00'],
        [50, 630, 'Plug'],
        [150, 637, 'Another text that has'],
        [150, 623, 'two'],
        [400, 630, '7.00'],
      ),
      'Cable A long text of which\nsome lines are in a\ncell 12.00\n\nPlug Another text that has\ntwo 7.00',
    ],
    [
      'stand at the middle of five lines and of four',
      cells(
        [50, 672, 'Cable'],
        ...[0, 1, 2, 3, 4].map((line) => [150, 700 - 14 * line, `the text ${line}`] as const),
        ...[0, 1, 2, 3].map((line) => [300, 693 - 14 * line, `its note ${line}`] as const),
      ),
      'Cable the text 0\nthe text 1\nthe text 2\nthe text 3\nthe text 4 its note 0\nits note 1\nits note 2\nits note 3',
    ],
    [
      'stand close beside the middle of two and four lines',
      cells(
        [50, 693, '1'],
        [61, 700, 'A long text of which'],
        [61, 686, 'some lines are here'],
        [180, 693, '12'],
        [50, 630, '2'],
        [61, 651, 'Another text that has'],
        [61, 637, 'four lines, as may be'],
        [61, 623, 'seen here, and is not'],
        [61, 609, 'longer'],
        [180, 630, '7'],
      ),
      '1 A long text of which\nsome lines are here 12\n\n2 Another text that has\nfour lines, as may be\nseen here, and is not\nlonger 7',
    ],
    [
      'begin at one height',
      cells(
        [50, 700, 'The first problem of'],
        [50, 686, 'this machine is noise'],
        [250, 700, 'Oil it at the left side'],
        [250, 686, 'and then at the right'],
        [250, 672, 'side'],
        [50, 644, 'It does not start when'],
        [50, 630, 'it is cold'],
        [250, 644, 'Warm it up for at least'],
        [250, 630, 'ten minutes'],
        [50, 602, 'It stops'],
        [250, 602, 'Call us'],
      ),
      'The first problem of\nthis machine is noise Oil it at the left side\nand then at the right\nside\n\nIt does not start when\nit is cold Warm it up for at least\nten minutes\n\nIt stops Call us',
    ],
    [
      'begin at one height and are not set apart from the next',
      cells(
        [50, 700, 'Cable'],
        [150, 700, 'A long text of which'],
        [150, 686, 'some lines are in a'],
        [150, 672, 'cell'],
        [300, 700, 'red and blue'],
        [300, 686, 'and green'],
        [50, 658, 'Plug'],
        [150, 658, 'Another text that has'],
        [150, 644, 'two'],
        [300, 658, 'white'],
      ),
      'Cable A long text of which\nsome lines are in a\ncell red and blue\nand green\nPlug Another text that has\ntwo white',
    ],
    [
      'have a line each, some none',
      cells(
        [50, 700, 'Name'],
        [170, 700, 'City'],
        [290, 700, 'Sum'],
        [50, 686, 'Anna Low'],
        [170, 686, 'New York'],
        [290, 686, '12.00'],
        [50, 672, 'Bob Young'],
        [170, 672, 'San Francisco'],
        [50, 658, 'Cid'],
        [170, 658, 'Rome'],
        [290, 658, '9.00'],
      ),
      'Name City Sum\nAnna Low New York 12.00\nBob Young San Francisco\nCid Rome 9.00',
    ],
  ])('has the cells of a row of a table one after the other: they %s', async (_, file, text) => {
    expect(await textOf(file)).toBe(text);
  });

  it.each([
    [
      'a long line between short ones',
      cells(
        [50, 700, 'A short one'],
        [50, 686, 'and then a long line that goes on and on to the end'],
        [50, 672, 'and an end'],
        [70, 640, 'An indented line'],
        [50, 626, 'to which the rest of it is not'],
        [50, 612, 'indented'],
      ),
      'A short one\nand then a long line that goes on and on to the end\nand an end\n\nAn indented line\nto which the rest of it is not\nindented',
    ],
    [
      'a list of contents, one of them without a page',
      cells(
        [50, 714, 'Part one of two'],
        [50, 700, 'First . . . . . . . .'],
        [200, 700, '3'],
        [50, 686, 'Second . . . . . . .'],
        [200, 686, '14'],
        [50, 672, 'Third . . . . . . . .'],
        [200, 672, '15'],
      ),
      'Part one of two\nFirst . . . . . . . . 3\nSecond . . . . . . . 14\nThird . . . . . . . . 15',
    ],
    [
      'numbers that end where their columns do',
      cells(
        [50, 700, '3.5 %'],
        [100, 700, '3.8 %'],
        [50, 686, '0.6 %'],
        [100, 686, '0.8 %'],
        [50, 650, '6.8 %'],
        [100, 650, '7.1 %'],
        [50, 636, '0.3 %'],
        [100, 636, '0.3 %'],
      ),
      '3.5 % 3.8 %\n0.6 % 0.8 %\n\n6.8 % 7.1 %\n0.3 % 0.3 %',
    ],
  ])('is read line by line where there are no long cells: %s', async (_, file, text) => {
    expect(await textOf(file)).toBe(text);
  });

  it('on its side is read along its own lines', async () => {
    const turned = (x: number, text: string): string =>
      `BT /F1 12 Tf 0 1 -1 0 ${x} 100 Tm (${text}) Tj ET\n`;
    expect(await textOf(drawnPdf([turned(60, 'second line') + turned(46, 'first line')]))).toBe(
      'first line\nsecond line',
    );
  });

  it.each([
    ['Japanese', 'UniJIS-UCS2-H', 'Japan1', '東京の桜は春に咲きます。'],
    ['Chinese', 'UniGB-UCS2-H', 'GB1', '北京的冬天非常寒冷。'],
    ['Chinese as in Taiwan', 'UniCNS-UCS2-H', 'CNS1', '臺北的冬天不冷。'],
    ['Korean', 'UniKS-UCS2-H', 'Korea1', '서울의 봄은 따뜻합니다.'],
  ])('in %s is read by tables that the file only names', async (_, encoding, ordering, text) => {
    const codes = Buffer.from(text, 'utf16le').swap16().toString('hex');
    const file = drawnPdf([at(50, 700, `<${codes}>`, 12, 'F2') + at(50, 680, 'GPS 2024')], {
      objects: namedFont(encoding, ordering),
      fonts: '/F2 4 0 R',
    });
    expect(await textOf(file)).toBe(`${text}\nGPS 2024`);
    expect(await failuresOf(file)).toEqual([]);
  });

  const many = [700, 686, 672]
    .map((y) => `BT /F2 300 Tf 0.04 0 0 0.04 50 ${y} Tm <6771 4eac> Tj ET`)
    .join('\n');
  const nameless = namedFont('UniJIS-UCS2-H', 'Japan1');
  const inForm = (data: string, matrix: string): PdfObject => ({
    entries: `/Type /XObject /Subtype /Form /BBox [-900 -900 900 900] /Matrix [${matrix}] /Resources << /Font << /F2 4 0 R >> >>`,
    data,
  });
  it.each([
    ['on the page', drawnPdf([many], { objects: nameless, fonts: '/F2 4 0 R' })],
    [
      'in a form that is drawn smaller',
      drawnPdf(['/Fm Do'], {
        objects: [...nameless, inForm(many, '0.5 0 0 0.5 10 20')],
        images: '/Fm 7 0 R',
      }),
    ],
  ])(
    'has texts that are equal and stand below each other in a font without shapes: %s',
    async (_, file) => {
      // PDFium takes them for shadows of the first where the font is large and drawn small.
      expect(await textOf(file)).toBe('東京東京東京');
    },
  );

  it('in Japanese from top to bottom is read by its columns, from the right', async () => {
    const column = (x: number, text: string): string =>
      at(x, 700, `<${Buffer.from(text, 'utf16le').swap16().toString('hex')}>`, 12, 'F2');
    const file = drawnPdf([column(312, '春に咲きます。') + column(330, '東京の桜は毎年')], {
      objects: namedFont('UniJIS-UCS2-V', 'Japan1'),
      fonts: '/F2 4 0 R',
    });
    expect(await textOf(file)).toBe('東京の桜は毎年春に咲きます。');
  });

  it('in Chinese goes on without a space where a line is full, and not where it is not', async () => {
    const line = (y: number, text: string): string =>
      at(50, y, `<${Buffer.from(text, 'utf16le').swap16().toString('hex')}>`, 12, 'F2');
    const file = drawnPdf(
      [
        line(700, '标题') +
          line(684, '二楼的图书馆除星期日外每天') +
          line(668, '上午九点到晚上八点开放。'),
      ],
      { objects: namedFont('UniGB-UCS2-H', 'GB1'), fonts: '/F2 4 0 R' },
    );
    expect(await textOf(file)).toBe('标题\n二楼的图书馆除星期日外每天上午九点到晚上八点开放。');
  });

  it('in Korean joins what a full line parts within a word that nothing else begins like', async () => {
    const line = (y: number, text: string): string =>
      at(50, y, `<${Buffer.from(text, 'utf16le').swap16().toString('hex')}>`, 12, 'F2');
    const more = { objects: namedFont('UniKS-UCS2-H', 'Korea1'), fonts: '/F2 4 0 R' };
    const broken = drawnPdf([line(700, '사람의 능') + line(686, '력을 본다')], more);
    expect(await textOf(broken)).toBe('사람의 능력을 본다');
    const whole = drawnPdf([line(700, '사람의 눈') + line(686, '오늘 본다')], more);
    expect(await textOf(whole)).toBe('사람의 눈\n오늘 본다');
  });

  it.each([
    ['매', '일 본다', true],
    ['배', '운다', true],
    ['행동', '하는 능력', true],
    ['모방하여', '행동하는', false],
    ['닦아', '주면', false],
    ['것을', '하는 사람', false],
  ])(
    'in Korean parts or joins %s and %s as syllables most often stand',
    async (end, begin, isOne) => {
      const line = (y: number, text: string): string =>
        at(50, y, `<${Buffer.from(text, 'utf16le').swap16().toString('hex')}>`, 12, 'F2');
      const more = { objects: namedFont('UniKS-UCS2-H', 'Korea1'), fonts: '/F2 4 0 R' };
      const drawn = line(700, `사람의 ${end}`) + line(686, begin);
      expect(await textOf(drawnPdf([drawn], more))).toBe(
        `사람의 ${end}${isOne ? '' : '\n'}${begin}`,
      );
    },
  );

  it.each([
    ['Hebrew', ['ש', 'ל', 'ו', 'ם'], 'שלום'],
    ['Arabic', ['س', 'ل', 'ا', 'م'], 'سلام'],
  ])('in %s is read from the right, in whichever order it is drawn', async (_, letters, word) => {
    const more = { objects: ownFont([...letters, ' ']), fonts: '/F2 4 0 R' };
    const seen = [4, 3, 2, 1]; // from the left
    const file = drawnPdf([glyphs(100, 700, seen) + at(60, 700, '120')], more);
    expect(await textOf(file)).toBe(`${word} 120`);
    const twoWords = [...seen, 5, ...seen];
    expect(await textOf(drawnPdf([glyphs(100, 700, twoWords)], more))).toBe(`${word} ${word}`);
    const logical = [1, 2, 3, 4].map((code, index) =>
      at(148 - 12 * index, 700, `<${hex(code)}>`, 12, 'F2'),
    );
    expect(await textOf(drawnPdf([logical.join('')], more))).toBe(word);
  });

  it('keeps words that run to the right in their order within a line that runs to the left', async () => {
    const more = { objects: ownFont(['ש', 'ל', 'ו', 'ם', ' ']), fonts: '/F2 4 0 R' };
    const seen = [4, 3, 2, 1]; // from the left
    const line =
      glyphs(50, 700, seen) +
      at(110, 700, 'Open 24 Hours') +
      glyphs(220, 700, [...seen, 5, ...seen]);
    expect(await textOf(drawnPdf([line], more))).toBe('שלום שלום Open 24 Hours שלום');
  });

  it('has no space between letters of Arabic and Hindi whose ink stands a little apart', async () => {
    const spread = (step: number, codes: readonly number[]): string =>
      codes.map((code, index) => at(50 + step * index, 700, `<${hex(code)}>`, 12, 'F2')).join('');
    const arabic = { objects: ownFont(['س', 'ل', 'م', ' ']), fonts: '/F2 4 0 R' };
    expect(await textOf(drawnPdf([spread(13.8, [3, 2, 1])], arabic))).toBe('سلم');
    const hindi = { objects: ownFont(['क', 'म', 'ल', ' ']), fonts: '/F2 4 0 R' };
    expect(await textOf(drawnPdf([spread(14.4, [1, 2, 3])], hindi))).toBe('कमल');
    expect(await textOf(drawnPdf([spread(12, [1, 2, 4, 3])], hindi))).toBe('कम ल');
  });

  it('in Arabic keeps the parts of a ligature in their order', async () => {
    const more = { objects: ownFont(['س', 'لا', 'م']), fonts: '/F2 4 0 R' };
    expect(await textOf(drawnPdf([glyphs(100, 700, [3, 2, 1])], more))).toBe('سلام');
  });

  it('is what the file says of its shapes, once for several parts of a syllable', async () => {
    const more = { objects: ownFont(['ก', 'ย', 'เ']), fonts: '/F2 4 0 R' };
    const named = `/Span << /ActualText <FEFF0e010e33> >> BDC\n${at(50, 700, '<0001>', 12, 'F2')}${at(56, 704, '<0003>', 8, 'F2')}EMC\n`;
    expect(await textOf(drawnPdf([named + at(57, 700, '<0002>', 12, 'F2')], more))).toBe('กำย');
  });

  it('without Unicode is left out and reported by its page', async () => {
    const more = { objects: ownFont(['a', 'b', 'c', 'd', 'e', 'f'], false), fonts: '/F2 4 0 R' };
    const file = drawnPdf([at(50, 700, 'plain'), glyphs(50, 700, [1, 2, 3, 4, 5, 6])], more);
    expect(await textOf(file)).toBe('plain');
    expect(await failuresOf(file)).toEqual([
      'folder/a.pdf: page 2: has 6 of 6 characters without Unicode, which are left out; read the page by OCR',
    ]);
  });
});

describe('what was written onto a PDF', () => {
  const widget = (rect: string, rest: string): string =>
    `<< /Type /Annot /Subtype /Widget /Rect [${rect}] /F 4 ${rest} >>`;
  const form = (...fields: string[]): Buffer =>
    drawnPdf([at(50, 700, 'Name:') + at(50, 660, 'Agreed')], {
      objects: [
        ...fields,
        { entries: '/Type /XObject /Subtype /Form /BBox [0 0 15 15]', data: '' },
      ],
      page: `/Annots [${fields.map((_, index) => `${4 + index} 0 R`).join(' ')}]`,
      catalog: `/AcroForm << /Fields [${fields.map((_, index) => `${4 + index} 0 R`).join(' ')}] /DR << /Font << /Helv 3 0 R >> >> /DA (/Helv 12 Tf) >>`,
    });

  it('into a form is read where it stands', async () => {
    const file = form(
      widget('100 695 300 711', '/FT /Tx /T (name) /V (Ada Lovelace)'),
      widget('310 695 400 711', '/FT /Ch /Ff 131072 /T (city) /Opt [(London) (Paris)] /V (Paris)'),
      widget(
        '30 656 45 671',
        '/FT /Btn /T (agreed) /V /Yes /AS /Yes /AP << /N << /Yes 7 0 R /Off 7 0 R >> >>',
      ),
    );
    expect(await textOf(file)).toBe('Name: Ada Lovelace Paris\n\n[x] Agreed');
  });

  it('into a form is left out where it is secret or hidden', async () => {
    const file = form(
      widget('100 695 300 711', '/FT /Tx /Ff 8192 /T (pin) /V (1234)'),
      '<< /Type /Annot /Subtype /Widget /Rect [310 695 400 711] /F 2 /FT /Tx /T (x) /V (hidden) >>',
    );
    expect(await textOf(file)).toBe('Name:\n\nAgreed');
  });

  it('as a text is read where it stands, and as a note after the page', async () => {
    const file = drawnPdf([at(50, 700, 'See')], {
      objects: [
        '<< /Type /Annot /Subtype /FreeText /Rect [75 695 200 711] /F 4 /Contents (the appendix) /DA (/Helv 12 Tf) >>',
        '<< /Type /Annot /Subtype /Text /Rect [300 695 320 715] /F 4 /Contents (Is this right?) >>',
        '<< /Type /Annot /Subtype /Link /Rect [50 695 70 711] /F 4 /Contents (not a note) >>',
      ],
      page: '/Annots [4 0 R 5 0 R 6 0 R]',
    });
    expect(await textOf(file)).toBe('See the appendix\n\nIs this right?');
  });
});

describe('what is only drawn onto a PDF', () => {
  const drawing = {
    entries:
      '/Type /XObject /Subtype /Form /BBox [0 0 150 20] /Resources << /Font << /Helv 3 0 R >> >>',
    data: 'BT /Helv 12 Tf 0 g 2 6 Td (Drawn here) Tj ET',
  };
  const drawn = (entries: string): Buffer =>
    drawnPdf([at(50, 700, 'See')], {
      objects: [`<< /Type /Annot /Rect [75 694 225 714] ${entries} /AP << /N 5 0 R >> >>`, drawing],
      page: '/Annots [4 0 R]',
      catalog:
        '/AcroForm << /Fields [4 0 R] /DR << /Font << /Helv 3 0 R >> >> /DA (/Helv 12 Tf) >>',
    });

  it.each([
    ['a button', '/Subtype /Widget /F 4 /FT /Btn /Ff 65536 /T (b)'],
    ['a signature', '/Subtype /Widget /F 4 /FT /Sig /T (s)'],
    ['a field whose value is not written down', '/Subtype /Widget /F 4 /FT /Tx /T (t)'],
    ['a text laid on the page', '/Subtype /FreeText /F 4'],
    ['a stamp', '/Subtype /Stamp /F 4'],
    ['a watermark', '/Subtype /Watermark /F 4'],
  ])('is read where it stands: %s', async (_, entries) => {
    expect(await textOf(drawn(entries))).toBe('See Drawn here');
  });

  it('is read once where its text is written down as well', async () => {
    const entries = '/Subtype /Widget /F 4 /FT /Tx /T (t) /V (Drawn here)';
    expect(await textOf(drawn(entries))).toBe('See Drawn here');
    expect(await textOf(drawn('/Subtype /FreeText /F 4 /Contents (Drawn here)'))).toBe(
      'See Drawn here',
    );
  });

  it('on a stamp is read beside the comment on it', async () => {
    expect(await textOf(drawn('/Subtype /Stamp /F 4 /Contents (by Ada)'))).toBe(
      'See Drawn here\n\nby Ada',
    );
  });

  it.each([
    ['hidden', '/Subtype /Widget /F 2 /FT /Btn /Ff 65536 /T (b)'],
    ['a secret', '/Subtype /Widget /F 4 /FT /Tx /Ff 8192 /T (t)'],
    ['the icon of a note', '/Subtype /Text /F 4'],
  ])('is left out where it is %s', async (_, entries) => {
    expect(await textOf(drawn(entries))).toBe('See');
  });
});

describe('files that a PDF brings along', () => {
  const file = (name: string): PdfObject =>
    `<< /Type /Filespec /F (${name}) /UF (${name}) /EF << /F 5 0 R >> >>`;
  const stream = { entries: '/Type /EmbeddedFile', data: 'words' };
  const withFile = (name: string): Buffer =>
    drawnPdf([at(50, 700, 'text')], {
      objects: [file(name), stream],
      catalog: `/Names << /EmbeddedFiles << /Names [(a) 4 0 R] >> >>`,
    });

  it.each(['report.pdf', 'Notes.TXT', 'prices.csv', 'photo.jpeg'])(
    'are reported, and hide nothing of it, where they would be read by themselves: %s',
    async (name) => {
      const { text, failures } = await read(withFile(name));
      expect(text.trim()).toBe('text');
      expect(failures).toMatchObject([
        {
          error: {
            message: expect.stringContaining(`holds another file (${name}), which is not read`),
          },
          hides: [],
        },
      ]);
    },
  );

  it('are passed over where they are of another kind, as in a folder', async () => {
    expect(await failuresOf(withFile('factur-x.xml'))).toEqual([]);
  });

  it('are reported where they are attached to a place of a page', async () => {
    const pdf = drawnPdf([at(50, 700, 'text')], {
      objects: [
        file('a.docx'),
        stream,
        '<< /Type /Annot /Subtype /FileAttachment /Rect [75 694 95 714] /F 4 /FS 4 0 R >>',
      ],
      page: '/Annots [6 0 R]',
    });
    expect(await failuresOf(pdf)).toEqual([expect.stringContaining('holds another file (a.docx)')]);
  });
});

describe('an XFA form', () => {
  const form = (more: string): Buffer =>
    drawnPdf([at(50, 700, 'Please wait')], {
      objects: ['<< /Fields [] /XFA [] >>'],
      catalog: `/AcroForm 4 0 R ${more}`,
    });

  it('that its reader lays out itself is reported once, beside its pages', async () => {
    const { text, failures = [] } = await read(form('/NeedsRendering true'));
    expect(text.trim()).toBe('Please wait');
    expect(failures.map(({ error }) => error.message)).toEqual([
      expect.stringContaining('XFA form: not read'),
    ]);
  });

  it('whose pages hold what it shows is read by them', async () => {
    expect(await failuresOf(form(''))).toEqual([]);
  });
});

describe('the title of a PDF', () => {
  const large =
    at(50, 740, 'Large words', 24) + at(50, 700, 'small words') + at(50, 686, 'and more');
  it.each([
    [
      'what the file says',
      drawnPdf([large], { objects: ['<< /Title (The guide) >>'], trailer: '/Info 4 0 R' }),
      'The guide',
    ],
    [
      'its largest line, where it says that it has none',
      drawnPdf([large], { objects: ['<< /Title (untitled) >>'], trailer: '/Info 4 0 R' }),
      'Large words',
    ],
    ['the name of the file, where all is of one size', drawnPdf([at(50, 700, 'text')]), 'a'],
  ])('is %s', async (_, file, title) => {
    expect((await read(file)).metadata).toEqual({ title, format: 'pdf' });
  });
});

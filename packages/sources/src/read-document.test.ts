import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { DocumentFormat } from './format/formats.ts';
import { type ImageReach, isReached } from './format/image-reach.ts';
import type { Outline } from './format/outline.ts';
import { readHtml } from './format/html/read-html.ts';
import { readMarkdown } from './format/markdown.ts';
import { docx } from './__fixtures__/docx.ts';
import { pdf } from './__fixtures__/pdf.ts';
import { zip } from './__fixtures__/zip.ts';
import { type DocumentOptions } from './document-options.ts';
import { readDocument } from './read-document.ts';

async function read(
  content: Uint8Array | string,
  format: DocumentFormat,
  options?: DocumentOptions,
): Promise<Awaited<ReturnType<typeof readDocument>>> {
  return await readDocument(content, { id: `a.${format}`, format }, options);
}

const shoe = await sharp({ create: { width: 30, height: 30, channels: 3, background: '#f00' } })
  .png()
  .toBuffer();
const inline = `data:image/png;base64,${shoe.toString('base64')}`;

describe('Markdown', () => {
  it('keeps the file’s own text, with its headings where they stand', async () => {
    const text = 'intro\n\n# One *two*\n\ntext\n\nTitle\n---\n\n> ## Quoted\n';
    const { text: kept, headings = [], metadata } = await read(text, 'markdown');
    expect(kept).toBe(text);
    expect(headings.map(({ start, end }) => text.slice(start, end))).toEqual([
      '# One *two*',
      'Title\n---',
      '> ## Quoted',
    ]);
    expect(headings.map(({ level, title }) => [level, title])).toEqual([
      [1, 'One two'],
      [2, 'Title'],
      [2, 'Quoted'],
    ]);
    expect(metadata).toEqual({ title: 'One two', format: 'markdown' });
  });

  it('takes what looks like a heading in code for none', async () => {
    expect((await read('```sh\n# not a heading\n```\n', 'markdown')).headings).toEqual([]);
  });

  it('reads a title before the text, and counts it to the offsets', async () => {
    const text = '---\ntitle: "The guide"\n---\n# One\n';
    const { headings = [], metadata } = await read(text, 'markdown');
    expect(metadata).toMatchObject({ title: 'The guide' });
    expect(headings.map(({ start, end }) => text.slice(start, end))).toEqual(['# One']);
  });

  it.each([
    ['title: >\n  A folded\n  title # not a comment', 'A folded title # not a comment'],
    ["title: 'It''s one' # a comment", "It's one"],
    ['tags: [a, b]\ntitle: 2024', '2024'],
    ['# nothing', 'One'],
  ])('reads what stands before the text as YAML: %j', async (front, title) => {
    const {
      metadata,
      headings = [],
      failures,
    } = await read(`---\n${front}\n---\n# One\n`, 'markdown');
    expect([metadata?.['title'], headings.length, failures]).toEqual([title, 1, []]);
  });

  it('reports what is meant to be YAML and is not', async () => {
    const { failures, headings = [] } = await read('---\ntitle: "open\n---\n# One\n', 'markdown');
    expect(headings).toHaveLength(1);
    expect(failures).toMatchObject([
      {
        error: { message: expect.stringContaining('has front matter that is not YAML (') },
        hides: [],
      },
    ]);
  });

  it('takes a text between two rules for text', async () => {
    const { headings = [], failures } = await read(
      '---\n\n# One\n\nSome text.\n\n---\n',
      'markdown',
    );
    expect([headings.map(({ title }) => title), failures]).toEqual([['One'], []]);
  });

  it('reports what wikis embed, but not in code', async () => {
    const text = 'a ![[plan.png]] b\n\n![[Other note]]\n\n`![[code]]`\n';
    expect((await read(text, 'markdown')).failures).toMatchObject([
      {
        error: {
          message:
            'a.markdown: embeds plan.png and 1 more as wikis do (![[…]]), which is not read; write ![](…)',
        },
      },
    ]);
  });

  it('is read without soft hyphens, as it is seen', async () => {
    expect((await read('# Ba\u00adnana\n', 'markdown')).text).toBe('# Banana\n');
    expect((await read('ba\u00adnana', 'text')).text).toBe('banana');
  });

  it('finds images in its own form, by reference and in HTML', async () => {
    const text = `![one](${inline})\n\n![two][x]\n\n<p><img src="${inline}" alt="three"></p>\n\n[x]: ${inline}\n`;
    const { images = [] } = await read(text, 'markdown');
    expect(images.map(({ alt }) => alt)).toEqual(['one', 'two', 'three']);
    expect(images.every(({ image }) => image === inline)).toBe(true);
    expect(images.map(({ offset }) => text.slice(offset, offset + 5))).toEqual([
      '![one',
      '![two',
      '<p><i',
    ]);
    expect((await read(text, 'markdown', { images: 'none' })).images).toEqual([]);
  });

  it.each([
    [
      'in a paragraph',
      'See <picture>\n<source srcset="a.png 2x">\n<img alt="x">\n</picture> and <img src="b.png">',
    ],
    ['of its own', '<picture><source srcset="a.png 2x"><img alt="x"></picture>\n\n![](b.png)'],
    ['that is not closed', '<picture><source srcset="a.png 2x"><img alt="x">\n\n![](b.png)'],
  ])('has the images of several sources: %s', async (_, text) => {
    const found = (await readMarkdown(text)).images.map(({ reference }) => reference);
    expect(found).toEqual(['a.png', 'b.png']);
  });

  it('counts lines that end as on Windows', async () => {
    const text = 'one\r\n\r\n# Two\r\n\r\nthree <img src="x.png">\r\n';
    const { headings = [] } = await read(text, 'markdown');
    expect(headings.map(({ start, end }) => text.slice(start, end))).toEqual(['# Two']);
  });

  it('of a megabyte with thousands of headings is read in one go', async () => {
    const part = '# Title\n\nSome *text* with [a link](http://x).\n\n- item one\n- item two\n\n';
    const { headings = [] } = await read(part.repeat(15_000), 'markdown');
    expect(headings).toHaveLength(15_000);
  }, 30_000);

  it('survives quotations nested thousands deep', async () => {
    const document = await read(`${'>'.repeat(3000)} deep`, 'markdown');
    expect(document.text).toContain('deep');
  });
});

describe('HTML', () => {
  const page = `<!doctype html><html lang="de"><head><title> Der
    Schuh </title><style>p{}</style></head><body><nav>Menu</nav><main><h1>Rot  und <b>gut</b></h1>
    <p>Ein&nbsp;Schuh,<br>rot &amp; neu.</p><ul><li>eins<li>zwei</ul><pre>  a
  b</pre><script>x</script><p hidden>no</p><img src="${inline}" alt="shoe"></main><footer>F</footer></body></html>`;

  it('is read as it is seen, without what is around it', async () => {
    const { text } = await read(page, 'html');
    expect(text).toBe('Rot und gut\n\nEin\u00a0Schuh,\nrot & neu.\n\n- eins\n- zwei\n\n  a\n  b');
  });

  it('has headings where they stand, a title and a language', async () => {
    const { text, headings = [], metadata, images = [] } = await read(page, 'html');
    expect(headings).toEqual([{ start: 0, end: 11, level: 1, title: 'Rot und gut' }]);
    expect(text.slice(0, 11)).toBe('Rot und gut');
    expect(metadata).toEqual({ title: 'Der Schuh', language: 'de', format: 'html' });
    expect(images).toMatchObject([{ image: inline, alt: 'shoe', offset: text.length }]);
  });

  const long = '<p>A long text that matters.</p><p>And more of it.</p>';
  it.each([
    ['no main part', `<p>one<p>two`, 'one\n\ntwo'],
    [
      'an article that holds most',
      `<div>x</div><article>${long}</article>`,
      'A long text that matters.\n\nAnd more of it.',
    ],
    [
      'an article that is a card beside the text',
      `${long}<article>card</article>`,
      'A long text that matters.\n\nAnd more of it.\n\ncard',
    ],
    [
      'several articles',
      `<div>x</div><article>first one</article><article>second <article>in it</article></article>`,
      'first one\n\nsecond\n\nin it',
    ],
    [
      'a hidden main part and a shown one',
      '<main hidden>old old old old</main><div>x</div><main>new view</main>',
      'new view',
    ],
    ['an empty main part', '<main></main><div>All the text.</div>', 'All the text.'],
    [
      'several main parts',
      '<div role="main">first</div>-<div role="main">second</div>',
      'first\n\nsecond',
    ],
  ])('with %s is read as a reader sees it', async (_, html, text) => {
    expect((await read(html, 'html')).text).toBe(text);
  });

  it.each([
    '<p hidden>no</p>',
    '<p style="color: red; display: none">no</p>',
    '<p style="visibility:hidden">no</p>',
    '<p aria-hidden="true">no</p>',
    '<dialog>no</dialog>',
    '<template>no</template>',
    '<svg><defs><text>no</text></defs><g><title>no</title></g></svg>',
    '<iframe src="a.html">no</iframe>',
    '<noscript>Please turn on JavaScript.</noscript>',
    '<input type="hidden" value="no"><input type="password" value="no"><input type="checkbox" value="no">',
    '<ruby><rp>no</rp></ruby>',
    '<video>Your browser does not support videos.</video>',
    '<object><p>Get the plugin</p></object>',
    '<b style="display:none">no</b>',
  ])('leaves out what is not seen: %s', async (html) => {
    expect((await read(`<p>yes</p>${html}`, 'html')).text).toBe('yes');
  });

  it.each([
    ['closed details', '<details><summary>More</summary><p>inside</p></details>', 'More\n\ninside'],
    ['open dialogs', 'It is <dialog open>said</dialog>', 'It is\n\nsaid'],
    ['what a search in the page finds', '<p hidden="until-found">found</p>', 'found'],
    [
      'what stands for what is not shown',
      '<object data=a>a manual</object><canvas>5 sold</canvas>',
      'a manual\n5 sold',
    ],
    [
      'pages without frames',
      '<frameset><noframes><p>one</p>two</noframes></frameset>',
      'one\n\ntwo',
    ],
    [
      'what is shown within what is not',
      'a<div style="visibility: hidden">no<p style="visibility:visible">b</p>no</div>c<i style="visibility:hidden">no<b style="color:red;visibility:visible">d</b></i>',
      'a\n\nb\n\nc d',
    ],
    ['old blocks', '<center>a</center><marquee>b</marquee><xmp><b> c</xmp>', 'a\nb\n\n<b> c'],
    [
      'gauges and formulas',
      '<progress>3</progress><meter>5</meter>x<math alttext="E=mc^2"></math>',
      '3 5 xE=mc^2',
    ],
    [
      'labels of drawings',
      '<svg><title>Pump</title><text>inlet</text><g><text>out<tspan>let</tspan></text></g><foreignObject><p>a note</p></foreignObject></svg>',
      'Pump\ninlet\noutlet\n\na note',
    ],
    ['what is there without scripts', '<noscript><p>the table</p></noscript>', 'the table'],
    [
      'choices',
      'Size <select><optgroup label="EU"><option>41<option label="42"></optgroup></select>',
      'Size\nEU 41 42',
    ],
    [
      'fields',
      '<input value="Ada"> <input type="submit" value="Send"><textarea>one\n  two</textarea>',
      'Ada Send\none\n  two',
    ],
    [
      'pages within',
      '<iframe srcdoc="<p>a &amp;amp; b</p><iframe srcdoc=c></iframe>"></iframe>',
      'a & b\n\nc',
    ],
    [
      'shadow trees',
      '<x-card><template shadowrootmode="open"><b>card</b></template></x-card>',
      'card',
    ],
    ['parts of image maps', '<map><area alt="Berlin"><area alt="Rome"></map>', 'Berlin Rome'],
  ])('has the text of %s', async (_, html, text) => {
    expect((await read(html, 'html')).text).toBe(text);
  });

  it('counts what only scripts show, where it holds text', async () => {
    const page =
      '<p>yes<dialog>Cookies?</dialog><dialog open>seen</dialog><dialog><img src=a></dialog><template><p>one<template>two</template></template><template><style>a</style> </template>';
    const closed: unknown[] = [];
    const { failures } = await read(page, 'html', {
      onClosed: (id, parts) => closed.push([id, parts]),
    });
    expect([closed, failures]).toEqual([[['a.html', { dialogs: 1, templates: 1 }]], []]);
    await read('<p>yes', 'html', { onClosed: (id) => closed.push(id) });
    expect(closed).toHaveLength(1);
  });

  it.each([
    ['<b>x<b hidden>no</b>y</b>z', 'xyz'],
    ['<b hidden>no<b>no</b>no</b>yes', 'yes'],
    ['<i hidden>no<p>no</i>yes', 'yes'],
    ['<a style="display: none">no</a><a href=x>yes</a>', 'yes'],
    ['<b hidden=until-found>yes</b>', 'yes'],
    ['<table><b>a</b><tr><td><i>b</i></table>', 'a\n\nb'],
    ['<svg><a><text>a</text></a></svg><code>b</code>', 'a\nb'],
  ])('reads what is within formats: %s', async (html, text) => {
    expect((await read(html, 'html')).text).toBe(text);
  });

  it('shows the alternative text of each image that is not taken', async () => {
    const html = `<p>A<img src="${inline}" alt="one">B<img src="a.png" alt="two">C<img src="//x/b.png" alt="three">D<img alt="four" src="blob:x">`;
    const readBy = (reach: ImageReach, page = html): Outline =>
      readHtml(page, (image) => isReached(image, reach));
    expect(readBy('all').text).toBe('ABCD four');
    expect(readBy('local').text).toBe('ABC three D four');
    expect(readBy('inline').text).toBe('AB two C three D four');
    expect(readBy('none').text).toBe('A one B two C three D four');
    expect(readBy('local').images.map(({ alt }) => alt)).toEqual(['one', 'two']);
    const based = '<base href="https://x/y/"><img src="a.png" alt="far">';
    expect(readBy('local', based).text).toBe('far');
  });

  it('takes an image once that is there again for browsers without scripts', () => {
    const html =
      '<img data-src="a.png" alt="x"><noscript><img src="a.png"><img src="b.png"></noscript>';
    expect(readHtml(html).images.map(({ reference }) => reference)).toEqual(['a.png', 'b.png']);
  });

  it('has a line for each row of a table, whatever stands in its cells', async () => {
    const table =
      '<table><tr><th>Name<th>Price<tr><td><p>EU</p><td><p>Cable</p><p>long</p><td>1<br>2<tr><td>US<td><ul><li>a<li>b</ul></table>';
    expect((await read(table, 'html')).text).toBe('Name Price\nEU Cable long 1 2\nUS - a - b');
  });

  it('that was laid out in a table keeps its paragraphs and headings', async () => {
    const html = '<table><tr><td>menu<td><h1>Title</h1><p>one</p><p>two</p></table>';
    const { text, headings = [] } = await read(html, 'html');
    expect(text).toBe('menu\n\nTitle\n\none\n\ntwo');
    expect(headings.map(({ title }) => title)).toEqual(['Title']);
  });

  it('has the text of formulas, and no soft hyphens', async () => {
    const html =
      '<title>Ba&shy;na&shy;na</title><p>A ba&shy;na&shy;na is <math> <mi>E</mi> <mo>=</mo> <mi>m</mi><msup><mi>c</mi><mn>2</mn></msup> <annotation>E=mc^2</annotation></math> here.</p><pre>so&shy;ft</pre>';
    const { text, metadata } = await read(html, 'html');
    expect(text).toBe('A banana is E=mc2 here.\n\nsoft');
    expect(metadata?.['title']).toBe('Banana');
  });

  it('keeps the two parts of a fraction apart', async () => {
    const html = '<math><mfrac> <mi>a</mi> <mrow><mi>b</mi><mi>c</mi></mrow></mfrac></math>';
    expect((await read(html, 'html')).text).toBe('a/bc');
  });

  it('keeps the mark of a list item and its text on one line', async () => {
    const html = '<ul><li><p>one</p><p>more</p></li><li></li><li><div>two</div></li></ul>';
    expect((await read(html, 'html')).text).toBe('- one\n\nmore\n\n-\n- two');
  });

  it('takes no title from a drawing', async () => {
    const html = '<svg><title>Icon</title></svg><h1>The real<br>one</h1>';
    expect((await read(html, 'html')).metadata?.['title']).toBe('The real one');
  });

  it.each([
    '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title/><script src="x"/></head><body><div/><p>text<a name="x"/></p></body></html>',
    '<!doctype html><html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head><body><p/><textarea/>text</body></html>',
  ])('may close any element by itself where it is XHTML: %s', async (html) => {
    expect((await read(html, 'html')).text).toBe('text');
  });

  it('parts buttons from what stands beside them', async () => {
    expect((await read('<p>a<button>b</button>c<input>d', 'html')).text).toBe('a b c d');
  });

  it('has the text of CDATA sections where it is XHTML', async () => {
    const page =
      '<html xmlns="http://www.w3.org/1999/xhtml"><body><p><![CDATA[a <b>c</b> & d]]> e</p><![CDATA[open';
    expect((await read(page, 'html')).text).toBe('a <b>c</b> & d e');
  });

  it.each([
    ['<img src="a.png">', 'a.png'],
    ['<img src="data:image/gif;base64,R0lGODlh" data-src="a.png">', 'a.png'],
    ['<img data-lazy-src="a.png">', 'a.png'],
    ['<img src="a.png" data-src="b.png" srcset="c.png 2x">', 'a.png'],
    ['<img srcset="s.png 320w, a.png 640w,m.png 480w">', 'a.png'],
    ['<img data-srcset="a.png">', 'a.png'],
    ['<picture><source srcset="s.webp 1x, a.webp 2x"><img></picture>', 'a.webp'],
    ['<img srcset="a.png,b.png, ,c.png 1.5x , d.png 2x">', 'd.png'],
    ['<img srcset="b.png 1x,a.png?x=1,2 3x">', 'a.png?x=1,2'],
  ])('shows the image that is loaded in the end: %s', async (html, name) => {
    const found = readHtml(html).images.map(({ reference }) => reference);
    expect(found).toEqual([name]);
  });

  it('may be as wide as it likes', async () => {
    const { text } = await read('<p>x</p>'.repeat(200_000), 'html');
    expect(text).toHaveLength(200_000 * 3 - 2);
  }, 30_000);

  it.each([
    ['elements', '<div>'.repeat(200_000)],
    ['tables', '<table><tr><td>'.repeat(50_000)],
    ['drawings', '<svg>'.repeat(100_000).replaceAll('svg', 'g')],
    [
      'what is never closed',
      Array.from({ length: 20_000 }, (_, i) => `<p><font size=${i}>`).join(''),
    ],
    ['links', Array.from({ length: 20_000 }, (_, i) => `<div><a href=${i}>`).join('')],
  ])(
    'may be nested as deep as it likes: %s',
    async (_, deep) => {
      const { text } = await read(`${deep}x`, 'html', { maxParserBytes: 600_000_000 });
      expect(text).toBe('x');
    },
    30_000,
  );

  it('that takes too long is given up', async () => {
    const page = '<p><b><i><u>'.repeat(500_000);
    await expect(read(page, 'html', { maxParserMs: 50 })).rejects.toThrow(
      'was not read within 50 ms (maxParserMs)',
    );
  }, 30_000);
});

describe('Word documents', () => {
  it('have text, headings and images', async () => {
    const file = docx(['# Schuhe', 'Ein roter Schuh.', '[image]', '# ที่สอง', 'ข้อความ'], shoe);
    const { text, headings = [], images = [] } = await read(file, 'docx');
    expect(text).toBe('Schuhe\n\nEin roter Schuh.\n\nที่สอง\n\nข้อความ');
    expect(headings.map(({ title }) => title)).toEqual(['Schuhe', 'ที่สอง']);
    expect(images).toMatchObject([{ alt: 'a red shoe', offset: text.indexOf('\n\nที่สอง') }]);
    expect(Buffer.from(images[0]?.image as Uint8Array)).toEqual(shoe); // its bytes, as readDocx gives them
  });

  it.each([
    ['that says how large it is', undefined],
    ['that lies about it', 10],
  ])('a bomb %s is refused', async (_, claimedSize) => {
    const data = Buffer.alloc(30_000_000);
    const entry = { name: 'word/bomb.xml', data };
    const file = docx(['x'], shoe, [claimedSize === undefined ? entry : { ...entry, claimedSize }]);
    expect(file.length).toBeLessThan(100_000);
    await expect(read(file, 'docx', { maxUnpackedBytes: 1_000_000 })).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringMatching(
        /unpacks to more than 1000000 bytes|not an archive that can be read/,
      ),
    });
  });

  it('of more text than there is memory for is given up', async () => {
    const long = docx(Array.from({ length: 300_000 }, (_, i) => `paragraph ${i}`));
    await expect(read(long, 'docx', { maxParserBytes: 60_000_000 })).rejects.toThrow(
      'takes more than 60000000 bytes to read (maxParserBytes)',
    );
  }, 60_000);

  it('that are not what their name says are refused', async () => {
    await expect(read(Buffer.from('not a zip'), 'docx')).rejects.toThrow('is not an archive');
    const other = zip([{ name: 'hello.txt', data: Buffer.from('hello') }]);
    await expect(read(other, 'docx')).rejects.toThrow('is not a Word document that can be read');
    await expect(read(docx(['x']).subarray(0, 200), 'docx')).rejects.toThrow('is not an archive');
  });
});

describe('PDF', () => {
  const bomb = pdf(['one'], false, 250_000_000);

  it('has the text of each page, and where it begins', async () => {
    const { text, pages = [], headings } = await read(pdf(['The first page', 'The second']), 'pdf');
    expect(pages.map((start) => text.slice(start, start + 10))).toEqual([
      'The first ',
      'The second',
    ]);
    expect(headings).toEqual([]);
  });

  it('has images, as PNG, on their page', async () => {
    const { images = [], text, failures } = await read(pdf(['one', 'two'], true), 'pdf');
    expect(failures).toEqual([]);
    expect(images).toHaveLength(1);
    expect(images[0]?.offset).toBe(text.indexOf('one'));
    const { data, info } = await sharp(images[0]?.image as Uint8Array) // its bytes, as readPdf gives them
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect([info.width, info.height, data[0], data[1]]).toEqual([32, 32, 255, 0]);
    expect((await read(pdf(['one'], true), 'pdf', { images: 'none' })).images).toEqual([]);
  });

  it.each([
    ['is broken off', pdf(['one']).subarray(0, 60)],
    ['is not a PDF', Buffer.from('hello')],
    ['is empty', Buffer.alloc(0)],
  ])('that %s is refused', async (_, file) => {
    await expect(read(file, 'pdf')).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining('a.pdf: is not a PDF that can be read'),
    });
  });

  it('that takes too much memory or time is given up, and the next one is read', async () => {
    expect(bomb.length).toBeLessThan(1_000_000);
    await expect(read(bomb, 'pdf', { maxParserBytes: 100_000_000 })).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining('takes more than 100000000 bytes to read'),
    });
    await expect(read(bomb, 'pdf', { maxParserMs: 300 })).rejects.toThrow(
      'was not read within 300 ms',
    );
    expect((await read(pdf(['good']), 'pdf')).text).toContain('good');
  }, 60_000);

  it('is given up in the middle with the signal', async () => {
    const signal = AbortSignal.timeout(300);
    await expect(read(bomb, 'pdf', { signal })).rejects.toMatchObject({ code: 'aborted' });
  }, 60_000);

  it('stops with the signal', async () => {
    await expect(read(pdf(['one']), 'pdf', { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'aborted',
    });
  });
});

describe('encodings', () => {
  const text = 'Grüße, 世界';
  const utf16 = (bigEndian: boolean): Buffer => {
    const bytes = Buffer.from(`\uFEFF${text}`, 'utf16le');
    return bigEndian ? bytes.swap16() : bytes;
  };
  it.each([
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with a mark', Buffer.from(`\uFEFF${text}`)],
    ['UTF-16 with a mark, little end first', utf16(false)],
    ['UTF-16 with a mark, big end first', utf16(true)],
  ])('%s is read', async (_, bytes) => {
    expect((await read(bytes, 'text')).text).toBe(text);
  });

  it('Latin-1 is refused unless it is named', async () => {
    const bytes = Buffer.from('Grüße', 'latin1');
    await expect(read(bytes, 'text')).rejects.toThrow(
      'is not UTF-8 in line 1; convert it, or name its encoding',
    );
    expect((await read(bytes, 'text', { encoding: 'latin1' })).text).toBe('Grüße');
  });

  it('the one that is named is for texts that are not UTF-8', async () => {
    expect((await read(Buffer.from('Käse'), 'text', { encoding: 'latin1' })).text).toBe('Käse');
    const japanese = Buffer.from('1b2442467c4b5c1b2842', 'hex'); // 日本 in ISO-2022-JP, whose bytes are ASCII
    expect((await read(japanese, 'text', { encoding: 'iso-2022-jp' })).text).toBe('日本');
  });

  it.each([
    ['a comment', '<!-- <meta charset="shift_jis"> --><meta charset="latin1">'],
    ['another tag', '<p title="<meta charset=shift_jis>"><meta charset=latin1>'],
    ['a content type', '<meta http-equiv="Content-Type" content="text/html; charset=latin1">'],
    ['a name that means Windows', '<meta charset="x-user-defined">'],
    ['an unknown name', '<meta charset="klingon"><meta charset="latin1">'],
    ['an XML declaration', '<?xml version="1.0" encoding="iso-8859-1"?>'],
  ])('a page’s own word for it is found beside or in %s', async (_, head) => {
    const page = Buffer.from(`${head}<p>Grüße`, 'latin1');
    expect((await read(page, 'html', { encoding: 'koi8-r' })).text).toBe('Grüße');
  });

  it('a page that says UTF-16 where its bytes are UTF-8 is read as UTF-8', async () => {
    expect((await read(Buffer.from('<meta charset="utf-16"><p>Grüße'), 'html')).text).toBe('Grüße');
  });

  it('a page’s unknown name for it does not count', async () => {
    const page = Buffer.from('<meta charset="klingon"><p>Grüße', 'latin1');
    await expect(read(page, 'html')).rejects.toThrow('a.html: is not UTF-8');
    expect((await read(page, 'html', { encoding: 'latin1' })).text).toBe('Grüße');
  });

  it('control characters in a text are reported beside it', async () => {
    const { text, failures } = await read(Buffer.from('one\ntwo\x01\x02\nthree'), 'text');
    expect(text).toContain('three');
    const message = 'a.text: holds the control character U+0001 in line 2 (2 in all)';
    expect(failures).toMatchObject([{ error: { message }, hides: [] }]);
  });

  it('a page’s own word for its encoding is taken', async () => {
    const page = Buffer.from('<meta charset="iso-8859-1"><p>Grüße', 'latin1');
    expect((await read(page, 'html')).text).toBe('Grüße');
  });

  it('UTF-16 without a mark is refused unless it is named', async () => {
    const bytes = Buffer.from('hello', 'utf16le');
    await expect(read(bytes, 'text')).rejects.toThrow('holds zero bytes');
    expect((await read(bytes, 'text', { encoding: 'utf-16le' })).text).toBe('hello');
  });

  it('bytes that are not UTF-8 are found by their line', async () => {
    const bytes = Buffer.concat([
      Buffer.from('Grüße\n\n'),
      Buffer.of(0x63, 0xe9),
      Buffer.from('\nd'),
    ]);
    await expect(read(bytes, 'markdown')).rejects.toThrow('a.markdown: is not UTF-8 in line 3;');
  });

  it('UTF-16 cut in half is refused', async () => {
    await expect(read(Uint8Array.of(0xff, 0xfe, 0x41), 'text')).rejects.toThrow('is not UTF-16LE');
  });

  it('that do not exist are refused', async () => {
    await expect(read(Buffer.from('x'), 'text', { encoding: 'klingon' })).rejects.toMatchObject({
      details: { field: 'encoding' },
    });
  });
});

describe('what holds nothing', () => {
  it.each([
    ['text', '', 'is empty'],
    ['markdown', ' \n', 'holds nothing but spaces'],
    ['html', '', 'is empty'],
    ['html', '<div id="app"></div><script>x</script>', 'a page that scripts make can be read by'],
  ] as const)('says why, and hides nothing: %s %j', async (format, content, message) => {
    expect((await read(content, format)).failures).toMatchObject([
      { error: { message: expect.stringContaining(message) }, hides: [] },
    ]);
  });

  it('is not said of what has an image alone', async () => {
    expect((await read(`<img src="${inline}">`, 'html')).failures).toEqual([]);
  });
});

describe('limits', () => {
  it.each([
    ['text', { maxTextBytes: 4 }],
    ['markdown', { maxTextBytes: 4 }],
    ['html', { maxTextBytes: 4 }],
    ['pdf', { maxFileBytes: 4 }],
    ['docx', { maxFileBytes: 4 }],
  ] as const)('hold for %s', async (format, options) => {
    const [name] = Object.keys(options);
    await expect(read(Buffer.from('12345'), format, options)).rejects.toThrow(
      `has 5 bytes where 4 are allowed; cut it up or raise ${name}`,
    );
  });

  it('refuse a text where bytes are needed', async () => {
    await expect(read('x', 'pdf')).rejects.toThrow('is given by its bytes');
  });
});

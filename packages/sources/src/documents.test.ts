import { chmod, mkdir, mkdtemp, open, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DocumentEntry, isDocument } from '@nestvec/core';
import { asNobody } from './__fixtures__/as-nobody.ts';
import { collect } from './__fixtures__/collect.ts';
import { docx } from './__fixtures__/docx.ts';
import { pdf } from './__fixtures__/pdf.ts';
import { documents, type DocumentsOptions } from './documents.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'nestvec-documents-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function put(path: string, content: string | Uint8Array = 'x'): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), content);
}

async function read(path: string = '', options?: DocumentsOptions): Promise<DocumentEntry[]> {
  return await collect(await documents(path === '' ? root : join(root, path), options));
}

async function ids(path?: string): Promise<string[]> {
  return (await read(path)).map(({ id }) => id);
}

describe('documents', () => {
  it('names what holds U+FFFD, and takes it', async () => {
    await put('a/a.md', 'K\ufffdse');
    await put('a/b.html', '<p>K&#xfffd;se');
    await put('a/c.docx', docx(['K\ufffdse']));
    await put('a/d.txt', 'Käse');
    await put(
      'rows.jsonl',
      '{"id":"1","text":"K\\ufffdse"}\n{"id":"2","text":"x","metadata":{"a":"\ufffd"}}\n{"id":"3","text":"x"}',
    );
    await put('rows.csv', 'id,text,a\n1,K\ufffdse,\n2,x,\ufffd\n3,x,y\n');
    const damaged: string[] = [];
    const options: DocumentsOptions = { onDamaged: (id) => damaged.push(id) };
    for (const path of ['a', 'rows.jsonl', 'rows.csv']) {
      const entries = await read(path, options);
      expect(entries.filter((entry) => 'error' in entry)).toEqual([]);
      for (const entry of entries.filter(isDocument)) expect(entry.failures).toEqual([]);
    }
    expect(damaged).toEqual(['a.md', 'b.html', 'c.docx', '1', '2', '1', '2']);
  });

  it('gives all that can be read in a folder, in the order of ids', async () => {
    for (const path of ['a.txt', 'b.md', 'c/d.html', 'c/e.png', 'f.zip', '.g.md']) await put(path);
    await put('h.pdf', pdf(['x']));
    await put('i.DOCX', docx(['x']));
    const entries = await read();
    expect(entries.map(({ id }) => id)).toEqual([
      'a.txt',
      'b.md',
      'c/d.html',
      'c/e.png',
      'h.pdf',
      'i.DOCX',
    ]);
    expect(entries.filter(isDocument).map(({ metadata }) => metadata?.['format'])).toEqual([
      'text',
      'markdown',
      'html',
      'pdf',
      'docx',
    ]);
    expect(entries[0]).toMatchObject({ uri: join(root, 'a.txt'), source: root, text: 'x' });
    expect(entries[3]).toEqual({
      id: 'c/e.png',
      image: join(root, 'c/e.png'),
      uri: join(root, 'c/e.png'),
      source: root,
    });
  });

  it('gives what a pattern matches, by paths below its fixed part', async () => {
    for (const path of ['docs/a.md', 'docs/de/b.md', 'docs/de/c.txt', 'other/d.md'])
      await put(path);
    expect(await ids('docs/**/*.md')).toEqual(['a.md', 'de/b.md']);
    expect(await ids('*/*.md')).toEqual(['docs/a.md', 'other/d.md']);
    expect(await ids('docs/de/{b.md,c.txt}')).toEqual(['b.md', 'c.txt']);
    await expect(read('docs/*.pdf')).rejects.toThrow('holds no documents');
  });

  it('takes a file whose name looks like a pattern for that file', async () => {
    await put('a[1].md', 'hello');
    expect(await read('a[1].md')).toMatchObject([{ id: 'a[1].md', text: 'hello' }]);
  });

  it('reads rows of JSONL and tables as items', async () => {
    await put('rows.jsonl', '{"id":"row","text":"a"}');
    await put('rows.csv', 'id,text\nrow,a\n');
    expect(await read('rows.jsonl')).toMatchObject([{ id: 'row', text: 'a' }]);
    expect(await read('rows.csv')).toMatchObject([{ id: 'row', text: 'a' }]);
  });

  it('rejects for what is not there or is nothing that can be read', async () => {
    await put('film.mp4');
    await expect(read('missing')).rejects.toMatchObject({ code: 'not-found' });
    await expect(read('film.mp4')).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(read()).rejects.toThrow('holds no documents (txt, md, html, pdf, docx) or images');
  });
});

describe('options of documents', () => {
  it('reach whatever is read, and metadata goes to all of it', async () => {
    await put('rows.csv', Buffer.from('Titel;Preis;shelf\nKäse;5,5;a\n', 'latin1'));
    await put('rows.jsonl', '{"id":"row","text":"a"}');
    await put('docs/a.txt', Buffer.from('Käse', 'latin1'));
    await put('docs/b.png');
    const options: DocumentsOptions = {
      encoding: 'windows-1252',
      columns: { text: 'titel' },
      fields: { preis: 'number' },
      decimal: ',',
      metadata: { shelf: 'b' },
    };
    expect(await read('rows.csv', options)).toMatchObject([
      { text: 'Käse', metadata: { preis: 5.5, shelf: 'b' } },
    ]);
    expect(await read('rows.jsonl', options)).toMatchObject([{ metadata: { shelf: 'b' } }]);
    expect(await read('docs', options)).toMatchObject([
      { text: 'Käse', metadata: { format: 'text', shelf: 'b' } },
      { id: 'b.png', metadata: { shelf: 'b' } },
    ]);
  });

  it.each([
    [{ delimeter: ';' }, 'documents: unknown option delimeter; did you mean delimiter?'],
    [{ maxPageByte: 5 }, 'did you mean maxPageBytes?'],
    [{ encoding: 'klingon' }, 'encoding: is not an encoding'],
  ])('that are wrong are refused: %j', async (options, message) => {
    await put('a.txt');
    await expect(read('', options as DocumentsOptions)).rejects.toThrow(message);
  });
});

describe('images of a file', () => {
  it('are found beside it and from the top, by a key that does not tell where the folder is', async () => {
    await put('docs/a.md', '![one](../img/a%20b.png "t")\n![two](/img/c.png?raw=true)\n');
    const [document] = await read();
    expect(document).toMatchObject({
      images: [
        { image: join(root, 'img/a b.png'), key: 'img/a b.png', alt: 'one' },
        { image: join(root, 'img/c.png'), key: 'img/c.png', alt: 'two' },
      ],
      failures: [],
    });
  });

  it.each(['NFC', 'NFD'] as const)(
    'are found whichever way accents are written: %s',
    async (form) => {
      const other = form === 'NFC' ? 'NFD' : 'NFC';
      await put(`img/${'caf\u00e9'.normalize(form)}.png`);
      await put('a.md', `![x](img/${'caf\u00e9'.normalize(other)}.png)`);
      const image = join(root, `img/${'caf\u00e9'.normalize(form)}.png`);
      const entries = await read();
      expect(entries.find(({ id }) => id === 'a.md')).toMatchObject({ images: [{ image }] });
    },
  );

  it('outside of the folder are not read', async () => {
    await put(
      'a.md',
      '![x](../../../etc/passwd)\n![y](..%2F..%2Fsecret.png)\n![z](file:///etc/passwd)\n',
    );
    const [document] = await read();
    expect(document).toMatchObject({
      images: [],
      failures: [
        { id: 'a.md', error: { message: expect.stringContaining('outside of') } },
        { id: 'a.md', error: { message: expect.stringContaining('outside of') } },
      ],
    });
  });

  it('at other addresses are left alone unless they are wanted', async () => {
    await put('a.md', '![x](https://example.com/a.png)\n![y](//example.com/b.png)\n');
    expect(await read()).toMatchObject([{ images: [], failures: [] }]);
    expect(await read('', { images: 'all' })).toMatchObject([
      { images: [{ image: 'https://example.com/a.png' }, { image: 'https://example.com/b.png' }] },
    ]);
  });
});

describe('what a page says that its references are relative to', () => {
  it.each([
    ['https://example.com/deep/', 'x/a.png', 'https://example.com/deep/x/a.png'],
    ['https://example.com/deep/page', 'a.png', 'https://example.com/deep/a.png'],
    ['../img/', 'a.png', 'img/a.png'],
    ['/img/', 'a.png', 'img/a.png'],
    ['https://example.com/', '//example.org/a.png', 'https://example.org/a.png'],
  ])('is heeded: %s with %s', async (base, source, key) => {
    await put('docs/a.html', `<base href="${base}"><p>x<img src="${source}">`);
    expect(await read('', { images: 'all' })).toMatchObject([{ images: [{ key }], failures: [] }]);
  });
});

describe('what goes wrong with one file', () => {
  it('is reported in its place, and the rest is read', async () => {
    await put('a.pdf', 'broken');
    await put('b.docx', 'broken');
    await put('c.txt', Buffer.from('Grüße', 'latin1'));
    await put('d.html', Buffer.from('<p>Grüße', 'latin1'));
    await put('e.txt', 'good');
    await symlink('nowhere', join(root, 'f.txt'));
    const entries = await read();
    expect(entries.map((entry) => ('error' in entry ? entry.error.code : entry.id))).toEqual([
      'invalid-input',
      'invalid-input',
      'invalid-input',
      'invalid-input',
      'e.txt',
      'not-found',
    ]);
  });

  it('may be that Word has it open', async () => {
    await put('~$report.docx', Buffer.alloc(162));
    expect(await read()).toMatchObject([
      {
        error: {
          message: '~$report.docx: is not a document: Word keeps it while …report.docx is open',
        },
        hides: [],
      },
    ]);
  });

  it('may be that its name is not UTF-8', async () => {
    const file = Buffer.concat([
      Buffer.from(`${root}/a`),
      Buffer.from([0xff]),
      Buffer.from('.txt'),
    ]);
    try {
      await writeFile(file, 'x');
    } catch {
      return; // not every file system takes such names
    }
    expect(await read()).toMatchObject([
      { id: 'a\ufffd.txt', error: { message: expect.stringContaining('is not UTF-8, rename it') } },
    ]);
  });

  it('may be that its owner keeps it to himself', async () => {
    await put('a.txt');
    await put('b.txt');
    await chmod(root, 0o755);
    await chmod(join(root, 'a.txt'), 0o000);
    const [first, second] = await asNobody(() => read());
    expect(first).toMatchObject({
      id: 'a.txt',
      error: { message: expect.stringContaining('EACCES') },
      hides: ['a.txt'], // or what was read of it before would be taken for removed
    });
    expect(second).toMatchObject({ id: 'b.txt', text: 'x' });
  });

  it('may be its size: a gigabyte is refused without being read', async () => {
    const file = await open(join(root, 'huge.txt'), 'w');
    await file.truncate(2 ** 30);
    await file.close();
    await put('small.txt');
    const before = process.memoryUsage().rss;
    const [huge, small] = await read();
    expect(huge).toMatchObject({
      id: 'huge.txt',
      error: {
        message: expect.stringContaining('has 1073741824 bytes where 10000000 are allowed'),
      },
    });
    expect(small).toMatchObject({ id: 'small.txt' });
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 2 ** 20);
  });

  it('may be a link that leads in a circle', async () => {
    await put('a/one.md');
    await symlink(root, join(root, 'a/up'));
    await symlink('self.md', join(root, 'self.md'));
    const [one, self] = await read();
    expect(one).toMatchObject({ id: 'a/one.md' });
    expect(self).toMatchObject({
      id: 'self.md',
      error: { message: expect.stringContaining('back to itself') },
    });
  });
});

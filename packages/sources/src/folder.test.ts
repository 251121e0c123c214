import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Item, isNestvecError, type SourceFailure } from '@nestvec/core';
import { asNobody } from './__fixtures__/as-nobody.ts';
import { collect } from './__fixtures__/collect.ts';
import { folder, type FolderOptions } from './folder.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'nestvec-folder-'));
});
afterEach(async () => {
  await chmod(root, 0o700);
  await chmod(join(root, 'locked'), 0o700).catch(() => {});
  await rm(root, { recursive: true, force: true });
});

async function put(path: string, content: string | Uint8Array = 'x'): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), content);
}

async function read(
  path: string = root,
  options?: FolderOptions,
): Promise<(Item | SourceFailure)[]> {
  return await collect(folder(path, options));
}

async function ids(options?: FolderOptions): Promise<string[]> {
  return (await read(root, options)).map(({ id }) => id);
}

describe('folder', () => {
  it('gives images and texts in the order of their ids, whatever the order on disk', async () => {
    for (const path of ['b.jpg', 'a/z.PNG', 'a.webp', 'a/b/c.md', 'a/B.txt', 'Z.jpeg'])
      await put(path);
    const found = await ids();
    expect(found).toEqual(['Z.jpeg', 'a.webp', 'a/B.txt', 'a/b/c.md', 'a/z.PNG', 'b.jpg']);
    expect(found).toEqual(found.toSorted());
  });

  it('names an image by its path and leaves it unopened', async () => {
    await put('in/dog.jpg', 'not an image at all');
    const path = join(root, 'in/dog.jpg');
    expect(await read()).toEqual([{ id: 'in/dog.jpg', image: path, uri: path, source: root }]);
  });

  it('gives a text with its content, without the byte order mark', async () => {
    await put('note.md', '\uFEFF# Zwei Hunde\n');
    const path = join(root, 'note.md');
    expect(await read()).toEqual([
      { id: 'note.md', text: '# Zwei Hunde\n', uri: path, source: root },
    ]);
  });

  it('passes over hidden files and folders and what is neither an image nor a text', async () => {
    for (const path of ['.hidden.jpg', '.git/x.jpg', 'a.zip', 'b.mp4', 'README', 'c.jpg'])
      await put(path);
    expect(await ids()).toEqual(['c.jpg']);
  });

  it('gives images that no one here can decode, so that they are reported', async () => {
    for (const path of ['a.heic', 'b.bmp']) await put(path);
    expect(await ids()).toEqual(['a.heic', 'b.bmp']);
  });

  it('reports a text that is not UTF-8 or too long and goes on', async () => {
    await put('a.txt', Uint8Array.of(0xe4, 0x41));
    await put('b.txt', 'longer');
    await put('c.txt', 'short');
    const [a, b, c] = await read(root, { maxTextBytes: 5 });
    expect(a).toMatchObject({
      id: 'a.txt',
      error: { message: expect.stringContaining('is not UTF-8') },
    });
    expect(b).toMatchObject({
      id: 'b.txt',
      error: { message: expect.stringContaining('has 6 bytes where 5') },
    });
    expect(c).toMatchObject({ id: 'c.txt', text: 'short' });
  });

  it('reads texts in the encoding that is named, unless they are UTF-8', async () => {
    await put('a.txt', Buffer.from('Käse', 'latin1'));
    await put('b.txt', 'Käse');
    const entries = await read(root, { encoding: 'windows-1252' });
    expect(entries).toMatchObject([{ text: 'Käse' }, { text: 'Käse' }]);
  });

  it('refuses a misspelt option', async () => {
    await expect(read(root, { maxTextByte: 5 } as FolderOptions)).rejects.toThrow(
      'did you mean maxTextBytes?',
    );
  });

  it('follows links to files, and to folders that are not read by their own path', async () => {
    await put('real/dog.jpg');
    await put('.hidden/cat.jpg');
    await put('sub/x.txt');
    await symlink(join(root, 'real/dog.jpg'), join(root, 'sub/link.jpg'));
    await symlink(join(root, 'real'), join(root, 'linked'));
    await symlink(join(root, '.hidden'), join(root, 'shown'));
    await symlink(join(root, '.hidden'), join(root, 'shown2'));
    expect(await ids()).toEqual(['real/dog.jpg', 'shown/cat.jpg', 'sub/link.jpg', 'sub/x.txt']);
  });

  it('gives each file once where links form a lattice', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'nestvec-lattice-'));
    try {
      for (let level = 0; level < 14; level++) {
        await mkdir(join(outside, String(level)));
        for (const side of ['a', 'b'])
          await symlink(join(outside, String(level + 1)), join(outside, String(level), side));
      }
      await mkdir(join(outside, '14'));
      await writeFile(join(outside, '14/dog.jpg'), 'x');
      await symlink(join(outside, '0'), join(root, 'in'));
      expect(await ids()).toEqual([`in/${'a/'.repeat(14)}dog.jpg`]);
    } finally {
      await rm(outside, { recursive: true });
    }
  });

  it('calls what it leaves out by its path', async () => {
    for (const path of ['a.zip', 'b/c.csv', 'd.jpg']) await put(path);
    const skipped: string[] = [];
    await read(root, { onSkip: (file) => skipped.push(file) });
    expect(skipped).toEqual(['a.zip', 'b/c.csv']);
  });

  it('leaves out empty texts, and says so', async () => {
    await put('a.jpg');
    await writeFile(join(root, 'b.txt'), '');
    await writeFile(join(root, 'c.md'), ' \n');
    const skipped: [string, string][] = [];
    const items = await read(root, { onSkip: (file, why) => skipped.push([file, why]) });
    expect(items.map(({ id }) => id)).toEqual(['a.jpg']);
    expect(skipped).toEqual([
      ['b.txt', 'empty'],
      ['c.md', 'empty'],
    ]);
  });

  it('ends where links form a loop', async () => {
    await put('a/one.jpg');
    await symlink(root, join(root, 'a/up'));
    await symlink(join(root, 'a'), join(root, 'a/self'));
    expect(await ids()).toEqual(['a/one.jpg']);
  });

  it('gives a link to nothing as a file, and reports it where it is a text', async () => {
    await symlink('nowhere', join(root, 'a.jpg'));
    await symlink('nowhere', join(root, 'b.txt'));
    const [a, b] = await read();
    expect(a).toMatchObject({ id: 'a.jpg', image: join(root, 'a.jpg') });
    expect(b).toMatchObject({ id: 'b.txt', error: { code: 'not-found' } });
  });

  it('takes a folder named like an image for a folder', async () => {
    await put('album.jpg/one.png');
    expect(await ids()).toEqual(['album.jpg/one.png']);
  });

  it('reports a subfolder that may not be listed and goes on', async () => {
    await put('locked/x.jpg');
    await put('open.jpg');
    await chmod(root, 0o755);
    await chmod(join(root, 'locked'), 0o300);
    const [locked, open] = await asNobody(() => read());
    expect(locked).toMatchObject({
      id: 'locked/',
      error: { message: expect.stringContaining('permission denied (EACCES)') },
      hides: ['locked/'], // or what was read there before would be taken for removed
    });
    expect(open).toMatchObject({ id: 'open.jpg' });
  });

  it('stops with the signal', async () => {
    await put('a.jpg');
    const failure = await read(root, { signal: AbortSignal.abort() }).catch(
      (error: unknown) => error,
    );
    expect(isNestvecError(failure, 'aborted')).toBe(true);
  });
});

describe('a folder that can not be read', () => {
  it('rejects with not-found where it does not exist', async () => {
    await expect(read(join(root, 'missing'))).rejects.toMatchObject({
      code: 'not-found',
      details: { what: 'path', name: join(root, 'missing') },
    });
  });

  it('says so where it may not be listed', async () => {
    await put('x.jpg');
    await chmod(root, 0o300);
    await expect(asNobody(() => read())).rejects.toThrow(
      `${root} can't be read: permission denied (EACCES)`,
    );
  });

  it('says that an empty one holds nothing to embed', async () => {
    await put('notes.pdf');
    await expect(read()).rejects.toThrow(`${root} holds no images (jpg,`);
  });
});

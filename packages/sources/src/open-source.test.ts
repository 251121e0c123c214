import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collect } from './__fixtures__/collect.ts';
import { openSource } from './open-source.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'nestvec-source-'));
  await writeFile(join(root, 'rows.jsonl'), '{"id":"row","text":"a"}');
  await writeFile(join(root, 'rows.NDJSON'), '{"id":"row","text":"a"}');
  await writeFile(join(root, 'dog.jpg'), 'x');
  await writeFile(join(root, 'note.txt'), 'two dogs');
  await writeFile(join(root, 'list.json'), '[]');
  await writeFile(join(root, 'film.mp4'), 'x');
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function idsOf(path: string): Promise<string[]> {
  return (await collect(await openSource(path))).map(({ id }) => id);
}

describe('openSource', () => {
  it('reads a folder as one', async () => {
    expect(await idsOf(root)).toEqual(['dog.jpg', 'note.txt']);
  });

  it.each(['rows.jsonl', 'rows.NDJSON'])('reads %s line by line', async (name) => {
    expect(await idsOf(join(root, name))).toEqual(['row']);
  });

  it('reads one image or text, named by its file', async () => {
    expect(await idsOf(join(root, 'dog.jpg'))).toEqual(['dog.jpg']);
    expect(await collect(await openSource(join(root, 'note.txt')))).toMatchObject([
      { id: 'note.txt', text: 'two dogs' },
    ]);
  });

  it('rejects with not-found for a path that leads nowhere', async () => {
    await expect(openSource(join(root, 'missing'))).rejects.toMatchObject({ code: 'not-found' });
    await expect(openSource(join(root, 'dog.jpg/x'))).rejects.toMatchObject({ code: 'not-found' });
  });

  it('says how to write a JSON file as JSONL', async () => {
    await expect(openSource(join(root, 'list.json'))).rejects.toThrow(
      'write one object a line and name it .jsonl',
    );
  });

  it('refuses any other file', async () => {
    await expect(openSource(join(root, 'film.mp4'))).rejects.toMatchObject({
      code: 'invalid-input',
    });
  });
});

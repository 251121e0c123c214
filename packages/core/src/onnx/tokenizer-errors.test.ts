import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { goldenPath } from './__fixtures__/golden.ts';
import { modelDirectory } from './__fixtures__/model-directory.ts';
import { clipSides } from './__fixtures__/clip-sides.ts';
import { openTokenizer, type TokenizedModel } from './tokenizer.ts';

const tokenizedBy = (directory: string): TokenizedModel => ({ ...clipSides(32, 32), directory });

it('a tokenizer.json of another shape is refused', async () => {
  const directory = await modelDirectory();
  await copyFile(goldenPath('tiny/config.json'), join(directory, 'tokenizer.json'));
  await expect(openTokenizer(tokenizedBy(directory), 512)).rejects.toMatchObject({
    code: 'model',
    message: expect.stringContaining("tokenizer.json can't be read"),
  });
});

it('a tokenizer with other special ids is refused, since the graph masks id 1', async () => {
  const directory = await modelDirectory();
  const path = join(directory, 'tokenizer.json');
  const text = await readFile(path, 'utf8');
  await writeFile(path, text.replaceAll('<pad>', '<PAD>'));
  await expect(openTokenizer(tokenizedBy(directory), 512)).rejects.toMatchObject({
    code: 'model',
    message: expect.stringContaining('tokenizer.json has <pad> as id none where 1 is expected'),
  });
});

it('truncation and padding that a tokenizer.json sets for itself are not followed', async () => {
  const directory = await modelDirectory();
  const path = join(directory, 'tokenizer.json');
  const text = await readFile(path, 'utf8');
  const truncation = '{"direction":"Right","max_length":4,"strategy":"LongestFirst","stride":0}';
  const padding =
    '{"strategy":{"Fixed":64},"direction":"Right","pad_to_multiple_of":null,"pad_id":1,"pad_type_id":0,"pad_token":"<pad>"}';
  await writeFile(
    path,
    text
      .replace('"truncation":null', `"truncation":${truncation}`)
      .replace('"padding":null', `"padding":${padding}`),
  );
  const own = await openTokenizer(tokenizedBy(directory), 512);
  const plain = await openTokenizer(tokenizedBy(goldenPath('tiny')), 512);
  const texts = ['a beautiful sunset over the beach'];
  expect(await own.encode(texts, '')).toEqual(await plain.encode(texts, ''));
});

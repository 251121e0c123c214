import { describe, expect, it } from 'vitest';
import type { PgPool } from './database/client.ts';
import { listCollections } from './list-collections.ts';
import { resolveOptions } from './options.ts';

const collection = 'things';

describe('the options', () => {
  it('have defaults', () => {
    expect(resolveOptions({ url: 'postgres://localhost/db', collection })).toMatchObject({
      schema: 'public',
      connections: 4,
      timeoutMs: 60_000,
      batchRecords: 5000,
      rowLevelSecurity: false,
    });
  });

  it.each([
    [{}, /exactly one of url, client and data/],
    [{ url: 'postgres://a/b', data: './x' }, /exactly one of url, client and data/],
    [{ data: './x', password: 'a' }, /pgvector\.password.*goes with url/],
    [{ url: 'http://a' }, /pgvector\.url.*must begin with postgres:\/\//],
    [{ data: '~/x' }, /pgvector\.data.*only shells know/],
    [{ data: 's3://x' }, /pgvector\.data.*must be a folder or memory/],
    [{ client: {} }, /pgvector\.client.*Pool or a Client/],
    [{ data: './x', schema: 'é'.repeat(40) }, /pgvector\.schema.*63 bytes/],
    [{ data: './x', collection: '1' }, /pgvector\.collection/],
    [{ data: './x', timeoutMs: 0 }, /pgvector\.timeoutMs/],
    [{ data: './x', datas: './x' }, /unknown option datas; did you mean data\?/],
  ])('refuse %j', (given, expected) => {
    const options = { collection, ...given } as Parameters<typeof resolveOptions>[0]; // wrong on purpose
    expect(() => resolveOptions(options)).toThrow(expected);
  });
});

it('takes a URL, a client or a folder, by type as well', async () => {
  const client = { query() {}, connect() {} } as unknown as PgPool; // never called
  const url = 'postgres://localhost/db';
  const data = './x';
  const place = 'exactly one of url, client and data';
  // @ts-expect-error -- two
  expect(() => resolveOptions({ url, client, collection })).toThrow(place);
  // @ts-expect-error -- two
  expect(() => resolveOptions({ url, data, collection })).toThrow(place);
  // @ts-expect-error -- two
  expect(() => resolveOptions({ client, data, collection })).toThrow(place);
  // @ts-expect-error -- none
  expect(() => resolveOptions({ collection })).toThrow(place);
  // @ts-expect-error -- a client has its own
  expect(() => resolveOptions({ client, password: 'a', collection })).toThrow('goes with url');
  // @ts-expect-error -- PGlite has none
  expect(() => resolveOptions({ data, password: 'a', collection })).toThrow('goes with url');
  // @ts-expect-error -- two
  await expect(listCollections({ url, data })).rejects.toThrow(place);
  // @ts-expect-error -- none
  await expect(listCollections({})).rejects.toThrow(place);
  const given = { url, password: 'a', client: undefined, data: undefined, collection };
  expect(resolveOptions(given).password).toBe('a');
});

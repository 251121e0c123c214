import { describe, expect, it } from 'vitest';
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

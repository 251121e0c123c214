import { describe, expect, it } from 'vitest';
import { readAddress } from '../open/address.ts';
import { copyKeys } from './copy-keys.ts';

const place = (address: string) =>
  readAddress(`${address}#photos`, 'source', {}, { cwd: '/' }).place;
const one = place('qdrant:http://localhost:6333');
const other = place('qdrant:http://localhost:7333');
const env = { QDRANT_API_KEY: 'own', OLD_KEY: 'old', NEW_KEY: 'new', PGPASSWORD: 'word' };

const keysOf = (
  from: typeof one,
  to: typeof one,
  flags: Parameters<typeof copyKeys>[1] = {},
  given: Readonly<Record<string, string>> = env,
) => {
  const keys = copyKeys({ from, to }, flags, { env: given });
  return [keys.from.apiKey, keys.to.apiKey];
};

describe('the keys of a copy', () => {
  it('are those of each database, and one for both places of a server', () => {
    expect(keysOf(one, place('postgres://me@localhost/db'))).toEqual(['own', 'word']);
    expect(keysOf(one, one)).toEqual(['own', 'own']);
    expect(keysOf(place('postgres://me@h/a'), place('postgres://me@h/b'))).toEqual([
      'word',
      'word',
    ]);
    expect(keysOf(place('lancedb:./a'), place('lancedb:./b'))).toEqual([undefined, undefined]);
    expect(keysOf(one, other, {}, {})).toEqual([undefined, undefined]);
  });

  it('are never sent to two servers that no flag tells apart', () => {
    expect(() => keysOf(one, other)).toThrow(
      'QDRANT_API_KEY: would be sent to two servers of Qdrant',
    );
    expect(() => keysOf(place('postgres://me@h/a'), place('postgres://you@h/a'))).toThrow(
      'PGPASSWORD: would be sent to two servers of PostgreSQL',
    );
  });

  it('are those of the variables that flags name; the own one then opens one server only', () => {
    const [fromKeyVariable, toKeyVariable] = ['OLD_KEY', 'NEW_KEY'];
    expect(keysOf(one, other, { fromKeyVariable, toKeyVariable })).toEqual(['old', 'new']);
    expect(keysOf(one, other, { fromKeyVariable })).toEqual(['old', 'own']);
    expect(keysOf(one, other, { fromKeyVariable: 'QDRANT_API_KEY' })).toEqual(['own', undefined]);
    expect(keysOf(one, other, { toKeyVariable: 'QDRANT_API_KEY' })).toEqual([undefined, 'own']);
    expect(
      keysOf(one, other, { fromKeyVariable: 'QDRANT_API_KEY', toKeyVariable: 'QDRANT_API_KEY' }),
    ).toEqual(['own', 'own']);
  });

  it('name the flag where the variable is not set, or the place has no key, and repeat nothing', () => {
    expect(() => keysOf(one, other, { fromKeyVariable: 'sk-secret' })).toThrow(
      /^--from-key-variable: is not the name of an environment variable that is set$/,
    );
    expect(() => keysOf(one, place('lancedb:./b'), { toKeyVariable: 'NEW_KEY' })).toThrow(
      '--to-key-variable: is for a server, and LanceDB has no keys',
    );
  });
});

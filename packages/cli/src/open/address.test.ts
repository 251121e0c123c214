import { describe, expect, it } from 'vitest';
import { readAddress } from './address.ts';

const io = { cwd: '/home/me' };
const read = (text: string) => readAddress(text, 'source', {}, io);

describe('an address', () => {
  it.each<[string, object]>([
    ['photos', { store: 'lancedb', folder: '/home/me/.nestvec' }],
    ['lancedb:./data#photos', { store: 'lancedb', folder: '/home/me/data' }],
    ['lancedb:/srv/a b#photos', { store: 'lancedb', folder: '/srv/a b' }],
    ['lancedb:s3://bucket/path#photos', { store: 'lancedb', name: 's3://bucket/path' }],
    ['lancedb:#photos', { store: 'lancedb', folder: '/home/me/.nestvec' }],
    ['lancedb#photos', { store: 'lancedb', folder: '/home/me/.nestvec' }],
    ['pglite:./a#b#photos', { store: 'pglite', folder: '/home/me/a#b' }],
    ['qdrant:http://localhost:6333#photos', { store: 'qdrant', name: 'http://localhost:6333' }],
    ['weaviate:https://a.example/#photos', { store: 'weaviate', name: 'https://a.example' }],
    ['pinecone:#photos', { store: 'pinecone' }],
    [
      'postgres://me@localhost/db#photos',
      { store: 'postgres', name: 'postgres://me@localhost/db' },
    ],
    ['postgresql://localhost/db#photos', { store: 'postgres' }],
    [
      'postgres:postgres://localhost/db#photos',
      { store: 'postgres', name: 'postgres://localhost/db' },
    ],
  ])('%s is read', (text, place) => {
    expect(read(text)).toMatchObject({ collection: 'photos', place });
  });

  it('keeps the path of a folder on Windows whole', () => {
    expect(read('lancedb:C:\\data#photos').place.name).toBe('C:\\data');
  });

  it('takes what flags say besides', () => {
    const { place } = readAddress(
      'qdrant:http://localhost:6333#photos',
      'target',
      { grpcUrl: 'http://localhost:6334' },
      io,
    );
    expect(place.flags).toEqual({ url: 'http://localhost:6333', grpcUrl: 'http://localhost:6334' });
  });

  it.each<[string, string]>([
    ['', 'is not a usable collection name'],
    ['pho tos', 'is not a usable collection name'],
    [
      'lancedb:./data',
      'source: names no collection; put it behind #, such as lancedb:./.nestvec#photos',
    ],
    ['qdrant:http://localhost:6333', 'source: names no collection; put it behind #'],
    ['qdrant:http://localhost:6333#', 'source: names no collection'],
    [
      'qdrant:#photos',
      'source: has no address of a server; write it as qdrant:http://localhost:6333#photos',
    ],
    ['qdrant:localhost:6333#photos', 'source: must be an http or https URL'],
    ['quadrant:http://localhost:6333#photos', 'did you mean qdrant?'],
    ['http://localhost:6333#photos', 'begins with http; write one of lancedb:./.nestvec#photos'],
    ['lancedb:./data#a/b', '"a/b" is not a usable collection name'],
    ['lancedb:./da\u001Bta#photos', 'holds control characters'],
    [`lancedb:./data#${'x'.repeat(500)}`, 'is not a usable collection name'],
    ['postgres:http://localhost/db#photos', 'must be a postgres:// URL'],
  ])('%j is refused with what to write', (text, message) => {
    expect(() => read(text)).toThrow(message);
    expect(() => read(text)).toThrow(/^source: /);
  });

  it.each([
    'qdrant:http://me:secret@localhost:6333#photos',
    'qdrant:http://localhost:6333?api-key=secret#photos',
    'postgres://me:secret@localhost/db#photos',
    'postgres://me@localhost/db?password=secret#photos',
    'postgres://me:se#cret@localhost/db#photos',
    'http://me:secret@localhost#photos',
  ])('with a key in it is refused, and the key is not repeated: %s', (text) => {
    let message = '';
    try {
      read(text);
    } catch (error) {
      message = String(error);
    }
    expect(message).toContain('source: ');
    expect(message).not.toMatch(/se#?cret/);
  });
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { PlaceFlags } from '../place-flags.ts';
import { placeFlags, placeOf } from './place.ts';

const at = (flags: Omit<PlaceFlags, 'json'>) => placeOf(flags, { cwd: '/home' });

describe('where collections are', () => {
  it('is a folder below the current one by default', () => {
    expect(at({ store: 'lancedb' })).toEqual({
      store: 'lancedb',
      name: '.nestvec',
      flags: {},
      folder: '/home/.nestvec',
    });
  });

  it('is an object store as it stands', () => {
    expect(at({ store: 'lancedb', data: 's3://bucket/path' })).toEqual({
      store: 'lancedb',
      name: 's3://bucket/path',
      flags: { data: 's3://bucket/path' },
    });
  });

  it('is a server by its address, without slashes at the end', () => {
    expect(at({ store: 'qdrant', url: 'https://host/behind/proxy//' })).toEqual({
      store: 'qdrant',
      name: 'https://host/behind/proxy',
      flags: { url: 'https://host/behind/proxy' },
    });
  });

  it('is Pinecone, or an emulator of it, with a place for new indexes', () => {
    expect(at({ store: 'pinecone' })).toEqual({ store: 'pinecone', name: 'Pinecone', flags: {} });
    expect(
      at({ store: 'pinecone', url: 'http://localhost:5080/', cloud: 'gcp:europe-west4' }),
    ).toEqual({
      store: 'pinecone',
      name: 'http://localhost:5080',
      flags: { url: 'http://localhost:5080', cloud: 'gcp:europe-west4' },
    });
  });

  it.each<[Omit<PlaceFlags, 'json'>, string]>([
    [{ store: 'pinecone', cloud: 'us-east-1' }, '--cloud: must be aws, gcp or azure with a region'],
    [{ store: 'pinecone', data: 'b' }, '--data: is for LanceDB and PGlite; leave it out'],
    [
      { store: 'qdrant', url: 'http://a', cloud: 'aws:x' },
      '--cloud: is for Pinecone; leave it out',
    ],
    [
      { store: 'lancedb', url: 'http://localhost:6333' },
      '--url: is for Qdrant, Weaviate, Pinecone, and PostgreSQL; leave it out, since --store is lancedb, or add --store qdrant or --store weaviate or --store pinecone or --store postgres',
    ],
    [
      { store: 'lancedb', grpcUrl: 'http://a' },
      '--grpc-url: is for Qdrant and Weaviate; leave it out, since --store is lancedb, or add --store qdrant or --store weaviate',
    ],
    [
      { store: 'weaviate' },
      '--url: --store weaviate needs an address; add --url http://localhost:8080',
    ],
    [
      { store: 'weaviate', url: 'http://a', grpcUrl: 'a' },
      '--grpc-url: must be an http or https URL',
    ],
    [{ store: 'qdrant' }, '--url: --store qdrant needs an address; add --url http://localhost'],
    [
      { store: 'qdrant', url: 'http://a', data: 'b' },
      '--data: is for LanceDB and PGlite; leave it out',
    ],
    [{ store: 'qdrant', url: 'localhost:6333' }, 'must be an http or https URL, such as http://'],
    [{ store: 'qdrant', url: 'redis://localhost' }, 'must be an http or https URL'],
    [{ store: 'postgres', url: 'http://a' }, 'must be a postgres:// URL, such as postgres://'],
    [{ store: 'pglite', url: 'postgres://a/b' }, '--url: is for Qdrant'],
  ])('is not %j', (flags, sentence) => {
    expect(() => at(flags)).toThrow(sentence);
  });

  it.each(['http://user:hush@host', 'http://host/?api-key=hush', 'http://host/#hush'])(
    'is not named by %s, and what could be a key is not repeated',
    (url) => {
      expect(() => at({ store: 'qdrant', url })).toThrow(
        /^--url: must be an address only; set QDRANT_API_KEY to give a key$/,
      );
    },
  );

  it('may name the user of PostgreSQL, and never its password', () => {
    const url = 'postgres://me@host:5432/db?sslmode=require';
    expect(at({ store: 'postgres', url }).flags.url).toBe(url);
    for (const hidden of ['postgres://me:hush@host/db', 'postgres://host/db?password=hush'])
      expect(() => at({ store: 'postgres', url: hidden })).toThrow(
        /^--url: must be an address only; set PGPASSWORD to give a key$/,
      );
  });
});

describe('--attach', () => {
  it('is a JSON file that the adapter checks, and is named again by commands to be shown', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'nestvec-place-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    await writeFile(join(folder, 'theirs.json'), '{"textField":"body"}');
    await writeFile(join(folder, 'broken.json'), '{');
    const flags = { store: 'qdrant', url: 'http://a' } as const;
    const place = placeOf({ ...flags, attach: 'theirs.json' }, { cwd: folder });
    expect(place.attach).toEqual({ textField: 'body' });
    expect(placeFlags(place)).toBe(' --store qdrant --url http://a --attach theirs.json');
    for (const store of ['lancedb', 'pinecone', 'pglite'] as const)
      expect(placeOf({ store, attach: 'theirs.json' }, { cwd: folder }).attach).toEqual(
        place.attach,
      );
    expect(() => placeOf({ ...flags, attach: 'broken.json' }, { cwd: folder })).toThrow(
      "--attach: broken.json can't be read as JSON",
    );
    await writeFile(join(folder, 'list.json'), '[]');
    expect(() => placeOf({ ...flags, attach: 'list.json' }, { cwd: folder })).toThrow(
      '--attach: list.json must hold an object, got an array',
    );
  });
});

describe('the flags that name a place again', () => {
  it.each<[Omit<PlaceFlags, 'json'>, string]>([
    [{ store: 'lancedb' }, ''],
    [{ store: 'lancedb', data: 'my data' }, ' --data "my data"'],
    [
      { store: 'qdrant', url: 'http://localhost:6333/' },
      ' --store qdrant --url http://localhost:6333',
    ],
    [
      { store: 'weaviate', url: 'http://localhost:8080', grpcUrl: 'http://localhost:50051/' },
      ' --store weaviate --url http://localhost:8080 --grpc-url http://localhost:50051',
    ],
    [{ store: 'pinecone' }, ' --store pinecone'],
    [
      { store: 'pinecone', url: 'http://localhost:5080' },
      ' --store pinecone --url http://localhost:5080',
    ],
    [
      { store: 'pinecone', cloud: 'gcp:europe-west4' },
      ' --store pinecone --cloud gcp:europe-west4',
    ],
  ])('for %j are%s', (flags, expected) => {
    expect(placeFlags(at(flags))).toBe(expected);
  });
});

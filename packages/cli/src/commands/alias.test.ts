import { createIndex } from '@nestvec/core';
import { lancedb } from '@nestvec/lancedb';
import { fakeEmbedder } from '@nestvec/testkit/embedder';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { documentOf, nestvec } from '../__fixtures__/nestvec.ts';
import { createWorkplace, type Workplace } from '../__fixtures__/workplace.ts';

let at: Workplace;
const run = async (...args: string[]) => await nestvec(args, { cwd: at.folder });

beforeAll(async () => {
  at = await createWorkplace();
  await at.write('rows.jsonl', '{"id":"1","text":"a violin"}\n{"id":"2","text":"a drum"}');
  await run('ingest', 'rows.jsonl', '-c', 'photos');
  const store = lancedb({ uri: `${at.folder}/.nestvec`, collection: 'other' });
  await (await createIndex({ embedder: fakeEmbedder(), store })).create();
  await store.close();
}, 60_000);
afterAll(() => at.remove());

describe('nestvec alias', { timeout: 60_000 }, () => {
  it('sets an alias, under which everything is found, written, shown and planned', async () => {
    expect(await run('alias', 'show')).toMatchObject({
      code: 0,
      stdout: 'no aliases in .nestvec\n',
    });
    expect(await run('alias', 'set', 'live', 'photos')).toMatchObject({
      code: 0,
      stdout: 'live leads to photos\n',
    });
    const found = documentOf(await run('search', 'live', 'a violin', '--json'));
    expect(found).toMatchObject({ hits: [{ id: '1' }, {}] });
    await at.write('more.jsonl', '{"id":"3","text":"a flute"}');
    expect((await run('ingest', 'more.jsonl', '-c', 'live')).code).toBe(0);
    expect(documentOf(await run('collection', 'show', 'photos', '--json'))).toMatchObject({
      count: 3,
    });
    expect(documentOf(await run('collection', 'show', 'live', '--json'))).toMatchObject({
      count: 3,
    });
    expect((await run('collection', 'plan', 'live', '--fields', 'size:number')).code).toBe(0);
    expect((await run('collection', 'apply', 'live', '--fields', 'size:number')).code).toBe(0);
    const list = await run('collection', 'list');
    expect(list.stdout).toContain('photos');
    expect(list.stdout.split('\n').filter((line) => line.includes('live'))).toEqual([
      'live is an alias of photos',
    ]);
    expect(list.stdout).not.toContain('_aliases');
    expect(documentOf(await run('collection', 'list', '--json'))).toMatchObject({
      aliases: [{ alias: 'live', collection: 'photos' }],
    });
    expect(documentOf(await run('alias', 'show', '--json'))).toEqual({
      aliases: [{ alias: 'live', collection: 'photos' }],
    });
  });

  it('refuses to drop by an alias, and what an alias leads to', async () => {
    const byAlias = await run('collection', 'drop', 'live', '--yes');
    expect(byAlias).toMatchObject({ code: 1 });
    expect(byAlias.stderr).toContain('live in lancedb is an alias of photos');
    const named = await run('collection', 'drop', 'photos', '--yes');
    expect(named).toMatchObject({ code: 1 });
    expect(named.stderr).toContain('photos in lancedb is what live leads to');
  });

  it('copies from an alias, and moves it once both are equal', async () => {
    const copied = await run('copy', 'live', 'photos_v2', '--alias', 'live', '--json');
    expect(copied.code).toBe(0);
    expect(documentOf(copied)).toMatchObject({
      verification: { equal: true, counts: { source: 3, target: 3 } },
      alias: { alias: 'live', from: 'photos', to: 'photos_v2' },
    });
    expect((await run('alias', 'show', 'live')).stdout).toBe('live leads to photos_v2\n');
    const back = await run('alias', 'move', 'live', 'photos', '--from', 'photos_v2');
    expect(back.stdout).toBe('live leads to photos, and no longer to photos_v2\n');
  });

  it('moves to another model’s collection only with --other-model, and says what differs', async () => {
    const refused = await run('alias', 'move', 'live', 'other');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('were not filled by the same embedder');
    expect(refused.stderr).toContain('add --other-model');
    const report = await run('copy', 'photos', 'photos_v3', '--alias', 'nowhere/..', '--json');
    expect(report.code).toBe(1);
    const moved = await run('alias', 'move', 'live', 'other', '--other-model');
    expect(moved).toMatchObject({ code: 0 });
    expect(moved.stdout).toContain('they were filled by different models: ');
    const search = await run('search', 'live', 'a violin', '--model', 'mini-clip');
    expect(search.code).toBe(1);
    expect(search.stderr).toContain('was filled by');
    const json = documentOf(
      await run('alias', 'move', 'live', 'photos', '--other-model', '--json'),
    );
    expect(json).toMatchObject({
      alias: 'live',
      from: 'other',
      to: 'photos',
      verdict: 'different',
    });
  });

  it.each([
    [['set', 'live', 'other'], 'move it instead'],
    [['set', 'other', 'photos'], 'other is a collection'],
    [['set', 'two', 'live'], 'is an alias itself'],
    [['set', 'two', 'nothing'], 'there is no collection nothing'],
    [
      ['move', 'none', 'photos'],
      'there is no alias none in .nestvec; see those that are there with: nestvec alias show',
    ],
    [['move', 'live', 'nothing'], 'there is no collection nothing'],
    [['move', 'live', 'photos_v2', '--from', 'other'], 'leads to photos'],
    [['remove', 'none'], 'there is no alias none'],
    [['show', 'none'], 'there is no alias none'],
    [['set', '../x', 'photos'], 'not a usable collection name'],
    [['set', 'two', "a'b"], 'not a usable collection name'],
  ])('says what is wrong with %j, and changes nothing', async (args, said) => {
    const outcome = await run('alias', ...args);
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toContain(said);
    expect((await run('alias', 'show')).stdout).toBe('live leads to photos\n');
  });

  it('says of Pinecone that it has no aliases', async () => {
    const env = { PINECONE_API_KEY: 'any' };
    const outcome = await nestvec(['alias', 'show', '--store', 'pinecone'], {
      cwd: at.folder,
      env,
    });
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toContain('pinecone does not support another name (alias)');
  });

  it('removes an alias, and nothing else', async () => {
    expect((await run('alias', 'remove', 'live')).stdout).toBe('removed the alias live\n');
    expect((await run('search', 'live', 'a violin')).stderr).toContain(
      'there is no collection live',
    );
    expect((await run('collection', 'drop', 'photos', '--yes')).code).toBe(0);
  });
});

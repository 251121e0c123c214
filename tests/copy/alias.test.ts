import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createIndex } from '@nestvec/core';
import { copy } from '@nestvec/core/copy';
import { fakeEmbedder } from '@nestvec/testkit/embedder';
import { memoryDatabase, memoryStore } from '@nestvec/testkit/memory';
import { wrapStore } from '@nestvec/testkit';
import { afterAll, describe, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'nestvec-copy-alias-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A collection `old` of 30 records that the alias `live` leads to, and what opens others of the database. */
async function setUp() {
  const database = memoryDatabase();
  const open = (collection: string) => memoryStore({ collection, database });
  const old = open('old');
  const index = await createIndex({ embedder: fakeEmbedder(), store: old, modalities: ['text'] });
  const items = Array.from({ length: 30 }, (_, i) => ({ id: `r${i}`, text: `text ${i}` }));
  await index.ingest(items);
  await old.aliases.set('live', 'old');
  return { old, open };
}

describe('an alias of a copy', () => {
  it('leads to the target after both were compared, and is made where there was none', async () => {
    const { old, open } = await setUp();
    const live = await createIndex({ embedder: fakeEmbedder(), store: open('live') });
    const moved = await copy(open('live'), open('next'), { alias: 'live' });
    expect(moved.verification?.equal).toBe(true);
    expect(moved.alias).toEqual({ alias: 'live', from: 'old', to: 'next' });
    expect((await live.search('text 3')).hits[0]?.id).toBe('r3');
    expect(await old.aliases.get('live')).toBe('next');
    const made = await copy(old, open('third'), { alias: 'other' });
    expect(made.alias).toEqual({ alias: 'other', from: undefined, to: 'third' });
  });

  it('stays where both differ, where a record was refused, and after a dry run', async () => {
    const { old, open } = await setUp();
    const next = open('next');
    const losing = wrapStore(next, {
      async upsert(records, options) {
        await next.upsert(records.slice(1), options);
      },
    });
    const differing = await copy(old, losing, { alias: 'live' });
    expect(differing.verification?.equal).toBe(false);
    expect(differing.alias).toEqual({ alias: 'live', notMoved: 'source and target differ' });
    expect((await copy(old, open('dry'), { alias: 'live', dryRun: true })).alias).toBeUndefined();
    expect(await old.aliases.get('live')).toBe('old');
  });

  it('moves to another model’s collection only where that is allowed, and what was copied stays', async () => {
    const { old, open } = await setUp();
    const embedder = fakeEmbedder({ model: 'nestvec/other-clip', dimensions: 128 });
    const journal = join(folder, 'other');
    const refused = await copy(old, open('next'), { embedder, journal, alias: 'live' });
    expect(refused.verification?.equal).toBe(true);
    expect(refused.alias).toMatchObject({ notMoved: expect.stringContaining('otherModel: true') });
    expect(await old.aliases.get('live')).toBe('old');
    const app = await createIndex({ embedders: [fakeEmbedder(), embedder], store: open('live') });
    const allowed = { embedder, journal, alias: 'live', otherModel: true };
    const moved = await copy(old, open('next'), allowed);
    expect(moved.alias).toEqual({ alias: 'live', from: 'old', to: 'next' });
    expect((await app.search('text 7')).hits[0]?.id).toBe('r7');
    expect(app.embedder).toBe(embedder);
  });

  it('keeps all records of the target once it leads there, whatever is gone from the source', async () => {
    const { old, open } = await setUp();
    const next = open('next');
    const journal = join(folder, 'gone');
    await copy(old, next, { journal });
    await old.remove({ ids: ['r1'] });
    expect((await copy(old, next, { journal })).passes[0]).toMatchObject({ removed: 1 });
    await copy(old, next, { journal, alias: 'live' });
    await old.remove({ ids: ['r2'] });
    const [pass] = (await copy(old, next, { journal })).passes;
    expect(pass).toMatchObject({ removed: 0 });
    expect(pass?.notRemoved).toEqual(['the alias live leads to next, so apps may use it']);
    expect(await next.count()).toBe(29);
  });

  it.each([
    [{ alias: 'live', verify: 'none' }, 'verify'],
    [{ alias: 'not a name' }, 'options.alias'],
    [{ alias: 'next' }, 'copied into'],
    [{ alias: 3 }, 'options.alias'],
    [{ alias: 'live', otherModel: 'yes' }, 'options.otherModel'],
  ])('is refused before anything is written: %j', async (options, said) => {
    const { old, open } = await setUp();
    await expect(copy(old, open('next'), options as object)).rejects.toThrow(said);
    expect(await open('next').describe()).toBeUndefined();
  });

  it('can’t take the name of a collection; what was copied stays', async () => {
    const { old, open } = await setUp();
    const report = await copy(old, open('next'), { alias: 'old' });
    expect(report.alias).toMatchObject({
      notMoved: expect.stringContaining('old is a collection'),
    });
    expect(await open('next').count()).toBe(30);
  });
});

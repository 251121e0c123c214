import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import {
  createIndex,
  defaultSpec,
  type IngestReport,
  type Item,
  NestvecError,
  passages,
  type Store,
} from '@nestvec/core';
import { deadLetterSources, openJournal, readDeadLetters } from '@nestvec/core/journal';
import { fakeEmbedder } from '@nestvec/testkit/embedder';
import { memoryStore } from '@nestvec/testkit/memory';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  items,
  refusal,
  temporaryFolder,
  type Workplace,
  workplace,
} from './__fixtures__/journalled.ts';

const failing = (base: Store, isBad: (id: string) => boolean, status?: number): Store => ({
  ...base,
  async upsert(records, options) {
    if (records.some(({ id }) => isBad(id))) {
      throw refusal(
        records.map(({ id }) => id),
        status,
      );
    }
    await base.upsert(records, options);
  },
});

describe('an ingest with a journal', () => {
  it('does nothing the second time', async () => {
    const place = await workplace();
    expect(await place.run(items(100))).toMatchObject({
      written: 100,
      unchanged: 0,
      embedded: 100,
    });
    expect(await place.run(items(100))).toMatchObject({ written: 0, unchanged: 100, embedded: 0 });
    expect(place.paid).toHaveLength(100);
  });

  it('embeds what has changed, and writes changed metadata without embedding', async () => {
    const place = await workplace();
    await place.run(items(20));
    const changed = items(20).map((item, i) =>
      i === 3 ? { ...item, text: 'other' } : i === 5 ? { ...item, metadata: { price: -1 } } : item,
    );
    const report = await place.run(changed);
    expect(report).toMatchObject({ written: 2, unchanged: 18, embedded: 1, reused: 1 });
    expect((await place.store.get(['item-5']))[0]?.metadata).toEqual({ price: -1 });
    expect((await place.store.get(['item-3']))[0]?.text).toBe('other');
  });

  it('leaves what was changed in the database, where the source did not change', async () => {
    const place = await workplace();
    await place.run(items(3));
    await place.store.update([{ id: 'item-1', metadata: { price: -1 } }]);
    expect(await place.run(items(3))).toMatchObject({ written: 0, unchanged: 3 });
    expect((await place.store.get(['item-1']))[0]?.metadata).toMatchObject({ price: -1 });
  });

  it('pays once for a content that several items share, also over runs and sources', async () => {
    const place = await workplace();
    const same = (prefix: string): Item[] =>
      Array.from({ length: 30 }, (_, i) => ({ id: `${prefix}${i}`, text: `text ${i % 3}` }));
    await place.run(same('a'), {
      embedder: { limits: { ...fakeEmbedder().limits, concurrency: 1 } },
    });
    await place.run(same('b'), { source: 'other' });
    expect(place.paid).toHaveLength(3);
    expect(await place.store.count()).toBe(60);
  });

  it('writes again what the database has lost, without paying for it', async () => {
    const place = await workplace();
    await place.run(items(30));
    await place.store.remove({ ids: ['item-4', 'item-9'] });
    expect(await place.run(items(30))).toMatchObject({ written: 2, unchanged: 28, embedded: 0 });
    await place.store.drop();
    expect(await place.run(items(30))).toMatchObject({ written: 30, unchanged: 0, embedded: 0 });
    expect(await place.store.count()).toBe(30);
  });

  it('believes the journal alone where verify is false', async () => {
    const place = await workplace();
    await place.run(items(5));
    await place.store.remove({ ids: ['item-4'] });
    expect(await place.run(items(5), { verify: false })).toMatchObject({ unchanged: 5 });
  });

  it('finishes what was embedded and not confirmed from the journal alone', async () => {
    const place = await workplace();
    const down = failing(place.store, () => true, 503);
    await expect(place.run(items(20), { store: down })).rejects.toThrow('refused');
    const paid = place.paid.length;
    expect(paid).toBeGreaterThan(0);
    const report = await place.run([]);
    expect(report.resumed).toBe(paid);
    expect(place.paid).toHaveLength(paid);
    expect(await place.store.count()).toBe(paid);
    expect((await place.store.get(['item-0']))[0]).toMatchObject({
      text: 'text 0',
      metadata: { price: 0 },
    });
  });

  it('writes once what it finishes, also where the collection was still to be made', async () => {
    const place = await workplace();
    const apply = async (): Promise<never> => {
      throw refusal([]);
    };
    await expect(place.run(items(20), { store: { ...place.store, apply } })).rejects.toThrow(
      'refused',
    );
    const kept = place.paid.length;
    const report = await place.run(items(20));
    expect(report).toMatchObject({ resumed: kept, unchanged: kept, written: 20 - kept });
    expect(await place.store.count()).toBe(20);
  });

  it('lets the last of a repeated id win, also when the journal knows the last one already', async () => {
    const place = await workplace();
    await place.run([{ id: 'a', text: 'one' }]);
    const report = await place.run([
      { id: 'a', text: 'two' },
      { id: 'b', text: 'b' },
      { id: 'a', text: 'one' },
    ]);
    expect(report).toMatchObject({ repeated: 1, written: 3 });
    expect((await place.store.get(['a']))[0]?.text).toBe('one');
    expect(await place.run([{ id: 'a', text: 'one' }])).toMatchObject({ unchanged: 1 });
  });

  it('counts a repeated id over the whole source, however far apart', async () => {
    const place = await workplace();
    const report = await place.run([...items(300), ...items(2)]);
    expect(report).toMatchObject({ read: 302, repeated: 2 });
  });

  it('notices an image whose file was written anew, and does not read one that was not', async () => {
    const place = await workplace();
    const path = join(await temporaryFolder(), 'a.png');
    await writeFile(path, 'one');
    await wait(150); // files have coarse clocks: a fresh one is hashed again
    const source = [{ id: 'a', image: path }];
    expect(await place.run(source)).toMatchObject({ embedded: 1 });
    expect(await place.run(source)).toMatchObject({ unchanged: 1 });
    await writeFile(path, 'two');
    expect(await place.run(source)).toMatchObject({ written: 1, embedded: 1 });
  });

  it('takes an image that is a stream, once', async () => {
    const place = await workplace();
    const source = (): Item[] => [{ id: 'a', image: new Blob(['pixels']).stream() }];
    expect(await place.run(source())).toMatchObject({ written: 1 });
    expect(await place.run(source())).toMatchObject({ unchanged: 1 });
  });

  it('refuses an image that was written to while it was embedded', async () => {
    const place = await workplace();
    const path = join(await temporaryFolder(), 'a.png');
    await writeFile(path, 'one');
    await wait(150);
    const base = fakeEmbedder({ dimensions: 64 });
    const report = await place.run([{ id: 'a', image: path }], {
      embedder: {
        async embed(contents, options) {
          await writeFile(path, 'other');
          return await base.embed(contents, options);
        },
      },
    });
    expect(report).toMatchObject({ written: 0, failed: 1, failures: [{ stage: 'embed' }] });
    expect(report.failures[0]?.error.message).toContain('was written to while it was read');
  });
});

describe('items that can not be written', () => {
  it('are found by halving, and the rest is written', async () => {
    const place = await workplace();
    const store = failing(place.store, (id) => id === 'item-7' || id === 'item-42', 422);
    const report = await place.run(items(60), { store });
    expect(report).toMatchObject({ written: 58, failed: 2 });
    expect(report.failures.map(({ id, stage }) => ({ id, stage }))).toEqual([
      { id: 'item-7', stage: 'write' },
      { id: 'item-42', stage: 'write' },
    ]);
    expect(await place.store.count()).toBe(58);
  });

  it('stop the run where the database refuses everything', async () => {
    const place = await workplace();
    const store = failing(place.store, () => true, 400);
    const run = place.run(items(500), { store, onFailure: () => expect.unreachable() });
    await expect(run).rejects.toThrow('refused');
    // Nothing counts as an item's own fault: once the database is well again, all of it is written.
    expect(await place.run(items(500))).toMatchObject({ failed: 0 });
    expect(await place.store.count()).toBe(500);
    expect(place.paid).toHaveLength(500);
  });

  it('are reported where they are the last ones, or the only one', async () => {
    const place = await workplace();
    const store = failing(place.store, (id) => id === 'item-9', 400);
    expect(await place.run(items(10), { store })).toMatchObject({ written: 9, failed: 1 });
    expect(await place.run(items(1, 9), { store })).toMatchObject({ written: 0, failed: 1 });
  });

  it('are halved for the embedder as well', async () => {
    const place = await workplace();
    const base = fakeEmbedder({ dimensions: 64 });
    const report = await place.run(items(40), {
      embedder: {
        async embed(contents, options) {
          if (contents.some((content) => 'text' in content && content.text === 'text 13')) {
            const details = { operation: 'embed', retryable: false, status: 422 };
            throw new NestvecError('embedder', 'bad text', details);
          }
          return await base.embed(contents, options);
        },
      },
    });
    expect(report).toMatchObject({ written: 39, failed: 1, failures: [{ id: 'item-13' }] });
  });

  it('are written to a file with their reason, and can be replayed once they are mended', async () => {
    const place = await workplace();
    const bad: Item[] = [
      { id: 'a', text: 'a [fail]', metadata: { price: 1 } },
      { id: 'b', text: 'b', metadata: { price: 'cheap' } },
      { id: 'c', text: 'c' },
    ];
    const source = 'shop';
    await place.run(bad, { source });
    const journal = await openJournal({ directory: place.directory });
    expect(await journal.writeDeadLetters()).toBe(2);
    await journal.close();
    const file = join(place.directory, 'dead.jsonl');
    const lines = (await readFile(file, 'utf8')).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { id: 'a', source, stage: 'embed', code: 'invalid-input', item: bad[0] },
      {
        id: 'b',
        source,
        stage: 'check',
        message: 'item.metadata.price: is declared as number, got "cheap"',
        item: bad[1],
      },
    ]);
    await writeFile(file, lines.join('\n').replace('"cheap"', '5').replace(' [fail]', ''));
    expect(await deadLetterSources(file)).toEqual([source]);
    const report = await place.run(readDeadLetters(file, { source }), { source, partial: true });
    expect(report).toMatchObject({ written: 2, failed: 0 });
    const again = await openJournal({ directory: place.directory });
    expect(await again.writeDeadLetters()).toBe(0);
    await again.close();
    await expect(stat(file)).rejects.toThrow('ENOENT');
  });

  it('leave the file when their source has them no more', async () => {
    const place = await workplace();
    await place.run([...items(3), { id: 'x', text: '[fail]' }]);
    await place.run(items(3));
    const journal = await openJournal({ directory: place.directory });
    expect(await journal.writeDeadLetters()).toBe(0);
    await journal.close();
  });

  it('include one over every limit of the database, before it is paid for', async () => {
    const base = memoryStore({ collection: 'things' });
    const limits = { ...base.limits, metadataBytes: 2000, bytesPerUpsert: 10_000 };
    const place = await workplace({ ...base, limits });
    const report = await place.run([
      { id: 'wide', text: 'w', metadata: { note: 'n'.repeat(3000) } },
      { id: 'long', text: 'l'.repeat(20_000) },
      { id: 'good', text: 'g' },
    ]);
    expect(report.failures.map(({ id, stage, error }) => [id, stage, error.message])).toEqual([
      [
        'wide',
        'check',
        expect.stringMatching(/^item\.metadata: has 3011 bytes where memory takes 2000;/),
      ],
      [
        'long',
        'check',
        expect.stringMatching(/^item: is a record of \d+ bytes where memory takes 10000 at once;/),
      ],
    ]);
    expect(place.paid).toEqual([{ text: 'g' }]);
  });
});

describe('two tenants with one journal', () => {
  const tenants = async (): Promise<Workplace & { readonly one: Store; readonly two: Store }> => {
    const root = memoryStore({ collection: 'things' });
    const { identity } = fakeEmbedder({ dimensions: 64 });
    const fields = { price: 'number' } as const;
    const spec = defaultSpec(identity, { name: 'things', fields, tenants: true });
    await root.apply(await root.plan(spec));
    return { ...(await workplace(root)), one: root.tenant('one'), two: root.tenant('two') };
  };

  it.each([true, false])(
    'are both given a source that only the first pays for, verify: %s',
    async (verify) => {
      const { run, paid, one, two } = await tenants();
      const ingest = async (store: Store): Promise<IngestReport> =>
        await run(items(20), { store, verify });
      expect(await ingest(one)).toMatchObject({ written: 20, embedded: 20 });
      expect(await ingest(two)).toMatchObject({ written: 20, unchanged: 0, reused: 20 });
      expect([await one.count(), await two.count()]).toEqual([20, 20]);
      for (const store of [one, two])
        expect(await ingest(store)).toMatchObject({ written: 0, unchanged: 20 });
      expect(paid).toHaveLength(20);
    },
  );

  it('leave what the other has not finished to the other', async () => {
    const { run, paid, one, two } = await tenants();
    const down = failing(one, () => true, 503);
    await expect(run(items(20), { store: down })).rejects.toThrow('refused');
    expect(await run([], { store: two })).toMatchObject({ resumed: 0 });
    expect(await two.count()).toBe(0);
    expect(await run([], { store: one })).toMatchObject({ resumed: paid.length });
    expect(await one.count()).toBe(paid.length);
  });

  it('remove only their own', async () => {
    const { run, one, two } = await tenants();
    for (const store of [one, two]) await run(items(10), { store });
    expect(await run(items(7), { store: one, prune: true })).toMatchObject({ pruned: 3 });
    expect([await one.count(), await two.count()]).toEqual([7, 10]);
    expect(await run(items(10), { store: two })).toMatchObject({ unchanged: 10 });
  });

  it('have their own dead letters in one file', async () => {
    const { run, directory, one, two } = await tenants();
    for (const store of [one, two]) await run([{ id: 'a', text: 'a [fail]' }], { store });
    await run([{ id: 'a', text: 'mended' }], { store: two, partial: true });
    await run([{ id: 'b', text: 'b [fail]' }], { store: two, partial: true });
    const journal = await openJournal({ directory });
    expect(await journal.writeDeadLetters()).toBe(2);
    await journal.close();
    const file = join(directory, 'dead.jsonl');
    const read = async (tenant?: string): Promise<string[]> => {
      const ids: string[] = [];
      for await (const { id } of readDeadLetters(file, { tenant })) ids.push(id);
      return ids;
    };
    expect([await read('one'), await read('two'), await read()]).toEqual([['a'], ['b'], []]);
    expect(await deadLetterSources(file, { tenant: 'one' })).toEqual(['']);
  });
});

describe('two sources with the same ids', () => {
  it('report what they overwrite of each other, not what is the same', async () => {
    const place = await workplace();
    const ours = items(10).map((item, i) => (i < 3 ? { ...item, text: `ours ${i}` } : item));
    expect(await place.run(items(10), { source: 'a' })).toMatchObject({ overwritten: 0 });
    expect(await place.run(ours, { source: 'b', dryRun: true })).toMatchObject({ overwritten: 3 });
    expect(await place.run(ours, { source: 'b' })).toMatchObject({ written: 3, overwritten: 3 });
    expect(await place.run(ours, { source: 'b' })).toMatchObject({ written: 0, overwritten: 0 });
    expect(await place.run(items(10), { source: 'a' })).toMatchObject({
      written: 3,
      overwritten: 3,
    });
  });

  it('do not report changes of their own', async () => {
    const place = await workplace();
    await place.run(items(5), { source: 'a' });
    const changed = items(5).map((item) => ({ ...item, text: `new ${item.id}` }));
    const report = await place.run(changed, { source: 'a' });
    expect(report).toMatchObject({ written: 5, overwritten: 0 });
  });
});

describe('prune', () => {
  it('removes what a source does not have any more, and leaves other sources alone', async () => {
    const place = await workplace();
    await place.run(items(10), { source: 'a' });
    await place.run(items(10, 100), { source: 'b' });
    const report = await place.run(items(7), { source: 'a', prune: true });
    expect(report).toMatchObject({ pruned: 3, unchanged: 7, notPruned: undefined });
    expect(await place.store.count()).toBe(17);
    expect((await place.store.get(['item-8', 'item-108'])).map((found) => found?.id)).toEqual([
      undefined,
      'item-108',
    ]);
  });

  it('keeps what is there but could not be written this time', async () => {
    const place = await workplace();
    await place.run(items(3));
    const broken = items(3).map((item) => ({ ...item, text: '[fail]' }));
    expect(await place.run(broken, { prune: true })).toMatchObject({ failed: 3, pruned: 0 });
    expect(await place.store.count()).toBe(3);
  });

  it.each([
    ['gave nothing', [], 'the source gave no items'],
    [
      'could not be read whole',
      [
        ...items(1),
        { id: 'line 2', error: new NestvecError('invalid-input', 'x', { field: 'x' }) },
      ],
      'parts of the source could not be read',
    ],
  ])('removes nothing where the source %s', async (_name, source, reason) => {
    const place = await workplace();
    await place.run(items(3));
    expect(await place.run(source, { prune: true })).toMatchObject({
      pruned: 0,
      notPruned: reason,
    });
    expect(await place.store.count()).toBe(3);
  });

  it('keeps what may come from what could not be read, and removes the rest', async () => {
    const place = await workplace();
    const all = [
      'locked.pdf',
      'locked.pdf#1',
      'locked.pdf.txt',
      'gone.md#1',
      'closed/a.md#1',
      'closed/deep/b.md',
      'closed.md',
      'empty.md#1',
      'here.md#1',
    ].map((id) => ({ id, text: id }));
    await place.run(all);
    const error = new NestvecError('invalid-input', 'x', { field: 'x' });
    const report = await place.run(
      [
        { id: 'locked.pdf', error, hides: ['locked.pdf'] },
        { id: 'closed/', error, hides: ['closed/'] },
        { id: 'empty.md', error, hides: [] },
        { id: 'here.md#1', text: 'here.md#1' },
      ],
      { prune: true },
    );
    expect(report).toMatchObject({ pruned: 4, spared: 3, failed: 3, notPruned: undefined });
    const ids: string[] = [];
    for await (const { records } of place.store.scan()) ids.push(...records.map(({ id }) => id));
    expect(ids.sort()).toEqual(
      ['closed/a.md#1', 'closed/deep/b.md', 'here.md#1', 'locked.pdf', 'locked.pdf#1'].sort(),
    );
  });

  it('keeps the passages of a document that could not be read, however long its id is', async () => {
    const place = await workplace();
    const id = `${'long/'.repeat(120)}manual.pdf`;
    const embedder = fakeEmbedder({ dimensions: 64 });
    const document = { kind: 'document' as const, id, text: 'A text.' };
    await place.run(passages([document], { embedder }));
    const error = new NestvecError('invalid-input', 'x', { field: 'x' });
    const report = await place.run([{ id, error, hides: [id] }, ...items(1)], { prune: true });
    expect(report).toMatchObject({ pruned: 0, spared: 1 });
  });

  it('is not held up by a document that is empty, or that lacks an image, since that was read', async () => {
    const place = await workplace();
    const embedder = fakeEmbedder({ dimensions: 64 });
    const document = (id: string, text: string) => ({ kind: 'document' as const, id, text });
    await place.run(passages([document('a', 'old'), document('b', 'gone')], { embedder }));
    const error = new NestvecError('invalid-input', 'image outside', { field: 'x' });
    const now = [
      { ...document('a', 'new'), failures: [{ id: 'a', error, hides: [] }] },
      document('empty', ''),
    ];
    const report = await place.run(passages(now, { embedder }), { prune: true });
    expect(report).toMatchObject({ written: 1, failed: 2, pruned: 2, spared: 0 });
    expect(await place.store.count()).toBe(1);
  });

  it('is refused for a part of a source', async () => {
    const place = await workplace();
    await expect(place.run(items(1), { prune: true, partial: true })).rejects.toMatchObject({
      code: 'invalid-input',
      details: { field: 'options.prune' },
    });
  });
});

describe('stopping', () => {
  it('drains: what was read is written, the rest is left to the next run', async () => {
    const place = await workplace();
    const drain = new AbortController();
    let read = 0;
    async function* source(): AsyncGenerator<Item> {
      for (const item of items(1000)) {
        if (++read === 100) drain.abort();
        yield await Promise.resolve(item);
      }
    }
    const report = await place.run(source(), { drain: drain.signal });
    expect(report).toMatchObject({ drained: true, failed: 0 });
    expect(report.written).toBe(report.read);
    expect(report.read).toBeGreaterThanOrEqual(99);
    expect(report.read).toBeLessThan(200);
    const rest = await place.run(items(1000));
    expect(rest).toMatchObject({ drained: false, unchanged: report.written });
    expect(place.paid).toHaveLength(1000);
  });

  it('drains a run that has not written anything yet', async () => {
    const place = await workplace();
    const drain = AbortSignal.abort();
    async function* source(): AsyncGenerator<Item> {
      yield* items(20);
    }
    const none = await place.run(source(), { drain });
    expect(none).toMatchObject({ read: 0, written: 0, drained: true });
    const base = fakeEmbedder({ dimensions: 64 });
    const stop = new AbortController();
    const report = await place.run(items(20), {
      drain: stop.signal,
      embedder: {
        async embed(contents, options) {
          stop.abort();
          return await base.embed(contents, options);
        },
      },
    });
    expect(report.written).toBe(report.read);
    expect(report.written).toBeGreaterThan(0);
  });

  it('drains while the source waits for its next item', async () => {
    const place = await workplace();
    const drain = new AbortController();
    async function* source(): AsyncGenerator<Item> {
      yield* items(3);
      setTimeout(() => drain.abort(), 20);
      await new Promise(() => {});
    }
    expect(await place.run(source(), { drain: drain.signal })).toMatchObject({
      written: 3,
      drained: true,
    });
  });

  it('says where a source that can not be read again goes on', async () => {
    const place = await workplace();
    const store = failing(place.store, (id) => Number(id.slice(5)) >= 48, 503);
    const limited = { ...store, limits: { ...store.limits, recordsPerUpsert: 8, concurrency: 1 } };
    await expect(place.run(items(100), { store: limited })).rejects.toThrow('refused');
    const journal = await openJournal({ directory: place.directory });
    const point = await journal.resumePoint();
    await journal.close();
    expect(point).toEqual({ index: 47, id: 'item-47' });
    await place.run(items(52, 48));
    expect(await place.store.count()).toBe(100);
    expect(new Set(place.paid.map((content) => JSON.stringify(content))).size).toBe(
      place.paid.length,
    );
  });
});

describe('a dry run', () => {
  it('counts what is left to do, and does none of it', async () => {
    const place = await workplace();
    await place.run(items(10));
    const report = await place.run([...items(10), ...items(5, 200)], {
      dryRun: true,
      price: { perMillionTokens: 2, currency: 'USD' },
    });
    expect(report).toMatchObject({
      read: 15,
      unchanged: 10,
      written: 0,
      estimate: { items: 5, contents: 5, tokens: 20, cost: { amount: 0.000_04, currency: 'USD' } },
    });
    expect(report.estimate?.storageBytes).toBeGreaterThan(5 * 64 * 4);
    expect(place.paid).toHaveLength(10);
    expect(await place.store.count()).toBe(10);
  });
});

describe('a disk that fills up (a real one)', () => {
  it.runIf(canMount())('stops the run with what to do, and the next one goes on', async () => {
    const disk = await smallDisk('3m');
    const store = memoryStore({ collection: 'things' });
    const paid: string[] = [];
    const run = async (): Promise<IngestReport> => {
      const journal = await openJournal({ directory: join(disk, 'journal') });
      try {
        const embedder = fakeEmbedder({
          dimensions: 1024,
          limits: { itemsPerCall: 32 },
          onCall: (contents) =>
            paid.push(...contents.map((content) => ('text' in content ? content.text : ''))),
        });
        return await (await createIndex({ embedder, store })).ingest(items(1000), { journal });
      } finally {
        await journal.close();
      }
    };
    await expect(run()).rejects.toMatchObject({
      code: 'journal',
      details: { reason: 'disk-full' },
      message: expect.stringContaining('free some space and run the same again') as string,
    });
    const before = paid.length;
    expect(before).toBeGreaterThan(100);
    expect(before).toBeLessThan(1000);
    execFileSync('mount', ['-o', 'remount,size=60m', disk]);
    expect(await run()).toMatchObject({ read: 1000, failed: 0 });
    expect(await store.count()).toBe(1000);
    // Only the calls under way when the disk was full are made again.
    expect(paid.length - 1000).toBeLessThanOrEqual(2 * 32);
  });
});

async function smallDisk(size: string): Promise<string> {
  const disk = await temporaryFolder();
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', disk]);
  onTestFinished(() => {
    execFileSync('umount', ['-l', disk]);
  });
  return disk;
}

/** Only root may, and not in every container. */
function canMount(): boolean {
  const probe = mkdtempSync(join(tmpdir(), 'nestvec-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4k', 'tmpfs', probe], { stdio: 'ignore' });
    execFileSync('umount', [probe], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  } finally {
    rmdirSync(probe);
  }
}

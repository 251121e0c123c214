import { describe, expect, it, vi } from 'vitest';
import { testSpec, unitVector } from '../__fixtures__/spec.ts';
import { writeLock } from '../async/write-lock.ts';
import type { CollectionMemory } from '../plan/memory.ts';
import type { VectorRecord } from '../record/record.ts';
import { createStore } from './create-store.ts';
import { connectionFailure } from './server/request-failure.ts';
import type { Store } from './store.ts';
import { storeErrors } from './store-errors.ts';
import type { ScopeStart, StoreParts } from './store-parts.ts';
import { storeSession } from './store-session.ts';

interface Found {
  readonly memory: CollectionMemory | undefined;
  readonly version: number;
}

interface Scope extends ScopeStart {
  readonly version: number;
}

const memory: CollectionMemory = { spec: testSpec, incomplete: [] };
const record = (id: string): VectorRecord => ({
  id,
  vectors: { image: unitVector(64, 1) },
  metadata: {},
});

/** A store over a database that is a variable; its parts can be replaced. */
function setUp(changes: Partial<StoreParts<Found, Scope>> = {}) {
  const database = { found: { memory, version: 1 } as Found | undefined };
  const find = vi.fn(async () => await Promise.resolve(database.found));
  const close = vi.fn(async () => {});
  const stored = new Map<string, VectorRecord>();
  const errors = storeErrors({
    database: 'fake',
    title: 'Fake',
    readFailure: connectionFailure,
    isMissing: ({ reason }) => reason.includes('no such collection'),
    advice: () => undefined,
  });
  const session = storeSession<Found>({
    database: 'fake',
    collection: 'things',
    lock: writeLock({}),
    errors,
    find,
    close,
  });
  const unwanted = async (): Promise<never> => await Promise.reject(new Error('not expected here'));
  const store: Store = createStore<Found, Scope>({
    database: 'fake',
    collection: 'things',
    capabilities: {} as StoreParts<Found, Scope>['capabilities'], // not looked at
    limits: {} as StoreParts<Found, Scope>['limits'], // not looked at
    session,
    errors,
    isAttached: false,
    hasTenants: () => false,
    tenants: unwanted,
    removeTenant: unwanted,
    checkWritable: () => {},
    scope: ({ version }, start) => ({ ...start, version }),
    checkSpec: () => {},
    alterations: () => ({
      addVector: true,
      removeVector: true,
      addField: true,
      setGraph: true,
      setQuantization: true,
    }),
    observe: () => ({ embedder: undefined, vectors: {}, fields: {}, tenants: false }),
    execute: async () => {},
    writer: async () =>
      await Promise.resolve({
        check: () => {},
        async write(records) {
          for (const one of records) stored.set(one.id, one);
          await Promise.resolve();
        },
      }),
    read: async (_, ids) =>
      await Promise.resolve(new Map([...stored].filter(([id]) => ids.includes(id)))),
    search: unwanted,
    async *scan() {},
    removal: () => ({ byIds: unwanted, byFilter: unwanted }),
    count: async ({ version }) => await Promise.resolve(version),
    countAll: async () => await Promise.resolve(0),
    drop: async () => await Promise.resolve(true),
    ...changes,
  });
  return { store, session, database, find, close, stored };
}

describe('createStore', () => {
  it('believes a description for reads, and asks for it before every write', async () => {
    const { store, find } = setUp();
    for (let i = 0; i < 5; i++) await store.count();
    expect(find).toHaveBeenCalledTimes(1);
    await store.upsert([record('a')]);
    await store.upsert([record('b')]);
    expect(find).toHaveBeenCalledTimes(3);
    await store.plan(testSpec);
    expect(find).toHaveBeenCalledTimes(4);
  });

  it('reads again where a reading fails and the collection has changed since it was believed', async () => {
    const { store, database, find } = setUp({
      count: async ({ version }) =>
        version === 1 && database.found?.version === 2
          ? await Promise.reject(new Error('no such field'))
          : await Promise.resolve(version),
    });
    expect(await store.count()).toBe(1);
    database.found = { memory, version: 2 };
    expect(await store.count()).toBe(2);
    expect(find).toHaveBeenCalledTimes(2);
  });

  it('tells a collection that was dropped since from another failure', async () => {
    const { store, database } = setUp({
      count: async () =>
        database.found === undefined
          ? await Promise.reject(new Error('internal error'))
          : await Promise.resolve(1),
    });
    await store.count();
    database.found = undefined;
    await expect(store.count()).rejects.toMatchObject({ code: 'not-found' });
  });

  it('throws the error of a reading where nothing has changed', async () => {
    const { store } = setUp({ count: async () => await Promise.reject(new Error('disk on fire')) });
    await expect(store.count()).rejects.toMatchObject({
      code: 'store',
      message: 'fake: count on "things" failed: Error: disk on fire',
    });
  });

  it('gives reads the signal, and rejects with aborted while the database says nothing', async () => {
    const controller = new AbortController();
    let given: AbortSignal | undefined;
    const started = Promise.withResolvers<void>();
    const { store } = setUp({
      async count({ signal }) {
        given = signal;
        started.resolve();
        return await new Promise<number>(() => {});
      },
    });
    const counting = store.count({ signal: controller.signal });
    await started.promise;
    controller.abort();
    await expect(counting).rejects.toMatchObject({ code: 'aborted' });
    expect(given).toBe(controller.signal);
  });

  it.each([true, false])(
    'gives writes the signal where they are undone when cancelled: %s',
    async (cancelsWrites) => {
      const { signal } = new AbortController();
      const given: unknown[] = [];
      const { store, stored } = setUp({
        cancelsWrites,
        scope: ({ version }, start) => {
          given.push(start.signal);
          return { ...start, version };
        },
      });
      await store.upsert([record('a')], { signal });
      await store.update([{ id: 'a', text: 'x' }], { signal });
      expect(stored.get('a')?.text).toBe('x');
      expect(given).toEqual(cancelsWrites ? [signal, signal] : [undefined, undefined]);
    },
  );

  it('ends a write at once that has only looked for the collection, whatever comes later', async () => {
    const controller = new AbortController();
    const late = Promise.withResolvers<Found>();
    const { store, find, stored } = setUp();
    find.mockImplementation(async () => await late.promise);
    const writing = store.upsert([record('a')], { signal: controller.signal });
    await vi.waitFor(() => expect(find).toHaveBeenCalled());
    controller.abort();
    await expect(writing).rejects.toMatchObject({ code: 'aborted' });
    late.resolve({ memory, version: 1 });
    await store.close();
    expect(stored.size).toBe(0);
  });

  it('ends describe and plan as soon as the signal fires', async () => {
    const controller = new AbortController();
    const { store, find } = setUp();
    find.mockImplementation(async () => await new Promise<never>(() => {}));
    const calls = [
      store.describe({ signal: controller.signal }),
      store.plan(testSpec, { signal: controller.signal }),
    ];
    controller.abort();
    for (const call of calls) await expect(call).rejects.toMatchObject({ code: 'aborted' });
  });

  it('names ids that are not stored, and those that a failed write leaves, in one error', async () => {
    const { store, stored } = setUp({
      writer: async () =>
        await Promise.resolve({
          check: () => {},
          write: async () => await Promise.reject(new Error('timed out')),
        }),
    });
    stored.set('a', record('a'));
    await expect(
      store.update([
        { id: 'a', text: 'x' },
        { id: 'b', text: 'y' },
      ]),
    ).rejects.toMatchObject({
      code: 'store',
      details: { unconfirmedIds: expect.arrayContaining(['a', 'b']), retryable: true },
    });
  });

  it('says what was not stored where the rest is written', async () => {
    const { store, stored } = setUp();
    stored.set('a', record('a'));
    const changes = [
      { id: 'a', text: 'x' },
      { id: 'b', text: 'y' },
    ];
    await expect(store.update(changes)).rejects.toMatchObject({
      details: { unconfirmedIds: ['b'], retryable: false },
    });
    expect(stored.get('a')?.text).toBe('x');
  });

  it('refuses a tenant that is not declared, and a collection that someone else made', async () => {
    const { store, database } = setUp();
    await expect(store.tenant('t').count()).rejects.toThrow('"things" has no tenants');
    database.found = { memory: undefined, version: 1 };
    await expect(store.upsert([record('a')])).rejects.toMatchObject({ code: 'identity' });
    expect(await store.describe()).toMatchObject({ spec: undefined });
  });

  it('drops neither a collection that someone else made nor one that is attached', async () => {
    const drop = vi.fn(async () => await Promise.resolve(true));
    const { store, database } = setUp({ drop });
    database.found = { memory: undefined, version: 1 };
    await expect(store.drop()).rejects.toThrow('or say what it holds with attach');
    await expect(setUp({ drop, isAttached: true }).store.drop()).rejects.toMatchObject({
      code: 'unsupported',
    });
    expect(drop).not.toHaveBeenCalled();
    database.found = { memory, version: 1 };
    expect(await store.drop()).toBe(true);
  });

  it('finds nothing under an id that has not the shape of ids there, and does not ask', async () => {
    const read = vi.fn(async (_: Scope, ids: readonly string[]) =>
      Promise.resolve(new Map(ids.map((id) => [id, record(id)]))),
    );
    const { store } = setUp({ read, isId: (_, id) => /^\d+$/.test(id) });
    expect((await store.get(['x', '1', 'y'])).map((found) => found?.id)).toEqual([
      undefined,
      '1',
      undefined,
    ]);
    expect(read.mock.calls.map(([, ids]) => ids)).toEqual([['1']]);
    expect(await store.get(['x'])).toEqual([undefined]);
    expect(read).toHaveBeenCalledTimes(1);
  });

  it('waits for its writes before it closes, and takes no call afterwards', async () => {
    const [started, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const { store, close } = setUp({
      writer: async () =>
        await Promise.resolve({
          check: () => {},
          async write() {
            started.resolve();
            await gate.promise;
          },
        }),
    });
    const writing = store.upsert([record('a')]);
    await started.promise;
    const closing = store.close();
    await new Promise((resolve) => setImmediate(resolve));
    expect(close).not.toHaveBeenCalled();
    gate.resolve();
    await writing;
    await closing;
    await store.close();
    expect(close).toHaveBeenCalledTimes(1);
    await expect(store.count()).rejects.toMatchObject({ code: 'closed' });
  });
});

import type { Store } from '@nestvec/core';
import type { AttachOptions } from '@nestvec/core/store';
import { describe, expect, it } from 'vitest';
import { foreignMemory } from '../__fixtures__/foreign-memory.ts';
import { wrapStore } from '../wrap-store.ts';
import { attachedCases } from './attach-cases.ts';
import { runAttachCase } from './context.ts';
import type { ForeignDatabase } from './foreign.ts';

type Open = ForeignDatabase['open'];

/** Defects of stores that are attached, each with the case that must notice it. */
const defects: Record<string, { readonly spoil: (open: Open) => Open; readonly caughtBy: string }> =
  {
    'writes where it may only read': {
      spoil: said((attach) => ({ ...attach, writable: true })),
      caughtBy: 'writes nothing unless it is said to be writable',
    },
    'drops what is theirs': {
      spoil: wrapped((store) => ({
        async drop() {
          await store.remove({ all: true });
          return true;
        },
      })),
      caughtBy: 'is never dropped, whether it may be written or not',
    },
    'does not know where texts are': {
      spoil: said(({ textField: _, ...attach }) => attach),
      caughtBy: 'reads records under their own ids, in our words',
    },
    'loses a text that has no place': {
      spoil: wrapped((store) => ({
        upsert: (records, options) =>
          store.upsert(
            records.map(({ text: _, ...record }) => record),
            options,
          ),
      })),
      caughtBy: 'refuses what it has no place for, before anything is written',
    },
    'takes their name of a vector for ours': {
      spoil: wrapped((store) => ({
        search: (request, options) =>
          store.search(
            request.vector === undefined ? request : { ...request, using: 'image' },
            options,
          ),
      })),
      caughtBy: 'is searched under our name of a vector, never under theirs',
    },
    'ignores filters of a count': {
      spoil: wrapped((store) => ({ count: () => store.count() })),
      caughtBy: 'is filtered by the fields that were declared, and by no others',
    },
    'ignores filters of a scan': {
      spoil: wrapped((store) => ({ scan: (options) => store.scan({ ...options, filter: {} }) })),
      caughtBy: 'is filtered by $id under its own ids, or says that it can not be',
    },
    'gives texts that were not asked for': {
      spoil: wrapped((store) => ({ get: (ids) => store.get(ids) })),
      caughtBy: 'gives the parts that are asked for',
    },
    'fails for an id of another kind': {
      spoil: wrapped((store) => ({
        async get(ids, options) {
          if (ids.includes('-')) throw new Error('is not an id');
          return await store.get(ids, options);
        },
      })),
      caughtBy: 'finds nothing under ids that can not be there',
    },
    'begins a scan anew': {
      spoil: wrapped((store) => ({
        scan: ({ after: _, ...options } = {}) => store.scan(options),
      })),
      caughtBy: 'scans every record once, and goes on from any of them',
    },
    'replaces a record whole in an update': {
      spoil: wrapped((store) => ({
        async update(changes) {
          await store.upsert(
            changes.map((change) => ({ vectors: {}, metadata: {}, ...change })),
            { withoutVectors: true },
          );
        },
      })),
      caughtBy: 'changes what an update names, and nothing else',
    },
    'removes by a filter more than it means': {
      spoil: wrapped((store) => ({
        remove: (target, options) =>
          store.remove('filter' in target ? { all: true } : target, options),
      })),
      caughtBy: 'removes by its own ids and by filters over its fields',
    },
    'says nothing of a field of another type': {
      spoil: said(({ fields: _, ...attach }) => attach),
      caughtBy: 'names a declared field that has another type, with its type there',
    },
    'says nothing of a field that is not there': {
      spoil: said(({ fields: _, ...attach }) => attach),
      caughtBy: 'names a declared field that is not there, and those that are',
    },
    'sees no difference': {
      spoil: wrapped((store) => ({
        plan: async (spec, options) => ({ ...(await store.plan(spec, options)), steps: [] }),
      })),
      caughtBy: 'never rebuilds, also with consent',
    },
    'makes a plan for how their vector is kept': {
      spoil: wrapped((store) => ({
        async plan(spec, options) {
          const plan = await store.plan(spec, options);
          const set = { kind: 'set-graph', name: 'image' } as const;
          const step = {
            label: 'alter',
            target: 'vectors.image',
            reason: '',
            change: set,
          } as const;
          return spec.vectors['image']?.graph === true ? { ...plan, steps: [step] } : plan;
        },
      })),
      caughtBy: 'plans nothing for what is there, whatever is said of how a vector is kept',
    },
    'adds a vector and does not fill it': {
      spoil: wrapped((store) => ({
        apply: (plan, options) =>
          store.apply(
            { ...plan, steps: plan.steps.filter(({ label }) => label !== 'backfill') },
            options,
          ),
      })),
      caughtBy: 'adds a vector beside theirs and fills it, or refuses to',
    },
    'keeps a vector that it was to take away': {
      spoil: wrapped((store) => ({
        apply: (plan, options) =>
          store.apply(
            {
              ...plan,
              steps: plan.steps.filter(({ change }) => change.kind !== 'remove-vector'),
            },
            options,
          ),
      })),
      caughtBy:
        'takes the vector that it added away again, and leaves theirs, or says that it can not',
    },
    'takes any name for what it added': {
      spoil: said(({ names: { image_32: _, ...names } = {}, ...attach }) => ({
        ...attach,
        names: { ...names, ...(_ === undefined ? {} : { image_32: 'small' }) },
      })),
      caughtBy: 'calls what it added by the name that it got, and takes no name of theirs',
    },
    'opens what someone else made as if it were ours': {
      spoil: (open) => (collection, attach) => {
        const store = open(collection, attach);
        return attach === undefined ? wrapStore(store, { count: async () => 6 }) : store;
      },
      caughtBy: 'is refused without attach, and the error says so',
    },
  };

describe('the cases about collections of someone else', () => {
  it.each(Object.entries(defects))('notice a store that %s', async (_, { spoil, caughtBy }) => {
    const one = Object.values(attachedCases)
      .flat()
      .find(({ title }) => title === caughtBy);
    if (one === undefined) throw new Error(`no case is called ${caughtBy}`);
    const database = foreignMemory();
    await expect(runAttachCase(one, database, 'whole', 'clip')).resolves.toBeUndefined();
    const spoilt = { ...database, open: spoil(database.open) };
    await expect(runAttachCase(one, spoilt, 'spoilt', 'clip')).rejects.toBeInstanceOf(Error);
  });
});

/** What is said of the collection is changed on its way to the store. */
function said(change: (attach: AttachOptions) => AttachOptions): (open: Open) => Open {
  return (open) => (collection, attach) => open(collection, attach && change(attach));
}

function wrapped(overrides: (store: Store) => Partial<Store>): (open: Open) => Open {
  return (open) => (collection, attach) => {
    const store = open(collection, attach);
    return wrapStore(store, overrides(store));
  };
}

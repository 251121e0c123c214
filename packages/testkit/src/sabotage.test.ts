import {
  type Facets,
  type Filter,
  type Hit,
  type JsonObject,
  NestvecError,
  normalize,
  type Store,
  type VectorRecord,
} from '@nestvec/core';
import {
  cutWords,
  dot,
  isWordSearch,
  type ListRequest,
  matches,
  parseFilter,
  type RecordUpdate,
  type ScanOptions,
  type VectorSearch,
  type WordSearch,
} from '@nestvec/core/store';
import { AssertionError } from 'node:assert';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { conformanceCases } from './cases/index.ts';
import { baseSpec } from './data/spec.ts';
import { memoryDatabase } from './memory/memory-database.ts';
import { memoryStore } from './memory/memory-store.ts';
import { runCase } from './run-case.ts';
import { wrapStore } from './wrap-store.ts';

const listTitle =
  'lists records by numbers and dates in both directions, ties by id, those without a value last';

/** Defects as databases, their clients and our peers have them, each with the cases that must notice it. */
const defects: Record<
  string,
  { readonly wrap: (store: Store) => Store; readonly caughtBy: readonly string[] }
> = {
  'loses every 100th record of a batch': {
    wrap: upsertOf((records) => records.filter((_, i) => i % 101 !== 100)),
    caughtBy: ['takes 3,000 records in one call and loses none'],
  },
  'takes the first 1,000 records of a batch and drops the rest': {
    wrap: upsertOf((records) => records.slice(0, 1000)),
    caughtBy: ['takes 3,000 records in one call and loses none'],
  },
  'lets the first of a repeated id win': {
    wrap: upsertOf((records) => records.toReversed()),
    caughtBy: ['takes the last of a repeated id in one batch'],
  },
  'merges a record with the one that it replaces': {
    wrap: (store) =>
      wrapStore(store, {
        async upsert(records, options) {
          const old = await store.get(records.map(({ id }) => id));
          const merged = records.map((record, i) => ({
            ...old[i],
            ...record,
            vectors: { ...old[i]?.vectors, ...record.vectors },
          }));
          await store.upsert(merged, options);
        },
      }),
    caughtBy: ['replaces a record whole: nothing of the old one is left'],
  },
  'reads vectors from the start of their buffer': {
    wrap: upsertOf((records) =>
      records.map((record) => ({
        ...record,
        vectors: mapValues(record.vectors, ({ buffer, byteLength }) => {
          const misread = new Float32Array(buffer.slice(0, byteLength));
          return normalize(misread.map((value) => (Number.isNaN(value) ? 0 : value)));
        }),
      })),
    ),
    caughtBy: ['reads vectors that are views into a larger buffer'],
  },
  'keeps hold of the objects that it was given': {
    wrap: (store) => {
      const given = new Map<string, VectorRecord>();
      return wrapStore(store, {
        async upsert(records, options) {
          await store.upsert(records, options);
          for (const record of records) given.set(record.id, record);
        },
        get: async (ids) => ids.map((id) => given.get(id)),
      });
    },
    caughtBy: ['shares nothing with its caller: neither what was passed in nor what came back'],
  },
  'cuts the query to size in place': {
    wrap: searchOf(async (store, request) => {
      const result = await store.search({ ...request, vector: request.vector.slice() });
      request.vector.fill(0, 32);
      return result;
    }),
    caughtBy: ['leaves its arguments as they were'],
  },
  'ignores the filter of a search': {
    wrap: searchOf((store, { filter: _, ...request }) => store.search(request)),
    caughtBy: [
      'finds nothing where the filter holds for none',
      'lets no filter look beyond its tenant',
    ].slice(0, 1),
  },
  'filters after the limit is cut': {
    wrap: searchOf(async (store, { filter, ...request }) => {
      const { hits, explain } = await store.search(request);
      const node = parseFilter(filter, baseSpec.fields);
      return { hits: hits.filter((hit) => matches(node, hit)), explain };
    }),
    caughtBy: [
      'finds all of a few matching records, however far they are from the query',
      'filters before the first stage of a rescored search',
    ],
  },
  'makes $ne false where the field is missing, like SQL': {
    wrap: (store) =>
      wrapStore(store, {
        remove: (target, options) =>
          store.remove('filter' in target ? { filter: sqlNot(target.filter) } : target, options),
      }),
    caughtBy: ['removes by a filter exactly what it means, also where the field is missing'],
  },
  'ignores the offset': {
    wrap: searchOf((store, request) => store.search({ ...request, offset: 0 })),
    caughtBy: ['covers every record exactly once by pages of limit and offset'],
  },
  'starts one late': {
    wrap: searchOf((store, request) =>
      store.search({
        ...request,
        offset: (request.offset ?? 0) + ((request.offset ?? 0) > 0 ? 1 : 0),
      }),
    ),
    caughtBy: [
      'covers every record exactly once by pages of limit and offset',
      'covers every record exactly once by pages of a rescored search',
    ],
  },
  'gives distances for scores': {
    wrap: hitsOf((hits) => hits.map((hit) => ({ ...hit, score: 1 - hit.score }))),
    caughtBy: ['gives the nearest records over each named vector, with their cosine as score'],
  },
  'gives scores from 0 to 1': {
    wrap: hitsOf((hits) => hits.map((hit) => ({ ...hit, score: (1 + hit.score) / 2 }))),
    caughtBy: [
      'gives scores of 1, 0 and -1 as they are, the worst last',
      'scores vectors of the real model’s size like core',
    ],
  },
  'gives the farthest first': {
    wrap: hitsOf((hits) => hits.toReversed()),
    caughtBy: ['gives the nearest records over each named vector, with their cosine as score'],
  },
  'drops hits whose score is falsy': {
    wrap: hitsOf((hits) => hits.filter(({ score }) => Boolean(score))),
    caughtBy: ['gives scores of 1, 0 and -1 as they are, the worst last'],
  },
  'leaves the query as long as it is': {
    wrap: searchOf(async (store, request) => {
      const norm = Math.sqrt(request.vector.reduce((sum, value) => sum + value * value, 0));
      const { hits, explain } = await store.search(request);
      return { hits: hits.map((hit) => ({ ...hit, score: hit.score * norm })), explain };
    }),
    caughtBy: ['asks only for the direction of the query, not for its length'],
  },
  'always searches over the text': {
    wrap: searchOf((store, request) => store.search({ ...request, using: 'text' })),
    caughtBy: ['gives the nearest records over each named vector, with their cosine as score'],
  },
  'forgets to normalise a truncated vector': {
    wrap: searchOf(async (store, request) => {
      const { hits, explain } = await store.search(request);
      const shrink = request.using === 'text_32' ? 0.35 : 1;
      return { hits: hits.map((hit) => ({ ...hit, score: hit.score * shrink })), explain };
    }),
    caughtBy: ['gives the nearest records over each named vector, with their cosine as score'],
  },
  'leaves ties in the order of writing': {
    wrap: hitsOf((hits) => hits.toSorted((a, b) => b.score - a.score || (a.id < b.id ? 1 : -1))),
    caughtBy: ['orders equal scores by id, whatever the order of writing'],
  },
  'breaks ties anew for every page': {
    wrap: searchOf(async (store, request) => {
      const { limit = 10, offset = 0 } = request;
      const { hits, explain } = await store.search({ ...request, limit: 100, offset: 0 });
      const turned = hits.toSorted(
        (a, b) => b.score - a.score || hash(a.id, offset) - hash(b.id, offset),
      );
      return {
        hits: turned
          .slice(offset, offset + limit)
          .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1)),
        explain,
      };
    }),
    caughtBy: ['pages through equal scores without losing or repeating one'],
  },
  'leaves out a hit of exactly minScore': {
    wrap: searchOf(async (store, request) => {
      const { hits, explain } = await store.search(request);
      return { hits: hits.filter(({ score }) => score > (request.minScore ?? -2)), explain };
    }),
    caughtBy: [
      'keeps hits from minScore on, one of exactly that score included',
      'applies minScore to the rescored scores where there are two stages',
    ],
  },
  'applies minScore to the coarse scores': {
    wrap: searchOf(async (store, { minScore, ...request }) => {
      const { hits, explain } = await store.search(request);
      if (request.rescore === undefined || minScore === undefined) return { hits, explain };
      const coarse = { ...request, rescore: undefined };
      const scores = new Map(
        (await store.search({ ...coarse, limit: 100 })).hits.map(({ id, score }) => [id, score]),
      );
      return { hits: hits.filter(({ id }) => (scores.get(id) ?? -1) >= minScore), explain };
    }),
    caughtBy: ['applies minScore to the rescored scores where there are two stages'],
  },
  'does not rescore': {
    wrap: searchOf(async (store, { rescore, ...request }) => {
      const { hits, explain } = await store.search(request);
      return {
        hits,
        explain:
          rescore === undefined ? explain : { ...explain, rescore, stages: 'native' as const },
      };
    }),
    caughtBy: [
      'equals the exact full search where the first stage takes every record',
      'searches coarse-to-full at the real model’s size',
    ],
  },
  'rescores only as many as were asked for': {
    wrap: searchOf((store, request) => store.search({ ...request, oversample: 1 })),
    caughtBy: [
      'rescores exactly the best candidates of the first stage where it takes only some',
      'takes four candidates for each hit of the list where oversample is not given',
    ],
  },
  'searches the full vector instead of two stages': {
    wrap: searchOf(async (store, request) => {
      const { rescore } = request;
      if (rescore === undefined) return await store.search(request);
      const { hits, explain } = await store.search({
        ...request,
        using: rescore,
        rescore: undefined,
      });
      return {
        hits,
        explain: { ...explain, using: request.using, rescore, stages: 'native' as const },
      };
    }),
    caughtBy: ['rescores exactly the best candidates of the first stage where it takes only some'],
  },
  'ignores the words': {
    wrap: (store) =>
      wrapStore(store, {
        search: (request, options) =>
          isWordSearch(request)
            ? store.search({ ...request, words: 'the a of and' }, options)
            : store.search(request, options),
      }),
    caughtBy: ['finds records by any of the words in their texts, those with most of them first'],
  },
  'orders words by ids': {
    wrap: wordsOf(async (store, request) => {
      const { hits, explain } = await store.search(request);
      return { hits: hits.toSorted((x, y) => (x.id < y.id ? -1 : 1)), explain };
    }),
    caughtBy: ['orders a list by words as BM25 in memory does, once all is written and optimised'],
  },
  'orders words without the lengths of the texts': {
    wrap: wordsOf(async (store, request) => {
      const { hits, explain } = await store.search({ ...request, include: { text: true } });
      const plain = ({ text = '', score }: Hit): number => score * (10 + cutWords(text).length);
      return { hits: hits.toSorted((x, y) => plain(y) - plain(x)), explain };
    }),
    caughtBy: ['orders a list by words as BM25 in memory does, once all is written and optimised'],
  },
  'searches words of which not all are cut': {
    wrap: wordsOf((store, request) => store.search({ ...request, allowIncomplete: true })),
    caughtBy: [
      'refuses searches by words that are not all cut, until the plan is applied to its end',
      'takes words that were cut by other rules for a difference, and cuts them again',
    ],
  },
  'asks for the first word of $text': {
    wrap: (store) => wrapStore(store, { scan: (options) => store.scan(firstWordOf(options)) }),
    caughtBy: [
      'takes $text for all of its words in any order, cut as the texts are, in every language',
    ],
  },
  'takes records without a text for $text': {
    wrap: (store) =>
      wrapStore(store, {
        async count(options) {
          const { $text, ...filter } = options?.filter ?? {};
          const counted = await store.count(options);
          if ($text === undefined) return counted;
          for await (const { records } of store.scan({ filter }))
            return counted + records.filter(({ text }) => text === undefined).length;
          return counted;
        },
      }),
    caughtBy: ['takes $text beside other conditions, in searches, counts, facets and removals'],
  },
  'asks one element of an array how it begins': {
    wrap: (store) =>
      wrapStore(store, {
        async count(options) {
          const asked = JSON.stringify(options?.filter ?? {});
          if (!asked.includes('"tags":{"$startsWith"')) return await store.count(options);
          const node = parseFilter(options?.filter, baseSpec.fields);
          for await (const { records } of store.scan())
            return records.map(withFirstTag).filter((record) => matches(node, record)).length;
          return 0;
        },
      }),
    caughtBy: ['finds arrays by how any element begins, or says that it can’t'],
  },
  'counts values that nothing has any more': {
    wrap: facetsOf((values) => [...values, { value: 'red', count: 0 }]),
    caughtBy: ['counts no value that nothing has any more'],
  },
  'gives equally frequent values in another order': {
    wrap: facetsOf((values) =>
      values.toSorted((x, y) => y.count - x.count || (x.value < y.value ? 1 : -1)),
    ),
    caughtBy: [
      'gives at most as many values as asked for, equally frequent ones by value, and says that there are more',
    ],
  },
  'counts a value as often as an array holds it': {
    wrap: facetsOf((values) =>
      values.map(({ value, count }) => ({
        value,
        count: String(value).startsWith('t') ? 2 * count : count,
      })),
    ),
    caughtBy: [
      'counts values and ranges over all records, each record once a value, the missing nowhere',
    ],
  },
  'counts the missing as a value': {
    wrap: facetsOf((values) => [...values, { value: 'null', count: 1 }]),
    caughtBy: [
      'counts values and ranges over all records, each record once a value, the missing nowhere',
      'counts what the filter takes, and nothing where it takes nothing',
    ],
  },
  'leaves records without the value out of a list': {
    wrap: listOf((records, { field }) =>
      records.filter(({ metadata }) => metadata[field] !== undefined),
    ),
    caughtBy: [listTitle],
  },
  'reverses ties of a list from the largest on': {
    wrap: listOf((records, { field, direction }) =>
      direction === 'desc'
        ? records.toSorted((x, y) =>
            x.metadata[field] === y.metadata[field] ? (x.id < y.id ? 1 : -1) : 0,
          )
        : records,
    ),
    caughtBy: [listTitle],
  },
  'takes words that it can not do': {
    wrap: (store) => wrapStore(store, { capabilities: { ...store.capabilities, words: false } }),
    caughtBy: ['says that it has no search by words, or takes one where the spec has keyword'],
  },
  'ends the list with the page': {
    wrap: searchOf((store, request) => {
      const { limit = 10, offset = 0 } = request;
      return store.search({ ...request, depth: limit + offset });
    }),
    caughtBy: ['rescores the same candidates for every page'],
  },
  'lets a page reach beyond the list': {
    wrap: searchOf((store, request) => {
      const { limit = 10, offset = 0, depth = 100 } = request;
      return store.search({ ...request, depth: Math.max(limit + offset, depth) });
    }),
    caughtBy: ['ends the list at depth, and refuses a page beyond it'],
  },
  'compares by an index where exact was asked': {
    wrap: searchOf(async (store, request) => {
      const { hits, explain } = await store.search(request);
      return { hits: hits.filter((_, i) => i !== 13), explain: { ...explain, exact: false } };
    }),
    caughtBy: ['compares every record where exact is asked, or says that it can not'],
  },
  'gives vectors that were not asked for': {
    wrap: searchOf((store, request) =>
      store.search({ ...request, include: { ...request.include, vectors: ['text'] } }),
    ),
    caughtBy: ['gives the parts of records that were asked for'],
  },
  'leaves vectors out of the hits of a tenant or a record': {
    wrap: hitsOf((hits) => hits.map(({ vectors: _, ...hit }) => hit)),
    caughtBy: ['gives the parts of records that were asked for'],
  },
  'drops null from metadata': {
    wrap: metadataOf((metadata) =>
      Object.fromEntries(Object.entries(metadata).filter(([, value]) => value !== null)),
    ),
    caughtBy: [
      'gives metadata back deep-equal: nested, null, empty, unicode, big numbers, long strings',
      'gives metadata back as it is for every type of declared field, null and empty included',
    ],
  },
  'drops empty strings and arrays from metadata': {
    wrap: metadataOf((metadata) =>
      Object.fromEntries(
        Object.entries(metadata).filter(
          ([, value]) => value !== '' && !(Array.isArray(value) && value.length === 0),
        ),
      ),
    ),
    caughtBy: [
      'gives metadata back deep-equal: nested, null, empty, unicode, big numbers, long strings',
      'gives metadata back as it is for every type of declared field, null and empty included',
    ],
  },
  'takes dots in keys for paths': {
    wrap: metadataOf((metadata) =>
      Object.fromEntries(
        Object.entries(metadata).map(([key, value]) =>
          key.includes('.')
            ? [key.split('.')[0] ?? '', { [key.split('.')[1] ?? '']: value }]
            : [key, value],
        ),
      ),
    ),
    caughtBy: ['gives metadata back under hostile keys, also one called __proto__'],
  },
  'loses the key __proto__, as by assigning key by key': {
    wrap: metadataOf((metadata) =>
      Object.fromEntries(Object.entries(metadata).filter(([key]) => key !== '__proto__')),
    ),
    caughtBy: ['gives metadata back under hostile keys, also one called __proto__'],
  },
  'keeps numbers in single precision': {
    wrap: metadataOf((metadata) =>
      mapNumbers(metadata, (value) =>
        Number.isFinite(Math.fround(value)) ? Math.fround(value) : value,
      ),
    ),
    caughtBy: [
      'gives metadata back deep-equal: nested, null, empty, unicode, big numbers, long strings',
      'gives metadata back as it is for every type of declared field, null and empty included',
    ],
  },
  'keeps whole numbers in 32 bits': {
    wrap: metadataOf((metadata) =>
      mapNumbers(metadata, (value) => (Number.isInteger(value) ? value | 0 : value)),
    ),
    caughtBy: [
      'gives metadata back deep-equal: nested, null, empty, unicode, big numbers, long strings',
    ],
  },
  'writes dates in another way': {
    wrap: metadataOf((metadata) =>
      typeof metadata['made'] === 'string'
        ? { ...metadata, made: new Date(metadata['made']).toISOString() }
        : metadata,
    ),
    caughtBy: [
      'gives metadata back as it is for every type of declared field, null and empty included',
    ],
  },
  'cuts long strings': {
    wrap: metadataOf((metadata) =>
      Object.fromEntries(
        Object.entries(metadata).map(([key, value]) => [
          key,
          typeof value === 'string' ? value.slice(0, 4096) : value,
        ]),
      ),
    ),
    caughtBy: [
      'gives metadata back deep-equal: nested, null, empty, unicode, big numbers, long strings',
    ],
  },
  'folds the case of ids': {
    wrap: idsOf((id) => id.toLowerCase()),
    caughtBy: [
      'keeps records under hostile ids apart and gives every id back as it was',
      'overwrites under a hostile id exactly that record',
    ],
  },
  'normalises the Unicode of ids': {
    wrap: idsOf((id) => id.normalize('NFC')),
    caughtBy: ['keeps records under hostile ids apart and gives every id back as it was'],
  },
  'takes ids that look like numbers for numbers': {
    wrap: idsOf((id) => (/^[0-9]{1,9}$/.test(id) ? String(Number(id)) : id)),
    caughtBy: ['keeps records under hostile ids apart and gives every id back as it was'],
  },
  'trims ids': {
    wrap: idsOf((id) => id.trim() || id),
    caughtBy: ['searches, updates and removes by hostile ids, one at a time'],
  },
  'cuts ids after 511 bytes': {
    wrap: idsOf((id) => id.slice(0, 511)),
    caughtBy: ['keeps records under hostile ids apart and gives every id back as it was'],
  },
  'ends ids at NUL': {
    wrap: idsOf((id) => id.split('\0')[0] || id),
    caughtBy: ['keeps records under hostile ids apart and gives every id back as it was'],
  },
  'takes ids of any length': {
    wrap: (store) =>
      wrapStore(store, {
        upsert: (records, options) =>
          store.upsert(
            records.map((record) => ({ ...record, id: cutId(record.id) })),
            options,
          ),
      }),
    caughtBy: [
      'refuses ids that are empty, too long, ill-formed or no strings, and writes nothing',
    ],
  },
  'replaces the whole record by an update of one vector': {
    wrap: updateOf(async (store, change) => {
      const [old] = await store.get([change.id]);
      if (old !== undefined && change.vectors !== undefined)
        await store.upsert([{ ...old, vectors: change.vectors }]);
      else await store.update([change]);
    }),
    caughtBy: [
      'updates one named vector and leaves the others, the metadata and the text',
      'adds a named vector that the record did not have',
    ],
  },
  'replaces all metadata by an update of one key': {
    wrap: updateOf(async (store, change) => {
      const [old] = await store.get([change.id]);
      if (old !== undefined && change.metadata !== undefined)
        await store.upsert([{ ...old, metadata: change.metadata }]);
      else await store.update([change]);
    }),
    caughtBy: ['updates some metadata keys, each whole, and leaves the others'],
  },
  'merges nested metadata by an update': {
    wrap: updateOf(async (store, change) => {
      const [old] = await store.get([change.id]);
      const metadata = mapObject(change.metadata ?? {}, (value, key) => {
        const stored = old?.metadata[key];
        return isObject(value) && isObject(stored) ? { ...stored, ...value } : value;
      });
      await store.update([{ ...change, metadata }]);
    }),
    caughtBy: ['updates some metadata keys, each whole, and leaves the others'],
  },
  'takes a key away that an update sets to null': {
    wrap: updateOf(async (store, change) => {
      const nulls = Object.entries(change.metadata ?? {}).filter(([, value]) => value === null);
      await store.update([
        { ...change, unset: [...(change.unset ?? []), ...nulls.map(([key]) => key)] },
      ]);
    }),
    caughtBy: ['stores null by an update, which is not the same as taking the key away'],
  },
  'takes the key of unset for a path': {
    wrap: updateOf((store, change) =>
      store.update([
        { ...change, unset: (change.unset ?? []).map((key) => key.split('.')[0] ?? key) },
      ]),
    ),
    caughtBy: ['takes metadata keys away by unset, also those with hostile names'],
  },
  'makes only the last change of a repeated id': {
    wrap: (store) =>
      wrapStore(store, {
        update: (changes, options) =>
          store.update(
            [...new Map(changes.map((change) => [change.id, change])).values()],
            options,
          ),
      }),
    caughtBy: ['makes every change of a repeated id, in their order'],
  },
  'creates what an update does not find': {
    wrap: updateOf(async (store, change) => {
      const [old] = await store.get([change.id]);
      if (old === undefined)
        await store.upsert([{ vectors: {}, metadata: {}, ...withoutUnset(change) }]);
      else await store.update([change]);
    }),
    caughtBy: ['changes the stored ids of an update and names exactly those that are not stored'],
  },
  'is silent about ids that an update does not find': {
    wrap: (store) =>
      wrapStore(store, {
        update: (changes, options) => store.update(changes, options).catch(() => {}),
      }),
    caughtBy: ['changes the stored ids of an update and names exactly those that are not stored'],
  },
  'names every id of a failed update as unconfirmed': {
    wrap: (store) =>
      wrapStore(store, {
        update: (changes, options) =>
          store.update(changes, options).catch((error: unknown) => {
            throw storeError(
              store,
              'update',
              changes.map(({ id }) => id),
              error,
            );
          }),
      }),
    caughtBy: ['changes the stored ids of an update and names exactly those that are not stored'],
  },
  'gives only the records that it finds': {
    wrap: (store) =>
      wrapStore(store, {
        get: async (ids, options) =>
          (await store.get(ids, options)).filter((record) => record !== undefined),
      }),
    caughtBy: ['gets records in the order of the ids, undefined in the place of those not stored'],
  },
  'gives records in the order of the database': {
    wrap: (store) =>
      wrapStore(store, { get: (ids, options) => store.get(ids.toSorted(), options) }),
    caughtBy: ['gets records in the order of the ids, undefined in the place of those not stored'],
  },
  'loses the last page of a scan': {
    wrap: (store) =>
      wrapStore(store, {
        async *scan(options) {
          for await (const page of store.scan(options))
            if (page.records.length === (options?.pageSize ?? 256)) yield page;
        },
      }),
    caughtBy: ['scans every record exactly once, in the same order every time'],
  },
  'gives the record of the cursor again': {
    wrap: (store) =>
      wrapStore(store, {
        async *scan(options) {
          const again =
            options?.after === undefined ? undefined : (await store.get([options.after]))[0];
          if (again !== undefined) yield { records: [again], cursor: again.id };
          yield* store.scan(options);
        },
      }),
    caughtBy: ['resumes a scan after the cursor of any page, from another handle as well'],
  },
  'starts a scan anew where it should resume': {
    wrap: (store) =>
      wrapStore(store, { scan: ({ after: _, ...options } = {}) => store.scan(options) }),
    caughtBy: [
      'resumes a scan after the cursor of any page, from another handle as well',
      'scans with a filter, and resumes with it',
    ],
  },
  'ignores the filter of a scan': {
    wrap: (store) =>
      wrapStore(store, { scan: ({ filter: _, ...options } = {}) => store.scan(options) }),
    caughtBy: ['scans with a filter, and resumes with it'],
  },
  'scans by an offset, so that removals shift it': {
    wrap: (store) =>
      wrapStore(store, {
        async *scan({ pageSize = 256, after = '0', ...options } = {}) {
          for (let at = Number(after); ; at += pageSize) {
            const all: VectorRecord[] = [];
            for await (const page of store.scan(options)) all.push(...page.records);
            if (at >= all.length) return;
            yield { records: all.slice(at, at + pageSize), cursor: String(at + pageSize) };
          }
        },
      }),
    caughtBy: [
      'resumes a scan after records before and at the cursor were removed',
      'scans every record that stays exactly once while others are written and removed',
    ],
  },
  'counts no more than 1,000': {
    wrap: (store) =>
      wrapStore(store, { count: async (options) => Math.min(1000, await store.count(options)) }),
    caughtBy: ['takes 3,000 records in one call and loses none'],
  },
  'ignores the filter of a count': {
    wrap: (store) => wrapStore(store, { count: () => store.count() }),
    caughtBy: ['counts all records, and exactly those that a filter means'],
  },
  'takes an empty filter for everything': {
    wrap: (store) =>
      wrapStore(store, {
        remove: (target, options) =>
          store.remove(
            'filter' in target && JSON.stringify(target.filter) === '{}' ? { all: true } : target,
            options,
          ),
      }),
    caughtBy: ['refuses a filter that holds for every record, in every form, and removes nothing'],
  },
  'takes an empty list of alternatives for everything': {
    wrap: (store) =>
      wrapStore(store, {
        remove: (target, options) =>
          store.remove(
            'filter' in target && target.filter.$or?.length === 0 ? { all: true } : target,
            options,
          ),
      }),
    caughtBy: ['removes nothing where a filter holds for no record'],
  },
  'removes one page by ids': {
    wrap: (store) =>
      wrapStore(store, {
        remove: (target, options) =>
          store.remove('ids' in target ? { ids: target.ids.slice(0, 1000) } : target, options),
      }),
    caughtBy: ['removes thousands of ids in one call'],
  },
  'drops the collection to remove all': {
    wrap: (store) =>
      wrapStore(store, {
        async remove(target, options) {
          if ('all' in target) await store.drop(options);
          else await store.remove(target, options);
        },
      }),
    caughtBy: ['removes all records and keeps the collection'],
  },
  'shares records between tenants': {
    wrap: (store) => wrapStore(store, { tenant: () => store.tenant('all') }),
    caughtBy: [
      'says which tenant a store is scoped to',
      'keeps equal ids of two tenants apart in every kind of reading',
      'lets no filter look beyond its tenant',
    ],
  },
  'does not say which tenant it is scoped to': {
    wrap: (store) =>
      wrapStore(store, {
        tenant: (name) => wrapStore(store.tenant(name), { tenantName: undefined }),
      }),
    caughtBy: ['says which tenant a store is scoped to'],
  },
  'joins tenant and id without a border between them': {
    wrap: (store) =>
      wrapStore(store, {
        tenant: (name) => {
          const all = store.tenant('all');
          const joined = (id: string): string => `${name}${id}`;
          return wrapStore(all, {
            upsert: (records) =>
              all.upsert(records.map((record) => ({ ...record, id: joined(record.id) }))),
            get: async (ids) =>
              (await all.get(ids.map(joined))).map((record) =>
                record === undefined ? undefined : { ...record, id: record.id.slice(name.length) },
              ),
          });
        },
      }),
    caughtBy: ['keeps tenants apart whose names and ids could be read together in two ways'],
  },
  'removes the records of every tenant': {
    wrap: (store) =>
      wrapStore(store, {
        tenant: (name) => {
          const own = store.tenant(name);
          return wrapStore(own, {
            async remove(target, options) {
              for (const other of ['one', 'two']) await store.tenant(other).remove(target, options);
            },
          });
        },
      }),
    caughtBy: ['changes and removes records of one tenant only'],
  },
  'lists no tenants': {
    wrap: (store) => wrapStore(store, { tenants: async () => [] }),
    caughtBy: ['lists the tenants that have records, in order'],
  },
  'says of every tenant that there was one': {
    wrap: (store) =>
      wrapStore(store, {
        async removeTenant(name, options) {
          await store.removeTenant(name, options);
          return true;
        },
      }),
    caughtBy: [
      'removes a tenant with its records and nothing else, and says whether there was one',
    ],
  },
  'drops the collection with a tenant': {
    wrap: (store) =>
      wrapStore(store, {
        tenant: (name) => wrapStore(store.tenant(name), { drop: () => store.drop() }),
      }),
    caughtBy: [
      'drops a tenant by its own store, never the collection',
      'drops a tenant while another writes, and loses nothing of the other',
    ],
  },
  'loses what is written while a tenant is dropped': {
    wrap: (store) =>
      wrapStore(store, {
        tenant: (name) => {
          const own = store.tenant(name);
          return wrapStore(own, {
            async drop(options) {
              const other = store.tenant('kept');
              await setTimeout(1); // the other has written by now
              const existed = await own.drop(options);
              await other.remove({ ids: ['0-0'] }).catch(() => {});
              return existed;
            },
          });
        },
      }),
    caughtBy: ['drops a tenant while another writes, and loses nothing of the other'],
  },
  'closes everything with a tenant': {
    wrap: (store) =>
      wrapStore(store, {
        tenant: (name) => wrapStore(store.tenant(name), { close: () => store.close() }),
      }),
    caughtBy: ['closes a tenant’s store and nothing else'],
  },
  'makes a collection without tenants by a tenant’s store': {
    wrap: (store) =>
      wrapStore(store, {
        tenant: (name) => wrapStore(store.tenant(name), { plan: (spec) => store.plan(spec) }),
      }),
    caughtBy: ['lets no tenant’s store make a collection without tenants'],
  },
  'writes the good records of a bad batch': {
    wrap: (store) =>
      wrapStore(store, {
        async upsert(records, options) {
          for (const [i, record] of records.entries()) {
            await store.upsert([record], options).catch((error: unknown) => {
              throw renumber(error, i);
            });
          }
        },
      }),
    caughtBy: [
      'refuses vectors of another length, with NaN or infinity, of zeros, un-normalised or no Float32Array, and writes nothing of the batch',
      'refuses metadata of another type than declared, and writes nothing of the batch',
      'checks the whole of a long batch before it writes the first record',
      'refuses ids that are empty, too long, ill-formed or no strings, and writes nothing',
    ],
  },
  'cuts or fills vectors of another length': {
    wrap: upsertOf((records) =>
      records.map((record) => {
        const text: unknown = record.vectors['text'];
        if (!(text instanceof Float32Array) || text.length === 256 || text.length < 200)
          return record;
        const cut = new Float32Array(256);
        cut.set(text.subarray(0, 256));
        return { ...record, vectors: { ...record.vectors, text: cut } };
      }),
    ),
    caughtBy: [
      'refuses vectors of another length, with NaN or infinity, of zeros, un-normalised or no Float32Array, and writes nothing of the batch',
    ],
  },
  'normalises what is not normalised': {
    wrap: upsertOf((records) =>
      records.map((record) => ({
        ...record,
        vectors: mapValues(record.vectors, (vector) => {
          const norm = vector instanceof Float32Array ? Math.sqrt(dot(vector, vector)) : 0;
          return norm > 0 && Number.isFinite(norm) ? normalize(vector) : vector;
        }),
      })),
    ),
    caughtBy: [
      'refuses vectors of another length, with NaN or infinity, of zeros, un-normalised or no Float32Array, and writes nothing of the batch',
    ],
  },
  'drops vectors under unknown names': {
    wrap: upsertOf((records) =>
      records.map((record) => ({
        ...record,
        vectors: Object.fromEntries(
          Object.entries(record.vectors).filter(([name]) => Object.hasOwn(baseSpec.vectors, name)),
        ),
      })),
    ),
    caughtBy: ['refuses vectors under names that the collection does not have'],
  },
  'turns numbers in string fields into strings': {
    wrap: metadataOf((metadata) =>
      typeof metadata['color'] === 'number'
        ? { ...metadata, color: String(metadata['color']) }
        : metadata,
    ),
    caughtBy: ['refuses metadata of another type than declared, and writes nothing of the batch'],
  },
  'takes a stale plan': {
    wrap: (store) =>
      wrapStore(store, {
        async apply(plan, options) {
          const now = await store.plan(plan.spec, options);
          return await store.apply({ ...plan, observed: now.observed }, options);
        },
      }),
    caughtBy: [
      'refuses a plan that another handle has overtaken',
      'refuses a plan that was applied already',
    ],
  },
  'rebuilds without consent': {
    wrap: (store) =>
      wrapStore(store, {
        apply: (plan, options) => store.apply(plan, { ...options, allowRebuild: true }),
      }),
    caughtBy: ['keeps every record where a rebuild has no consent'],
  },
  'creates the collection by planning': {
    wrap: (store) =>
      wrapStore(store, {
        async plan(spec, options) {
          const plan = await store.plan(spec, options);
          if (plan.steps[0]?.label === 'create') await store.apply(plan);
          return plan;
        },
      }),
    caughtBy: ['plans to create a collection that does not exist, and changes nothing by planning'],
  },
  'adds a vector without filling it': {
    wrap: (store) =>
      wrapStore(store, {
        async apply(plan, options) {
          const before: VectorRecord[] = [];
          const names = Object.keys((await store.describe())?.spec?.vectors ?? {});
          if (names.length > 0)
            for await (const page of store.scan({ include: { vectors: names } }))
              before.push(...page.records);
          const applied = await store.apply(plan, options);
          if (plan.steps.some((step) => step.label === 'backfill')) await store.upsert(before);
          return applied;
        },
      }),
    caughtBy: [
      'adds a named vector and computes it from a stored one, or needs a rebuild where it can not',
    ],
  },
  'says that an interrupted backfill is complete': {
    wrap: (store) =>
      wrapStore(store, {
        search: (request, options) =>
          isWordSearch(request)
            ? store.search(request, options)
            : store.search({ ...request, allowIncomplete: true }, options),
      }),
    caughtBy: [
      'refuses searches over a vector whose backfill was interrupted, until it is finished',
    ],
  },
  'forgets which embedder filled it': {
    wrap: (store) =>
      wrapStore(store, {
        async describe(options) {
          const description = await store.describe(options);
          if (description?.spec === undefined) return description;
          return {
            ...description,
            spec: {
              ...description.spec,
              embedder: { ...description.spec.embedder, revision: 'unknown' },
            },
          };
        },
      }),
    caughtBy: ['remembers the embedder, in another handle as well'],
  },
  'counts whether it is asked to or not': {
    wrap: (store) =>
      wrapStore(store, {
        describe: (options) => store.describe({ ...options, count: true }),
      }),
    caughtBy: ['describes without a count where it is asked to'],
  },
  'takes a near embedder for the same': {
    wrap: (store) =>
      wrapStore(store, {
        plan: (spec, options) =>
          store.plan({ ...spec, embedder: { ...spec.embedder, weights: 'fp32' } }, options),
      }),
    caughtBy: ['refuses a near embedder and names what differs'],
  },
  'gives nothing where the collection does not exist': {
    wrap: (store) =>
      wrapStore(store, {
        get: (ids, options) => store.get(ids, options).catch(() => ids.map(() => undefined)),
      }),
    caughtBy: ['rejects every call on records with not-found before the collection exists'],
  },
  'creates the collection by writing': {
    wrap: (store) =>
      wrapStore(store, {
        async upsert(records, options) {
          const spec = { name: store.collection, ...baseSpec };
          if ((await store.describe(options)) === undefined)
            await store.apply(await store.plan(spec));
          await store.upsert(records, options);
        },
      }),
    caughtBy: [
      'rejects every call on records with not-found before the collection exists',
      'rejects with not-found after another handle has dropped the collection',
    ],
  },
  'works on after close': {
    wrap: (store) => wrapStore(store, { close: async () => {} }),
    caughtBy: ['can be closed twice, and rejects every call with closed afterwards'],
  },
  'fails when it is closed again': {
    wrap: (store) => {
      let closed = false;
      return wrapStore(store, {
        async close() {
          if (closed)
            throw new NestvecError('closed', 'already closed', { what: store.collection });
          closed = true;
          await store.close();
        },
      });
    },
    caughtBy: ['can be closed twice, and rejects every call with closed afterwards'],
  },
  'ignores the signal': {
    wrap: (store) =>
      wrapStore(store, {
        upsert: (records) => store.upsert(records),
        scan: ({ signal: _, ...options } = {}) => store.scan(options),
      }),
    caughtBy: [
      'rejects with aborted and does nothing where the signal has fired before',
      'stops a scan at the next page after the signal has fired',
    ],
  },
  'says that an aborted write is done': {
    wrap: (store) =>
      wrapStore(store, {
        async upsert(records, options) {
          for (let at = 0; at < records.length; at += 100) {
            if (at > 0) await setTimeout(1);
            if (options?.signal?.aborted) return;
            await store.upsert(records.slice(at, at + 100));
          }
        },
      }),
    caughtBy: [
      'leaves whole records behind where a write is aborted, and never says that all are stored when they are not',
    ],
  },
  'leaves listeners on the signal': {
    wrap: (store) =>
      wrapStore(store, {
        async upsert(records, options) {
          options?.signal?.addEventListener('abort', () => {});
          await store.upsert(records, options);
        },
      }),
    caughtBy: ['listens to a signal only while it works, however often one is passed'],
  },
  'throws errors of its own kind': {
    wrap: (store) =>
      wrapStore(store, {
        update: (changes, options) =>
          store.update(changes, options).catch(() => {
            throw new Error('404 Not Found');
          }),
      }),
    caughtBy: [
      'gives a failed operation as data: database, collection, operation, ids, and whether to try again',
    ],
  },
  'puts content into its messages': {
    wrap: (store) =>
      wrapStore(store, {
        update: (changes, options) =>
          store.update(changes, options).catch((error: unknown) => {
            throw storeError(
              store,
              'update',
              changes.map(({ id }) => id),
              error,
              JSON.stringify(changes),
            );
          }),
      }),
    caughtBy: ['keeps vectors and metadata out of its messages'],
  },
  'prints a warning': {
    wrap: (store) =>
      wrapStore(store, {
        async count(options) {
          console.warn('count is slow');
          return await store.count(options);
        },
      }),
    caughtBy: ['prints nothing to the console, whatever happens'],
  },
  'writes vectors and metadata in two steps': {
    wrap: (store) =>
      wrapStore(store, {
        async upsert(records, options) {
          const old = await store.get(records.map(({ id }) => id));
          await store.upsert(
            records.map((record, i) => ({ ...record, vectors: old[i]?.vectors ?? record.vectors })),
            options,
          );
          await setTimeout(2);
          await store.upsert(records, options);
        },
      }),
    caughtBy: ['searches while others write, and never gives a record that is mixed from two'],
  },
  'loses one of two writes at once': {
    wrap: (store) =>
      wrapStore(store, {
        async upsert(records, options) {
          const before: VectorRecord[] = [];
          for await (const page of store.scan({
            include: { vectors: Object.keys(baseSpec.vectors) },
          }))
            before.push(...page.records);
          await setTimeout(1);
          await store.remove({ all: true });
          await store.upsert([...before, ...records], options);
        },
      }),
    caughtBy: ['stores every record of parallel writes of different ids'],
  },
  'pairs hits with records in another order': {
    wrap: hitsOf((hits) =>
      hits.map((hit, i) => ({ ...hit, ...partsOf(hits[(i + 1) % hits.length] ?? hit) })),
    ),
    caughtBy: ['gives each hit its own metadata, text and vectors'],
  },
  'takes an empty text for none': {
    wrap: upsertOf((records) =>
      records.map((record) => (record.text === '' ? { ...record, text: undefined } : record)),
    ),
    caughtBy: ['keeps every kind of text as it is, an empty one and a long one included'],
  },
  'stores null for undefined': {
    wrap: metadataOf((metadata) => mapObject(metadata, (value) => value ?? null)),
    caughtBy: ['counts metadata keys whose value is undefined as absent'],
  },
  'makes the first 1,000 changes': {
    wrap: (store) =>
      wrapStore(store, {
        update: (changes, options) => store.update(changes.slice(0, 1000), options),
      }),
    caughtBy: ['makes thousands of changes in one call'],
  },
  'removes one page by a filter': {
    wrap: (store) =>
      wrapStore(store, {
        async remove(target, options) {
          if (!('filter' in target)) return await store.remove(target, options);
          for await (const { records } of store.scan({ filter: target.filter })) {
            return await store.remove({ ids: records.map(({ id }) => id) }, options);
          }
        },
      }),
    caughtBy: ['removes thousands of records by a filter'],
  },
  'drops what is too large for one request': {
    wrap: upsertOf((records) => {
      let left = 32 * 2 ** 20;
      return records.filter(({ text = '' }) => (left -= text.length) > 0);
    }),
    caughtBy: ['takes more bytes in one call than a request may have'],
  },
  'writes when it is closed, and not after a crash of the process': {
    wrap: (store) => {
      const late: VectorRecord[] = [];
      return wrapStore(store, {
        upsert: async (records) => void late.push(...records),
        count: async () => late.length,
      });
    },
    caughtBy: [
      'keeps everything after every handle was closed',
      'sees the writes of another handle',
    ],
  },
  'cuts to the limit before minScore and offset': {
    wrap: searchOf(async (store, request) => {
      if (request.minScore === undefined) return await store.search(request);
      const { limit = 10, offset = 0, minScore } = request;
      const { hits, explain } = await store.search({
        ...request,
        limit: limit + offset,
        offset: 0,
        minScore: -1,
      });
      const cut = hits.slice(0, limit).filter(({ score }) => score >= minScore);
      return { hits: cut.slice(offset), explain };
    }),
    caughtBy: ['gives what an exact search by core gives for random combinations of all options'],
  },
  'remembers a count for good': {
    wrap: (store) => {
      let counted: Promise<number> | undefined;
      return wrapStore(store, {
        count: async (options) =>
          await (options === undefined ? (counted ??= store.count()) : store.count(options)),
      });
    },
    caughtBy: ['sees the writes of another handle'],
  },
};

/** What a case is called, to the case. */
const casesByTitle = new Map(
  Object.values(conformanceCases)
    .flat()
    .map((one) => [one.title, one]),
);

describe('the suite catches a store that', () => {
  const pairs = Object.entries(defects).flatMap(([defect, { wrap, caughtBy }]) =>
    caughtBy.map((title) => ({ defect, title, wrap })),
  );
  it.each(pairs)('$defect: $title', async ({ title, wrap }) => {
    const one = casesByTitle.get(title);
    if (one === undefined) throw new Error(`no case is called ${title}`);
    const database = memoryDatabase();
    const open = (collection: string): Store => wrap(memoryStore({ collection, database }));
    await expect(runCase(one, { open }, 'sabotaged')).rejects.toSatisfy(isFinding);
  });

  it('opens collections by names without their case', async () => {
    const one = casesByTitle.get(
      'keeps collections apart, also those whose names differ in case or by an ending',
    );
    if (one === undefined) throw new Error('no such case');
    const database = memoryDatabase();
    const open = (collection: string): Store => {
      const store = memoryStore({ collection: collection.toLowerCase(), database });
      const renamed = (name: string) => name.toLowerCase();
      return wrapStore(store, {
        plan: (spec, options) => store.plan({ ...spec, name: renamed(spec.name) }, options),
      });
    };
    await expect(runCase(one, { open }, 'sabotaged')).rejects.toSatisfy(isFinding);
  });
});

it('has no two cases of one title', () => {
  expect(casesByTitle.size).toBe(Object.values(conformanceCases).flat().length);
});

/** A case that ends by a plain error was broken by the sabotage, not convinced by it. */
function isFinding(error: unknown): boolean {
  return error instanceof AssertionError || error instanceof NestvecError;
}

function upsertOf(change: (records: readonly VectorRecord[]) => readonly VectorRecord[]) {
  return (store: Store): Store =>
    wrapStore(store, { upsert: (records, options) => store.upsert(change(records), options) });
}

function searchOf(search: (store: Store, request: VectorSearch) => ReturnType<Store['search']>) {
  return (store: Store): Store =>
    wrapStore(store, {
      search: (request) => (isWordSearch(request) ? store.search(request) : search(store, request)),
    });
}

function wordsOf(search: (store: Store, request: WordSearch) => ReturnType<Store['search']>) {
  return (store: Store): Store =>
    wrapStore(store, {
      search: (request) => (isWordSearch(request) ? search(store, request) : store.search(request)),
    });
}

function hitsOf(change: (hits: readonly Hit[]) => readonly Hit[]) {
  return searchOf(async (store, request) => {
    const { hits, explain } = await store.search(request);
    return { hits: change(hits), explain };
  });
}

function metadataOf(change: (metadata: JsonObject) => JsonObject) {
  return upsertOf((records) =>
    records.map((record) => ({ ...record, metadata: change(record.metadata) })),
  );
}

function updateOf(update: (store: Store, change: RecordUpdate) => Promise<void>) {
  return (store: Store): Store =>
    wrapStore(store, {
      async update(changes) {
        for (const change of changes) await update(store, change);
      },
    });
}

function idsOf(change: (id: string) => string) {
  return (store: Store): Store =>
    wrapStore(store, {
      upsert: (records) =>
        store.upsert(records.map((record) => ({ ...record, id: change(record.id) }))),
      update: (changes) =>
        store.update(changes.map((entry) => ({ ...entry, id: change(entry.id) }))),
      get: (ids) => store.get(ids.map(change)),
      remove: (target) => store.remove('ids' in target ? { ids: target.ids.map(change) } : target),
    });
}

function sqlNot(filter: Filter): Filter {
  return JSON.parse(
    JSON.stringify(filter).replaceAll(/\{"\$ne":("[^"]*")\}/g, '{"$ne":$1,"$exists":true}'),
  ) as Filter;
}

function mapValues<Value>(
  entries: Readonly<Record<string, Value>>,
  map: (value: Value) => Value,
): Record<string, Value> {
  return Object.fromEntries(Object.entries(entries).map(([key, value]) => [key, map(value)]));
}

function mapObject(
  entries: JsonObject,
  map: (value: JsonObject[string], key: string) => JsonObject[string],
): JsonObject {
  return Object.fromEntries(Object.entries(entries).map(([key, value]) => [key, map(value, key)]));
}

function mapNumbers(value: JsonObject, map: (value: number) => number): JsonObject {
  return JSON.parse(JSON.stringify(value), (_key, entry: unknown) =>
    typeof entry === 'number' ? map(entry) : entry,
  ) as JsonObject;
}

/** A store that lists other records, or in another order. */
function listOf(
  change: (records: readonly VectorRecord[], sort: ListRequest['sort']) => readonly VectorRecord[],
): (store: Store) => Store {
  return (store) =>
    wrapStore(store, {
      async list(request, options) {
        const page = await store.list(request, options);
        return { ...page, records: change(page.records, request.sort) };
      },
    });
}

/** A store that counts other values. */
function facetsOf(
  change: (values: ValuesFacet['values']) => ValuesFacet['values'],
): (store: Store) => Store {
  return (store) =>
    wrapStore(store, {
      async facets(request, options) {
        const facets = Object.entries(await store.facets(request, options));
        return Object.fromEntries(
          facets.map(([field, facet]) => [
            field,
            facet.kind === 'values' ? { ...facet, values: change(facet.values) } : facet,
          ]),
        );
      },
    });
}

type ValuesFacet = Extract<Facets[string], { kind: 'values' }>;

function withFirstTag(record: VectorRecord): VectorRecord {
  const { tags, ...others } = record.metadata;
  const first = Array.isArray(tags) ? tags.slice(0, 1) : [];
  return { ...record, metadata: { ...others, tags: first } };
}

function firstWordOf(options: ScanOptions | undefined): ScanOptions | undefined {
  const text: unknown = options?.filter?.['$text'];
  if (typeof text !== 'string') return options;
  return { ...options, filter: { ...options?.filter, $text: text.split(' ')[0] ?? '' } };
}

function isObject(value: JsonObject[string]): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function withoutUnset({ unset: _, ...change }: RecordUpdate): Omit<RecordUpdate, 'unset'> {
  return change;
}

function partsOf({ metadata, text, vectors }: Hit): Omit<Hit, 'id' | 'score'> {
  return { metadata, text, vectors };
}

function cutId(id: unknown): string {
  return typeof id === 'string' && id !== '' ? id.slice(0, 100) : 'x';
}

/** A place that is another one for every salt. */
function hash(text: string, salt: number): number {
  return (Number(text.replaceAll(/\D/g, '')) * (salt + 3)) % 23;
}

function storeError(
  store: Store,
  operation: string,
  ids: readonly string[],
  cause: unknown,
  content = '',
): NestvecError {
  const message = `${store.database}: ${operation} of ${store.collection} failed ${content}`;
  return new NestvecError(
    'store',
    message,
    {
      database: store.database,
      collection: store.collection,
      operation,
      unconfirmedIds: ids,
      retryable: false,
    },
    { cause },
  );
}

/** The same error for the record's place in the whole batch. */
function renumber(error: unknown, place: number): unknown {
  if (!(error instanceof NestvecError) || error.code !== 'invalid-input') return error;
  const field = JSON.stringify(error.details).replace('records[0]', `records[${place}]`);
  return new NestvecError('invalid-input', error.message, JSON.parse(field) as { field: string });
}

import { NestvecError, type ErrorDetails, type Store } from '@nestvec/core';
import { AssertionError } from 'node:assert';
import { afterAll, describe, expect, it } from 'vitest';
import { httpStore } from '../__fixtures__/http-store.ts';
import { memoryServer } from '../__fixtures__/memory-server.ts';
import { wrapStore } from '../wrap-store.ts';
import { faultCases, faultCasesFor } from './fault-cases.ts';
import { runFaultCase } from './run-fault-case.ts';

const server = await memoryServer();
afterAll(server.close);

const size = { recordsPerRequest: 16 };
const records = 48;
const open = (url: string, collection: string): Store => httpStore({ url, collection, ...size });

faultCases({ name: 'memory over HTTP', target: server.url, open, records });

faultCases({
  name: 'memory over TCP',
  transport: 'tcp',
  target: new URL(server.url).host,
  open: (address, collection) => open(`http://${address}`, collection),
  records: 30,
});

const cases = new Map(faultCasesFor('http').map((one) => [one.title, one]));

/** Defects of clients, each with the cases that must notice it. */
const defects: Record<
  string,
  { readonly wrap: (store: Store) => Store; readonly caughtBy: readonly string[] }
> = {
  'takes any 200 for a confirmation': {
    wrap: onFailure(({ status }) => {
      if (status !== 200) return 'fail';
      return 'resolve';
    }),
    caughtBy: [
      'upsert keeps its word under a 200 without a body, of a server that never saw the request',
      'update keeps its word under a 200 with an HTML page, of a server that never saw the request',
      'remove keeps its word under a 200 without a body, of a server that never saw the request',
      'remove by filter takes nothing but what it means under a 200 with an HTML page, of a server that never saw the request',
    ],
  },
  'gives nothing for an answer that it can not read': {
    wrap: (store) =>
      wrapStore(store, {
        search: (request) =>
          store.search(request).catch(() => ({
            hits: [],
            explain: { using: '', stages: 'single', depth: 0, candidates: 0, exact: false },
          })),
      }),
    caughtBy: [
      'reading gives the truth or fails under a 200 without a body, of a server that never saw the request',
    ],
  },
  'takes a failed question for a collection that is not there': {
    wrap: (store) =>
      wrapStore(store, { describe: (options) => store.describe(options).catch(() => undefined) }),
    caughtBy: ['reading gives the truth or fails under a 503'],
  },
  'names every id, those confirmed as well': {
    wrap: (store) =>
      wrapStore(store, {
        upsert: (given, options) =>
          store.upsert(given, options).catch((error: unknown) => {
            throw withDetails(error, { unconfirmedIds: given.map(({ id }) => id) });
          }),
      }),
    caughtBy: [
      'upsert keeps its word under a connection cut before the server has acted',
      'upsert keeps its word under a 503',
    ],
  },
  'names no id': {
    wrap: onFailure(() => ({ unconfirmedIds: [] })),
    caughtBy: [
      'upsert keeps its word under a connection cut after the server has acted',
      'remove keeps its word under a 503',
    ],
  },
  'names the ids of the broken request and forgets those not sent': {
    wrap: onFailure(({ unconfirmedIds }) => ({ unconfirmedIds: unconfirmedIds.slice(0, 16) })),
    caughtBy: [
      'upsert keeps its word under a connection cut before the server has acted',
      'update keeps its word under a 429 with Retry-After',
    ],
  },
  'reads the first character of Retry-After': {
    wrap: onFailure(({ retryAfterMs }) =>
      retryAfterMs === undefined
        ? {}
        : { retryAfterMs: Number(String(retryAfterMs).slice(0, 1)) * 1000 },
    ),
    caughtBy: ['upsert keeps its word under a 429 with Retry-After'],
  },
  'gives up where another try would do': {
    wrap: onFailure(() => ({ retryable: false })),
    caughtBy: [
      'upsert keeps its word under a 503',
      'update keeps its word under a connection cut within the answer',
    ],
  },
  'passes on the errors of fetch': {
    wrap: (store) =>
      wrapStore(store, {
        upsert: (given, options) =>
          store.upsert(given, options).catch(() => {
            throw new TypeError('fetch failed');
          }),
      }),
    caughtBy: ['upsert keeps its word under a connection cut before the server has acted'],
  },
  'is silent about a failed write': {
    wrap: onFailure(() => 'resolve'),
    caughtBy: [
      'upsert keeps its word under a connection cut before the server has acted',
      'upsert keeps its word under a 500 before the server has acted',
      'a server that keeps failing ends a write with all its ids unconfirmed',
    ],
  },
  'updates vectors and metadata by two requests': {
    wrap: (store) =>
      wrapStore(store, {
        async update(changes, options) {
          await store.update(
            changes.map(({ id, vectors = {} }) => ({ id, vectors })),
            options,
          );
          await store.update(
            changes.map(({ vectors: _, ...rest }) => rest),
            options,
          );
        },
      }),
    caughtBy: [
      'update keeps its word under a connection cut before the server has acted',
      'update keeps its word under a 503',
    ],
  },
  'removes a record before it writes the new one': {
    wrap: (store) =>
      wrapStore(store, {
        async upsert(given, options) {
          await store.remove({ ids: given.map(({ id }) => id) }, options);
          await store.upsert(given, options);
        },
      }),
    caughtBy: ['upsert keeps its word under a 503'],
  },
  'creates without looking whether it is there': {
    wrap: (store) => {
      let planned: Awaited<ReturnType<Store['plan']>> | undefined;
      return wrapStore(store, {
        plan: async (spec, options) => (planned ??= await store.plan(spec, options)),
      });
    },
    caughtBy: ['a plan that was broken off can be made again and applied to its end'],
  },
};

describe('the fault cases catch a client that', () => {
  const pairs = Object.entries(defects).flatMap(([defect, { wrap, caughtBy }]) =>
    caughtBy.map((title) => ({ defect, title, wrap })),
  );
  it.each(pairs)('$defect: $title', async ({ title, wrap }) => {
    const one = cases.get(title);
    if (one === undefined) throw new Error(`no case is called ${title}`);
    const proxied = (url: string, collection: string): Store =>
      url === server.url ? open(url, collection) : wrap(open(url, collection));
    const running = runFaultCase(
      one,
      { target: server.url, open: proxied, records },
      'sabotaged',
      1,
    );
    await expect(running).rejects.toSatisfy(
      (error) => error instanceof AssertionError || error instanceof NestvecError,
    );
  });
});

type Failure = ErrorDetails['store'];

/** Writes whose failures are reported wrongly. */
function onFailure(tell: (details: Failure) => 'fail' | 'resolve' | Partial<Failure>) {
  return (store: Store): Store => {
    const telling = async (write: Promise<void>): Promise<void> => {
      try {
        await write;
      } catch (error) {
        if (!(error instanceof NestvecError) || error.code !== 'store') throw error;
        const told = tell(error.details);
        if (told === 'resolve') return;
        throw withDetails(error, told === 'fail' ? {} : told);
      }
    };
    return wrapStore(store, {
      upsert: (given, options) => telling(store.upsert(given, options)),
      update: (given, options) => telling(store.update(given, options)),
      remove: (given, options) => telling(store.remove(given, options)),
    });
  };
}

function withDetails(error: unknown, changes: Partial<Failure>): unknown {
  if (!(error instanceof NestvecError) || error.code !== 'store') return error;
  return new NestvecError('store', error.message, { ...error.details, ...changes });
}

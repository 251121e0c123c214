import { unsupported } from '../errors.ts';
import { matches } from '../filter/matches.ts';
import type { FilterNode } from '../filter/node.ts';
import type { Filter } from '../filter/types.ts';
import { isPlainObject } from '../json.ts';
import type { VectorRecord } from '../record/record.ts';
import type { Include, SearchRequest } from '../search/search.ts';
import type { Store } from '../store/store.ts';

/** The records of a view, as a filter and as what decides of one record. */
export interface ViewFilter {
  readonly filter: Filter;
  readonly node: FilterNode;
}

/**
 * A store of the records for which a filter holds: others are not found, not counted, and not there by their ids. It only reads, and
 * leads to no tenant.
 */
export function viewStore(store: Store, only: ViewFilter | undefined): Store {
  const refusal = (operation: keyof Store): Error =>
    unsupported(operation, 'a view of an index', 'call it on the index’s own store');
  const refuse = (operation: keyof Store) => async (): Promise<never> => {
    throw refusal(operation);
  };
  const joined = <Request extends { readonly filter?: Filter | undefined }>(
    request: Request,
  ): Request =>
    only === undefined ? request : { ...request, filter: joinFilters(only.filter, request.filter) };
  return {
    database: store.database,
    collection: store.collection,
    tenantName: store.tenantName,
    capabilities: store.capabilities,
    limits: store.limits,
    aliases: {
      list: refuse('aliases'),
      get: refuse('aliases'),
      set: refuse('aliases'),
      move: refuse('aliases'),
      remove: refuse('aliases'),
    },
    plan: refuse('plan'),
    apply: refuse('apply'),
    upsert: refuse('upsert'),
    update: refuse('update'),
    remove: refuse('remove'),
    optimize: refuse('optimize'),
    drop: refuse('drop'),
    tenant() {
      throw refusal('tenant');
    },
    tenants: refuse('tenants'),
    resolve: refuse('resolve'),
    removeTenant: refuse('removeTenant'),
    search: async (request, call) => await store.search(joined<SearchRequest>(request), call),
    searchMany: async (requests, call) =>
      await store.searchMany(
        requests.map((request) => joined<SearchRequest>(request)),
        call,
      ),
    list: async (request, call) => await store.list(joined(request), call),
    scan: (options = {}) => store.scan(joined(options)),
    count: async (options = {}) => await store.count(joined(options)),
    facets: async (request, call) => await store.facets(joined(request), call),
    async get(ids, options = {}) {
      if (only === undefined) return await store.get(ids, options);
      const { include } = options;
      // What the filter looks at is read too, and left out again.
      const whole = { ...include, metadata: true, links: true };
      const records = await store.get(ids, { ...options, include: whole });
      return records.map((record) =>
        record !== undefined && matches(only.node, record) ? without(record, include) : undefined,
      );
    },
    describe: async (options) => await store.describe(options),
    async close() {},
  };
}

/** Both must hold. `$text` stands at the top only, so it stays there. */
function joinFilters(own: Filter, asked: Filter | undefined): Filter {
  if (asked === undefined) return own;
  if (!isPlainObject(asked) || !Object.hasOwn(asked, '$text')) return { $and: [own, asked] };
  const { $text, ...rest } = asked;
  return { $text, $and: [own, rest] } as Filter; // `$text` is what it was
}

function without(record: VectorRecord, include: Include | undefined): VectorRecord {
  const { metadata = true, links = true } = include ?? {};
  const { id, vectors, text } = record;
  const own = links ? record : { id, vectors, ...(text === undefined ? {} : { text }) };
  return { ...own, metadata: metadata ? record.metadata : {} };
}

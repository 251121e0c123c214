import {
  type CallOptions,
  type ErrorCode,
  type ErrorDetails,
  NestvecError,
  type Store,
} from '@nestvec/core';
import { aborted, isPlainObject, throwIfAborted } from '@nestvec/core/kit';
import { checkTenantName, noAliases, type ScanPage, searchEach } from '@nestvec/core/store';
import { memoryStore } from '../memory/memory-store.ts';
import { fromWire, toWire } from './wire.ts';

/** What makes a client of the memory server good or bad. */
export interface HttpStoreOptions {
  readonly url: string;
  readonly collection: string;
  readonly tenant?: string | undefined;
  readonly isParentClosed?: (() => boolean) | undefined;
  /** Records of one request. */
  readonly recordsPerRequest?: number | undefined;
}

const database = 'memory-http';

/** A store over the memory server: several requests a write, errors as the contract wants them. */
export function httpStore(options: HttpStoreOptions): Store {
  const { url, collection, tenant, recordsPerRequest = 100 } = options;
  const { capabilities: own, limits } = memoryStore({ collection });
  const capabilities = { ...own, aliases: false } as const;
  let closed = false;
  const isClosed = (): boolean => closed || options.isParentClosed?.() === true;

  async function call(method: keyof Store, given: readonly unknown[], ids: readonly string[], signal: AbortSignal | undefined): Promise<unknown> {
    if (isClosed()) throw new NestvecError('closed', `${database}: ${method} on ${collection} after close()`, { what: collection });
    throwIfAborted({ signal }, `${database}: ${method} on ${collection}`);
    const failed = (reason: string, facts: { status?: number; retryAfterMs?: number; cause?: unknown } = {}) => {
      const { cause, ...rest } = facts;
      const message = `${database}: ${method} of ${collection} failed (${reason}); write what is not confirmed again`;
      return new NestvecError('store', message, { database, collection, operation: method, unconfirmedIds: ids, retryable: true, ...rest }, { cause });
    };
    let status: number;
    let headers: Headers;
    let body: string;
    try {
      const response = await fetch(url, { method: 'POST', body: toWire({ collection, tenant, method, given }), signal: signal ?? null });
      ({ status, headers } = response);
      body = await response.text();
    } catch (cause) {
      if (signal?.aborted) throw aborted(`${database}: ${method} on ${collection}`, cause);
      throw failed('connection', { cause });
    }
    const answer = parse(body);
    if (status === 422 && answer !== undefined) throw revive(answer, ids);
    if (status !== 200) {
      const wait = headers.get('retry-after');
      throw failed(`status ${status}`, { status, ...(wait === null ? {} : { retryAfterMs: Number(wait) * 1000 }) });
    }
    if (answer === undefined || !('result' in answer)) throw failed('no answer', { status });
    return answer['result'] ?? undefined;
  }

  /** One request after the other; what was not asked yet, or not confirmed, is named when one fails. */
  async function inBatches(method: keyof Store, entries: readonly { readonly id: string }[], wrap: (batch: readonly { readonly id: string }[]) => unknown, signal: AbortSignal | undefined): Promise<void> {
    const missing: string[] = [];
    for (let at = 0; at === 0 || at < entries.length; at += recordsPerRequest) {
      const left = [...new Set(entries.slice(at).map(({ id }) => id))];
      try {
        await call(method, [wrap(entries.slice(at, at + recordsPerRequest))], left, signal);
      } catch (error) {
        if (!(error instanceof NestvecError) || error.code !== 'store') throw error;
        const details = error.details;
        if (details.retryable) throw new NestvecError('store', error.message, { ...details, unconfirmedIds: [...missing, ...left] }, { cause: error });
        missing.push(...details.unconfirmedIds);
      }
    }
    if (missing.length > 0) {
      throw new NestvecError('store', `${database}: ${method} of ${collection} found nothing under ${missing.length} ids`, { database, collection, operation: method, unconfirmedIds: missing, retryable: false });
    }
  }

  const plain = ({ signal: _, ...rest }: CallOptions = {}): object => rest;
  const store: Store = {
    database,
    collection,
    tenantName: tenant,
    capabilities,
    limits,
    aliases: noAliases(database),
    plan: async (spec, given) => ({ ...((await call('plan', [spec], [], given?.signal)) as Awaited<ReturnType<Store['plan']>>), database }),
    async apply(plan, given) {
      return (await call('apply', [plan, { allowRebuild: given?.allowRebuild }], [], given?.signal)) as Awaited<ReturnType<Store['apply']>>;
    },
    async upsert(records, given) {
      await inBatches('upsert', records, (batch) => batch, given?.signal);
    },
    async update(changes, given) {
      await inBatches('update', changes, (batch) => batch, given?.signal);
    },
    async search(request, given) {
      return (await call('search', [request], [], given?.signal)) as Awaited<ReturnType<Store['search']>>;
    },
    async searchMany(requests, given) {
      return await searchEach(this)(requests, given);
    },
    list: async (request, given) => (await call('list', [request], [], given?.signal)) as Awaited<ReturnType<Store['list']>>,
    async *scan(given = {}) {
      const { signal, ...rest } = given;
      for (let after = given.after; ; ) {
        const page = (await call('scan', [{ ...rest, after }], [], signal)) as ScanPage | undefined;
        if (page === undefined) return;
        yield page;
        after = page.cursor;
      }
    },
    async get(ids, given) {
      const found = (await call('get', [ids, plain(given)], [], given?.signal)) as (object | null)[];
      return found.map((record) => record ?? undefined) as Awaited<ReturnType<Store['get']>>;
    },
    facets: async (request, given) => (await call('facets', [request], [], given?.signal)) as Awaited<ReturnType<Store['facets']>>,
    async remove(target, given) {
      if ('ids' in target && Array.isArray(target.ids) && Object.keys(target).length === 1) {
        await inBatches('remove', target.ids.map((id) => ({ id })), (batch) => ({ ids: batch.map(({ id }) => id) }), given?.signal);
      } else {
        await call('remove', [target], [], given?.signal);
      }
    },
    count: async (given) => (await call('count', [plain(given)], [], given?.signal)) as number,
    async describe(given) {
      return (await call('describe', [plain(given)], [], given?.signal)) as Awaited<ReturnType<Store['describe']>>;
    },
    async optimize(given) {
      await call('optimize', [plain(given)], [], given?.signal);
    },
    drop: async (given) => (await call('drop', [], [], given?.signal)) as boolean,
    tenant(name) {
      checkTenantName(name);
      return httpStore({ ...options, tenant: name, isParentClosed: isClosed });
    },
    tenants: async (given) => (await call('tenants', [], [], given?.signal)) as readonly string[],
    removeTenant: async (name, given) => (await call('removeTenant', [name], [], given?.signal)) as boolean,
    resolve: async () => store,
    async close() {
      closed = true;
    },
  };
  return store;
}

function parse(body: string): Record<string, unknown> | undefined {
  try {
    const answer = fromWire(body);
    return isPlainObject(answer) ? answer : undefined;
  } catch {
    return undefined;
  }
}

function revive(answer: Record<string, unknown>, ids: readonly string[]): NestvecError {
  const { code, message, details } = answer as { code: ErrorCode; message: string; details: ErrorDetails['store'] };
  return new NestvecError(code, message, code === 'store' ? { ...details, database, unconfirmedIds: details.unconfirmedIds ?? ids } : details);
}

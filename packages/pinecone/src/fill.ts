import { type CallOptions, truncate } from '@nestvec/core';
import type { ResolvedSpec } from '@nestvec/core/store';
import type { WireRecord } from './api.ts';
import { defaultNamespace } from './client.ts';
import { errors } from './errors.ts';
import { fetchRecords } from './fetch.ts';
import { fittingValue } from './field-value.ts';
import { waitUntilSeen, type WriteNumber } from './freshness.ts';
import { versionedIdOf, withVectors } from './read.ts';
import type { HomeRecord } from './layout.ts';
import { numbers, toVersioned } from './record.ts';
import { requestsOf } from './requests.ts';
import type { OpenCollection, IndexPlace, Session } from './session.ts';
import { type Scope, namespaceScope } from './scope.ts';

/** Records of one page. */
const pageSize = 100;

/**
 * Computes a smaller vector from a stored larger one, page by page, under the version of each record. It can be interrupted at any
 * moment and goes on later: what is there already is left alone.
 */
export async function backfillVector(
  session: Session,
  { name, from }: { readonly name: string; readonly from: string },
  options: CallOptions | undefined,
  onProgress: (done: number, total: number) => void,
): Promise<void> {
  session.forget();
  const open = await session.open('apply', options);
  const place = open.others.get(name);
  if (place === undefined) throw errors.missingCollection(session.options.collection, 'apply');
  const namespaces = await namespacesOf(open);
  const counts = await open.home.data.counts();
  const total = namespaces.reduce((sum, namespace) => sum + (counts.get(namespace) ?? 0), 0);
  let done = 0;
  for (const namespace of namespaces) {
    const scope = namespaceScope(session, open, namespace, `backfill of ${name}`, options);
    for await (const homes of pagesOf(scope)) {
      await fillPage(scope, place, homes, from);
      done += homes.length;
      onProgress(done, Math.max(done, total));
    }
  }
  onProgress(Math.max(done, total), Math.max(done, total));
}

async function fillPage(
  scope: Scope,
  place: IndexPlace,
  homes: readonly HomeRecord[],
  from: string,
): Promise<void> {
  const there = await fetchRecords(
    scope,
    place,
    homes.flatMap((home) => versionedIdOf(home) ?? []),
  );
  const lacking = homes.filter((home) => !there.has(versionedIdOf(home) ?? ''));
  const records = (await withVectors(scope, lacking, [from])).flatMap(
    ({ home, record }): WireRecord[] => {
      const full = Object.hasOwn(record.vectors, from) ? record.vectors[from] : undefined;
      if (full === undefined || home.version === undefined) return [];
      return [toVersioned(record, truncate(full, place.dimensions), scope.spec, home.version)];
    },
  );
  await put(scope, place, records);
}

/** Gives every stored record, in every index, what a newly declared field holds. */
export async function fillField(
  session: Session,
  open: OpenCollection,
  name: string,
  spec: ResolvedSpec,
  options: CallOptions | undefined,
): Promise<void> {
  const type = spec.fields[name];
  if (type === undefined) return;
  for (const namespace of await namespacesOf(open)) {
    const scope = namespaceScope(session, open, namespace, `filling of ${name}`, options);
    for await (const homes of pagesOf(scope)) {
      const values = new Map(
        homes.map((home) => [home.home, fittingValue(home.record.metadata, name, type)]),
      );
      const places: (readonly [IndexPlace, (home: HomeRecord) => string | undefined])[] = [
        [scope.home, ({ home }) => home],
        ...[...scope.others.values()].map((place) => [place, versionedIdOf] as const),
      ];
      for (const [place, idOf] of places) {
        const stored = await fetchRecords(
          scope,
          place,
          homes.flatMap((home) => idOf(home) ?? []),
        );
        const records = homes.flatMap((home): WireRecord[] => {
          const record = stored.get(idOf(home) ?? '');
          const value = values.get(home.home);
          if (record === undefined || value === undefined) return [];
          const metadata = { ...record.metadata, [name]: value };
          return [{ id: record.id, values: numbers(record.values), metadata }];
        });
        await put(scope, place, records);
      }
    }
  }
}

/** Writes records that are made already, and waits until they are seen. */
export async function put(
  scope: Scope,
  place: IndexPlace,
  records: readonly WireRecord[],
): Promise<void> {
  const writes: WriteNumber[] = [];
  for (const request of requestsOf(records, (record) => record, pageSize)) {
    scope.begin();
    writes.push(await place.data.upsert(scope.namespace, request.records));
  }
  await waitUntilSeen(scope, place, writes);
}

/** All records of a namespace. */
export async function* pagesOf(scope: Scope): AsyncGenerator<readonly HomeRecord[]> {
  const { home, namespace, begin, signal } = scope;
  for (let token: string | undefined; ;) {
    begin();
    const { ids, next } = await home.data.list(namespace, { limit: pageSize, token }, signal);
    const stored = await fetchRecords(scope, home, ids);
    if (stored.size > 0) yield [...stored.values()].map(scope.layout.fromStored);
    if (next === undefined || next === '') return;
    token = next;
  }
}

/** Every tenant's namespace; without tenants the one that there is. */
export async function namespacesOf({ memory, home }: OpenCollection): Promise<readonly string[]> {
  return memory.spec.tenants ? await home.data.namespaces() : [defaultNamespace];
}

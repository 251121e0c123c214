import { type CallOptions, type FieldType, truncate } from '@nestvec/core';
import { checkFields, type ResolvedSpec } from '@nestvec/core/store';
import type { Call } from './call.ts';
import type { WireRecord } from './api.ts';
import { defaultNamespace } from './client.ts';
import { missingCollection } from './errors.ts';
import { fetchRecords } from './fetch.ts';
import { fieldValue } from './field-value.ts';
import { waitUntilSeen, type WriteNumber } from './freshness.ts';
import { versionedIdOf, withVectors } from './read.ts';
import type { HomeRecord } from './layout.ts';
import { numbers, toVersioned } from './record.ts';
import { requestsOf } from './requests.ts';
import type { OpenCollection, IndexPlace, Session } from './session.ts';
import { type View, viewOf } from './view.ts';

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
  const call: Call = [`backfill of ${name}`, options];
  session.forget();
  const found = await session.find('apply', options);
  const { memory } = found ?? {};
  if (found === undefined || memory === undefined)
    throw missingCollection(session.options.collection, 'apply');
  const open = { ...found, memory };
  const place = open.others.get(name);
  if (place === undefined) throw missingCollection(session.options.collection, 'apply');
  const namespaces = await namespacesOf(open, call);
  const counts = await open.home.data.counts(options?.signal);
  const total = namespaces.reduce((sum, namespace) => sum + (counts.get(namespace) ?? 0), 0);
  let done = 0;
  for (const namespace of namespaces) {
    const view = viewOf(session, open, namespace);
    for await (const homes of pagesOf(view, call)) {
      await fillPage(view, place, homes, from, call);
      done += homes.length;
      onProgress(done, Math.max(done, total));
    }
  }
  onProgress(Math.max(done, total), Math.max(done, total));
}

async function fillPage(
  view: View,
  place: IndexPlace,
  homes: readonly HomeRecord[],
  from: string,
  call: Call,
): Promise<void> {
  const there = await fetchRecords(
    view,
    place,
    homes.flatMap((home) => versionedIdOf(home) ?? []),
    call,
  );
  const lacking = homes.filter((home) => !there.has(versionedIdOf(home) ?? ''));
  const records = (await withVectors(view, lacking, [from], call)).flatMap(
    ({ home, record }): WireRecord[] => {
      const full = Object.hasOwn(record.vectors, from) ? record.vectors[from] : undefined;
      if (full === undefined || home.version === undefined) return [];
      return [toVersioned(record, truncate(full, place.dimensions), view.spec, home.version)];
    },
  );
  await put(view, place, records, call);
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
  const call: Call = [`filling of ${name}`, options];
  for (const namespace of await namespacesOf(open, call)) {
    const view = viewOf(session, open, namespace);
    for await (const homes of pagesOf(view, call)) {
      const values = new Map(homes.map((home) => [home.home, fittingValue(home, name, type)]));
      const places: (readonly [IndexPlace, (home: HomeRecord) => string | undefined])[] = [
        [view.home, ({ home }) => home],
        ...[...view.others.values()].map((place) => [place, versionedIdOf] as const),
      ];
      for (const [place, idOf] of places) {
        const stored = await fetchRecords(
          view,
          place,
          homes.flatMap((home) => idOf(home) ?? []),
          call,
        );
        const records = homes.flatMap((home): WireRecord[] => {
          const record = stored.get(idOf(home) ?? '');
          const value = values.get(home.home);
          if (record === undefined || value === undefined) return [];
          const metadata = { ...record.metadata, [name]: value };
          return [{ id: record.id, values: numbers(record.values), metadata }];
        });
        await put(view, place, records, call);
      }
    }
  }
}

/** Metadata that was written before a field was declared may hold anything; what does not fit counts as missing. */
function fittingValue(
  { record }: HomeRecord,
  name: string,
  type: FieldType,
): ReturnType<typeof fieldValue> {
  try {
    checkFields(record.metadata, { [name]: type }, 'metadata');
  } catch {
    return undefined;
  }
  return fieldValue(record.metadata, name, type);
}

/** Writes records that are made already, and waits until they are seen. */
export async function put(
  view: View,
  place: IndexPlace,
  records: readonly WireRecord[],
  call: Call,
): Promise<void> {
  const writes: WriteNumber[] = [];
  for (const request of requestsOf(records, (record) => record, pageSize)) {
    view.session.begin(...call);
    writes.push(await place.data.upsert(view.namespace, request.records));
  }
  await waitUntilSeen(view, place, writes, call);
}

/** All records of a namespace. */
export async function* pagesOf(view: View, call: Call): AsyncGenerator<readonly HomeRecord[]> {
  const { home, namespace, session } = view;
  for (let token: string | undefined; ;) {
    session.begin(...call);
    const { ids, next } = await home.data.list(
      namespace,
      { limit: pageSize, token },
      call[1]?.signal,
    );
    const stored = await fetchRecords(view, home, ids, call);
    if (stored.size > 0) yield [...stored.values()].map(view.layout.fromStored);
    if (next === undefined || next === '') return;
    token = next;
  }
}

/** Every tenant's namespace; without tenants the one that there is. */
export async function namespacesOf(
  { memory, home }: OpenCollection,
  [, call]: Call,
): Promise<readonly string[]> {
  return memory.spec.tenants ? await home.data.namespaces(call?.signal) : [defaultNamespace];
}

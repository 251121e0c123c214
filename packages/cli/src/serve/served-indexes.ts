import type { VectorIndex } from '@nestvec/core';
import type { Server } from '@nestvec/server';
import type { ServedIndex } from './index-doors.ts';

/** Records that are looked at to find one with an image. */
const looked = 20;

/** What can be printed of each collection: an image that the server shows, and a field to count. */
export async function servedIndexes(
  indexes: Readonly<Record<string, VectorIndex>>,
  shown: readonly string[] | undefined,
  server: Server,
  signal: AbortSignal,
): Promise<readonly ServedIndex[]> {
  const served: ServedIndex[] = [];
  for (const [name, index] of Object.entries(indexes)) {
    const counted = Object.entries(index.spec.fields).find(
      ([field, type]) =>
        type !== 'number' &&
        type !== 'datetime' &&
        type !== 'number[]' &&
        (shown?.includes(field) ?? true),
    );
    const image = index.spec.tenants ? undefined : await imageOf(name, index, server, signal);
    served.push({ name, index, image, counted: counted?.[0] });
  }
  return served;
}

async function imageOf(
  name: string,
  index: VectorIndex,
  server: Server,
  signal: AbortSignal,
): Promise<string | undefined> {
  const include = { metadata: false, text: false, links: true, vectors: [] };
  for await (const { records } of index.store.scan({ include, pageSize: looked, signal })) {
    for (const { id, uri } of records) {
      if (uri === undefined || !server.showsImage(uri)) continue;
      return `/image/${encodeURIComponent(name)}/${encodeURIComponent(id)}`;
    }
    return undefined;
  }
  return undefined;
}

import type { FieldType } from '@nestvec/core';
import { checkAttachedFields, type LiveField, seenField } from '@nestvec/core/store';
import type { QdrantApi } from './api.ts';
import { readFailure } from './failure.ts';
import type { CollectionInfo } from './info.ts';
import { readPoints } from './points.ts';

/** Of so many points the payload is looked at, where no index says a field's type. */
const pointsLookedAt = 100;

/**
 * Compares declared fields with a collection that someone else made: with its payload indexes, else with some of its points. Of an
 * empty collection, and of values that have no type such as null, nothing is known. Throws `invalid-input` naming the field.
 */
export async function checkLiveFields(
  api: QdrantApi,
  collection: string,
  fields: Readonly<Record<string, FieldType>>,
  { indexes }: Pick<CollectionInfo, 'indexes'>,
): Promise<void> {
  const live = new Map<string, LiveField | 'unknown'>();
  for (const name of Object.keys(fields)) {
    const type = indexes[name];
    if (type !== undefined)
      live.set(name, { type: `indexed as ${type}`, fits: indexed[type] ?? [] });
  }
  const bare = Object.keys(fields).filter((name) => !live.has(name));
  const seen = new Set(Object.keys(indexes));
  if (bare.length > 0) {
    const points = readPoints(
      await api.scroll(collection, {
        limit: pointsLookedAt,
        with_payload: true,
        with_vector: false,
      }),
    );
    for (const { payload } of points) for (const key of Object.keys(payload)) seen.add(key);
    for (const name of bare) {
      const field = seenField(points.map(({ payload }) => payload[name]));
      if (field !== undefined) live.set(name, field);
      else if (points.length === 0 || (await hasValue(api, collection, name)))
        live.set(name, 'unknown');
    }
  }
  const names = [...seen].sort();
  const place = `the collection ${JSON.stringify(collection)}`;
  checkAttachedFields(
    fields,
    { path: 'qdrant.attach.fields', noun: 'payload key', place, names },
    (name) => live.get(name),
  );
}

/** Types of ours by the server's payload indexes; whether values are lists, an index does not say. */
const indexed: Readonly<Record<string, readonly FieldType[]>> = {
  keyword: ['string', 'string[]'],
  uuid: ['string', 'string[]'],
  text: ['string', 'string[]'],
  integer: ['number', 'number[]'],
  float: ['number', 'number[]'],
  bool: ['boolean'],
  datetime: ['datetime'],
};

/** Any point may have it. A server whose strict mode refuses the question leaves it open. */
async function hasValue(api: QdrantApi, collection: string, key: string): Promise<boolean> {
  try {
    const filter = { must_not: [{ is_empty: { key } }] };
    const one = { limit: 1, filter, with_payload: false, with_vector: false };
    return readPoints(await api.scroll(collection, one)).length > 0;
  } catch (error) {
    const { status = 0 } = readFailure(error);
    if (status === 400 || status === 403) return true;
    throw error;
  }
}

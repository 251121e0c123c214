import { invalid } from '../../errors.ts';
import type { JsonObject } from '../../json.ts';
import type { VectorRecord } from '../../record/record.ts';
import type { ResolvedSpec } from '../../spec/spec.ts';
import { truncate } from '../../vector.ts';
import type { VectorCopy } from './target-spec.ts';

/** Makes the target's record of the source's. Throws `invalid-input` where a renamed key would replace another one. */
export type ConvertRecord = (record: VectorRecord) => VectorRecord;

/** What makes the target's records: vectors as they are or their first dimensions, keys by their names there. */
export function recordConverter(
  source: Pick<ResolvedSpec, 'vectors'>,
  copies: readonly VectorCopy[],
  rename: Readonly<Record<string, string>> = {},
): ConvertRecord {
  const names = new Map(Object.entries(rename).filter(([old, name]) => old !== name));
  return (record) => {
    const vectors: Record<string, Float32Array> = {};
    for (const { name, from, dimensions } of copies) {
      const whole = record.vectors[from];
      if (whole === undefined) continue;
      const isWhole = source.vectors[from]?.dimensions === dimensions;
      vectors[name] = isWhole ? whole : truncate(whole, dimensions);
    }
    const metadata = names.size === 0 ? record.metadata : renameKeys(record.metadata, names);
    return { ...record, vectors, metadata };
  };
}

/** Built from entries, so that a key such as `__proto__` stays a key. */
function renameKeys(metadata: JsonObject, names: ReadonlyMap<string, string>): JsonObject {
  const entries = Object.entries(metadata).map(([key, value]): [string, typeof value] => [
    names.get(key) ?? key,
    value,
  ]);
  const renamed = new Map(entries);
  if (renamed.size === entries.length) return Object.fromEntries(renamed);
  const twice = entries.find(([key], i) => entries.findIndex(([other]) => other === key) !== i);
  throw invalid(
    `metadata.${twice?.[0] ?? ''}`,
    'is there already, so another key can’t be renamed to it; give it another name',
  );
}

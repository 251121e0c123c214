import { normalize, type VectorRecord } from '@nestvec/core';
import { invalid } from '@nestvec/core/kit';
import {
  attachedMemory,
  type AttachOptions,
  checkAttachedFields,
  type CollectionMemory,
  seenField,
  theirName,
  theirVector,
} from '@nestvec/core/store';
import type { MemoryCollection } from './memory-database.ts';

/** What the options say of a collection that someone else made, and what was added since. */
export function recall(
  { live = new Map(), memory, tenants }: MemoryCollection,
  attach: AttachOptions,
  collection: string,
): CollectionMemory {
  const metadata = [...(tenants.get('')?.values() ?? [])].map((record) => record.metadata);
  const names = [...new Set(metadata.flatMap((values) => Object.keys(values)))].sort();
  const place = `the collection ${JSON.stringify(collection)}`;
  checkAttachedFields(
    attach.fields ?? {},
    { path: 'memory.attach.fields', noun: 'metadata key', place, names },
    (name) =>
      seenField(metadata.map((values) => values[name])) ??
      (metadata.length === 0 ? 'unknown' : undefined),
  );
  const vectors = Object.fromEntries(live);
  return attachedMemory(
    { attach, collection },
    { vectors, tenants: false, hasWords: attach.textField !== undefined },
    memory,
    (name, said) => {
      const path = `memory.attach.vectors.${name}`;
      const dimensions = theirVector(attach, name, vectors, path);
      if (dimensions !== said.dimensions)
        throw invalid(path, `has ${said.dimensions} dimensions; the collection has ${dimensions}`);
      return { ...said, graph: false };
    },
  );
}

/** The records of a collection: their own, or those of someone else in our words. */
export interface RecordTable {
  readonly size: number;
  get(id: string): VectorRecord | undefined;
  set(id: string, record: VectorRecord): void;
  delete(id: string): boolean;
  clear(): void;
  values(): Iterable<VectorRecord>;
}

/** Throws `invalid-input` for what a collection of someone else has no place for. */
export function checkForeignRecord(
  { text, metadata = {} }: Partial<VectorRecord>,
  { textField }: AttachOptions,
  path: string,
): void {
  if (textField === undefined && text !== undefined)
    throw invalid(`${path}.text`, 'has no place; say in attach.textField which key holds texts');
  if (textField !== undefined && Object.hasOwn(metadata, textField))
    throw invalid(
      `${path}.metadata.${textField}`,
      'is the key that holds the text; give the text instead',
    );
}

/** Records that someone else made, read and written in our words; what was not named stays as it is. */
export function attachedRecords(
  theirs: Map<string, VectorRecord>,
  attach: AttachOptions,
  { spec }: CollectionMemory,
): RecordTable {
  const { textField } = attach;
  const places = Object.keys(spec.vectors).map((name) => [name, theirName(attach, name)] as const);
  const toOurs = ({ vectors, metadata, ...rest }: VectorRecord): VectorRecord => {
    const { [textField ?? '']: text, ...others } = metadata;
    return {
      ...rest,
      vectors: Object.fromEntries(
        places.flatMap(([name, place]) => {
          const vector = Object.hasOwn(vectors, place) ? vectors[place] : undefined;
          return vector === undefined ? [] : [[name, normalize(vector)]];
        }),
      ),
      ...(textField !== undefined && typeof text === 'string'
        ? { text, metadata: others }
        : { metadata }),
    };
  };
  const toTheirs = ({ text, vectors, metadata, ...rest }: VectorRecord): VectorRecord => {
    const others = Object.entries(theirs.get(rest.id)?.vectors ?? {}).filter(
      ([place]) => !places.some(([, one]) => one === place),
    );
    const named = places.flatMap(([name, place]) => {
      const vector = vectors[name];
      return vector === undefined ? [] : [[place, vector] as const];
    });
    return {
      ...rest,
      vectors: Object.fromEntries([...others, ...named]),
      metadata: {
        ...metadata,
        ...(textField === undefined || text === undefined ? {} : { [textField]: text }),
      },
    };
  };
  return {
    get size() {
      return theirs.size;
    },
    get(id) {
      const record = theirs.get(id);
      return record && toOurs(record);
    },
    set(id, record) {
      theirs.set(id, toTheirs(record));
    },
    delete: (id) => theirs.delete(id),
    clear: () => theirs.clear(),
    values: () => theirs.values().map(toOurs),
  };
}

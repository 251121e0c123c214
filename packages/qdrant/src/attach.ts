import { NestvecError } from '@nestvec/core';
import {
  type CollectionMemory,
  invalid,
  resolveSpec,
  type ResolvedVector,
  unsupported,
} from '@nestvec/core/store';
import type { AttachOptions } from './attach-options.ts';
import { databaseName } from './errors.ts';
import { type CollectionInfo, type LiveVector, memoryOf } from './info.ts';
import { portableQuantization } from './observe.ts';
import type { ResolvedOptions } from './options.ts';

/** Where an attached collection keeps what was added to it; its own metadata may use any other key. */
const attachedMemoryKey = 'nestvec_attached';

/** Key of the metadata under which a store keeps its memory. */
export function memoryKeyOf({ attach }: Pick<ResolvedOptions, 'attach'>): string | undefined {
  return attach === undefined ? undefined : attachedMemoryKey;
}

/** What a collection of ours remembers; of an attached one, what was said of it and what was added since. */
export function recall(
  info: CollectionInfo,
  { attach, collection }: Pick<ResolvedOptions, 'attach' | 'collection'>,
): CollectionMemory | undefined {
  if (attach === undefined) return memoryOf(info);
  const { embedder, vectors, fields } = attach;
  const said = resolveSpec({ name: collection, embedder, vectors, fields });
  const known = Object.entries(said.vectors).map(([name, vector]): [string, ResolvedVector] => [
    name,
    checkVector(name, vector, info, attach),
  ]);
  const added = memoryOf(info, attachedMemoryKey);
  return {
    spec: { ...said, vectors: { ...added?.spec.vectors, ...Object.fromEntries(known) } },
    incomplete: added?.incomplete ?? [],
  };
}

/** Their name of one of our vectors. */
export function theirName({ names = {} }: Pick<AttachOptions, 'names'>, name: string): string {
  return (Object.hasOwn(names, name) ? names[name] : undefined) ?? name;
}

/** Throws where a collection that was attached may only be read. */
export function checkWritable({
  attach,
  collection,
}: Pick<ResolvedOptions, 'attach' | 'collection'>): void {
  if (attach === undefined || attach.writable === true) return;
  throw new NestvecError(
    'invalid-input',
    `attach.writable: "${collection}" was made by someone else and is read only; set writable to change it`,
    { field: 'attach.writable' },
  );
}

/** The vector as it is there. Throws where it is missing, of another length, or scored in a way that is no cosine. */
function checkVector(
  name: string,
  said: ResolvedVector,
  info: CollectionInfo,
  attach: AttachOptions,
): ResolvedVector {
  const path = `qdrant.attach.vectors.${name}`;
  const theirs = theirName(attach, name);
  const live = Object.hasOwn(info.vectors, theirs) ? info.vectors[theirs] : undefined;
  if (live === undefined) {
    const there = Object.keys(info.vectors).map((other) =>
      other === '' ? 'the unnamed one' : other,
    );
    throw invalid(
      path,
      `is called ${JSON.stringify(theirs)} there, and there is ${there.join(', ') || 'none'}; say its name in attach.names`,
    );
  }
  if (live.size !== said.dimensions)
    throw invalid(path, `has ${said.dimensions} dimensions where the collection has ${live.size}`);
  checkMeasure(name, live);
  return {
    ...said,
    graph: live.graph,
    quantization: portableQuantization(live, said.quantization),
  };
}

function checkMeasure(name: string, { distance, datatype, multi }: LiveVector): void {
  if (multi)
    throw unsupported(
      `a search over ${name}, which has several rows to a record`,
      databaseName,
      'name another vector',
    );
  if (distance !== 'Cosine')
    throw unsupported(
      `cosine scores over ${name}, which is compared by ${distance}`,
      databaseName,
      'the lengths of its vectors are not known; use a collection with Cosine',
    );
  if (datatype === 'uint8')
    throw unsupported(
      `cosine scores over ${name}, which holds integers of 8 bits`,
      databaseName,
      'use a collection of floats',
    );
}

import { NestvecError } from '@nestvec/core';
import {
  type CollectionMemory,
  encodeMemory,
  decodeMemory,
  invalid,
  resolveSpec,
  type ResolvedVector,
  unsupported,
} from '@nestvec/core/store';
import type { AttachOptions } from './attach-options.ts';
import { checkVectorizer } from './vectorizer.ts';
import { databaseName } from './errors.ts';
import { type CollectionInfo, type LiveVector, memoryOf } from './info.ts';
import { portableQuantization } from './native.ts';
import type { ResolvedOptions } from './options.ts';

/** What an attached collection's description ends with, once something was added: the rest of it is its maker's. */
const addition = '\n\nnestvec added: ';

/** What a collection of ours remembers; of an attached one, what was said of it and what was added since. */
export function recall(
  info: CollectionInfo,
  { attach, collection }: Pick<ResolvedOptions, 'attach' | 'collection'>,
): CollectionMemory | undefined {
  if (attach === undefined) return memoryOf(info);
  const { embedder, vectors, fields } = attach;
  const said = resolveSpec({ name: collection, embedder, vectors, fields, tenants: info.tenants });
  const known = Object.entries(said.vectors).map(([name, vector]): [string, ResolvedVector] => [
    name,
    checkVector(name, vector, info, attach, embedder.model),
  ]);
  const text = info.description.split(addition)[1];
  const added = decodeMemory(text, databaseName);
  return {
    spec: { ...said, vectors: { ...added?.spec.vectors, ...Object.fromEntries(known) } },
    incomplete: added?.incomplete ?? [],
  };
}

/** The description that keeps a memory; of an attached collection it goes on after its maker's own. */
export function describeMemory(
  { attach }: Pick<ResolvedOptions, 'attach'>,
  memory: CollectionMemory,
  description: string,
): string {
  const text = encodeMemory(memory);
  if (attach === undefined) return text;
  return `${description.split(addition)[0] ?? ''}${addition}${text}`;
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

/** The vector as it is there. Throws where it is missing, made by another model, or scored in a way that is no cosine. */
function checkVector(
  name: string,
  said: ResolvedVector,
  info: CollectionInfo,
  attach: AttachOptions,
  model: string,
): ResolvedVector {
  const path = `weaviate.attach.vectors.${name}`;
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
  checkMeasure(name, live);
  checkVectorizer(live.vectorizer, said, model, path);
  return {
    ...said,
    graph: live.index !== 'flat',
    quantization:
      live.quantization === 'none' ? 'none' : portableQuantization(live.quantization, live.bits),
  };
}

function checkMeasure(name: string, { distance, multi }: LiveVector): void {
  if (multi)
    throw unsupported(
      `a search over ${name}, which has several rows to a record`,
      databaseName,
      'name another vector',
    );
  if (distance !== 'cosine')
    throw unsupported(
      `cosine scores over ${name}, which is compared by ${distance}`,
      databaseName,
      'the lengths of its vectors are not known; use a collection with cosine',
    );
}

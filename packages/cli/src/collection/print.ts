import { type CollectionDescription, describeIdentity } from '@nestvec/core';
import type { DataFlags } from '../flags.ts';
import type { Io } from '../io.ts';
import { createOutput } from '../output.ts';
import { count, styles } from '../text.ts';

/** A collection by name; without a description where it went away meanwhile. */
export interface FoundCollection {
  readonly name: string;
  readonly description: CollectionDescription | undefined;
}

/** Prints collections one a line. */
export function printCollections(
  found: readonly FoundCollection[],
  { data, json }: DataFlags,
  io: Io,
): void {
  const output = createOutput(io, json);
  const { bold } = styles(io.stdout);
  output.document({ data, collections: found.map(documentOf) });
  if (found.length === 0) output.line(`no collections in ${data}`);
  const width = Math.max(...found.map(({ name }) => name.length));
  for (const { name, description } of found) {
    const records = count(description?.count ?? 0, 'record').padStart(14);
    output.line(`${bold(name.padEnd(width))}  ${records}  ${modelOf(description)}`);
  }
}

/** Prints one collection with its vectors and fields. */
export function printCollection(found: FoundCollection, { data, json }: DataFlags, io: Io): void {
  const output = createOutput(io, json);
  const { bold } = styles(io.stdout);
  const { name, description } = found;
  output.document({ data, ...documentOf(found) });
  output.line(`${bold(name)} in ${data}: ${count(description?.count ?? 0, 'record')}`);
  output.line(`model    ${modelOf(description)}`);
  const spec = description?.spec;
  if (spec === undefined) return;
  const names = Object.keys(spec.vectors);
  const width = Math.max(...names.map(({ length }) => length));
  names.forEach((vector, index) => {
    const { modality, dimensions, quantization, graph } = spec.vectors[vector] ?? {};
    const complete = description?.observed.vectors[vector]?.complete ?? true;
    const facts = [
      `${dimensions} numbers of each ${modality}`,
      ...(quantization === 'none' ? [] : [`kept as ${quantization}`]),
      graph ? 'searched first' : 'scores candidates',
      ...(complete ? [] : ['backfill not complete']),
    ];
    output.line(
      `${index === 0 ? 'vectors' : '       '}  ${vector.padEnd(width)}  ${facts.join(', ')}`,
    );
  });
  const fields = Object.entries(spec.fields).map(([field, type]) => `${field}: ${type}`);
  output.line(
    `fields   ${fields.length === 0 ? 'none declared, so no filters' : fields.join(', ')}`,
  );
}

function modelOf(description: CollectionDescription | undefined): string {
  const spec = description?.spec;
  return spec === undefined ? 'not made by nestvec' : describeIdentity(spec.embedder);
}

function documentOf({ name, description }: FoundCollection): object {
  return {
    name,
    count: description?.count,
    spec: description?.spec ?? null,
    observed: description?.observed,
  };
}

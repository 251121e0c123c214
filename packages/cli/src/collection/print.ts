import type { CollectionDescription } from '@nestvec/core';
import { describeIdentity } from '@nestvec/core/compare';
import { type Alias, coarseAndFull, type ResolvedSpec } from '@nestvec/core/store';
import type { Io } from '../io.ts';
import type { DatabasePlace } from '../open/database.ts';
import { createOutput } from '../output.ts';
import { count, oneLine, styles } from '../text.ts';

/** A collection by name; without a description where it went away meanwhile or has a name that nestvec can't use. */
export interface FoundCollection {
  readonly name: string;
  readonly description: CollectionDescription | undefined;
  /** Names of the tenants, of a collection that is shown and has them. */
  readonly tenants?: readonly string[] | undefined;
}

const shownTenants = 20;

/** Prints collections one a line, then the aliases. */
export function printCollections(
  found: readonly FoundCollection[],
  aliases: readonly Alias[] | undefined,
  { store, name: data }: DatabasePlace,
  json: boolean,
  io: Io,
): void {
  const output = createOutput(io, json);
  const { bold } = styles(io.stdout);
  output.document({ store, data, collections: found.map(documentOf), aliases: aliases ?? null });
  if (found.length === 0) output.line(`no collections in ${data}`);
  const width = Math.max(...found.map(({ name }) => name.length));
  for (const { name, description } of found) {
    const records = description === undefined ? '' : count(description.count ?? 0, 'record');
    output.line(
      `${bold(oneLine(name).padEnd(width))}  ${records.padStart(14)}  ${modelOf(description)}`,
    );
  }
  if (aliases === undefined) output.note(`${data} does not list its aliases`);
  for (const { alias, collection } of aliases ?? [])
    output.line(`${oneLine(alias)} is an alias of ${oneLine(collection)}`);
}

/** Prints one collection with its vectors and fields. */
export function printCollection(
  found: FoundCollection,
  { store, name: data }: DatabasePlace,
  json: boolean,
  io: Io,
): void {
  const output = createOutput(io, json);
  const { bold } = styles(io.stdout);
  const { name, description, tenants } = found;
  output.document({ store, data, ...documentOf(found) });
  output.line(`${bold(name)} in ${data}: ${count(description?.count ?? 0, 'record')}`);
  output.line(`model    ${modelOf(description)}`);
  const spec = description?.spec;
  if (spec === undefined) return;
  const names = Object.keys(spec.vectors);
  const width = Math.max(...names.map(({ length }) => length));
  names.forEach((vector, index) => {
    const { modality, dimensions, quantization } = spec.vectors[vector] ?? {};
    const complete = description?.observed.vectors[vector]?.complete ?? true;
    const facts = [
      `${dimensions} numbers of each ${modality}`,
      ...(quantization === 'none' ? [] : [`kept as ${quantization}`]),
      useOf(vector, spec),
      ...(complete ? [] : ['backfill not complete']),
    ];
    output.line(
      `${index === 0 ? 'vectors' : '       '}  ${vector.padEnd(width)}  ${facts.join(', ')}`,
    );
  });
  if (tenants !== undefined) output.line(`tenants  ${listOf(tenants)}`);
  const fields = Object.entries(spec.fields).map(([field, type]) => `${field}: ${type}`);
  output.line(
    `fields   ${fields.length === 0 ? 'none declared, so no filters' : fields.join(', ')}`,
  );
}

/** The first names, and how many there are; --json has all. */
function listOf(tenants: readonly string[]): string {
  if (tenants.length === 0) return 'none yet; each record belongs to one, and a search sees one';
  const shown = tenants.slice(0, shownTenants).map(oneLine);
  const more = tenants.length - shown.length;
  const rest = more === 0 ? '' : ` and ${more.toLocaleString('en')} more, which --json lists`;
  return `${tenants.length.toLocaleString('en')}: ${shown.join(', ')}${rest}`;
}

/** What a search that names no vector does with this one. */
function useOf(vector: string, spec: ResolvedSpec): string {
  const { modality = 'text' } = spec.vectors[vector] ?? {};
  const { using, rescore } = coarseAndFull(spec, modality) ?? {};
  if (vector === using) return 'searched first';
  return vector === rescore ? 'scores candidates' : 'searched with --using';
}

function modelOf(description: CollectionDescription | undefined): string {
  const spec = description?.spec;
  return spec === undefined ? 'not made by nestvec' : describeIdentity(spec.embedder);
}

function documentOf({ name, description, tenants }: FoundCollection): object {
  return {
    name,
    tenants,
    count: description?.count ?? null,
    spec: description?.spec ?? null,
    observed: description?.observed,
  };
}

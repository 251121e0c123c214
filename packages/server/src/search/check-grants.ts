import type { VectorIndex } from '@nestvec/core';
import { invalid } from '@nestvec/core/kit';
import type { PublicIndex, ServerKey } from '../options.ts';
import type { Grant } from './grants.ts';
import { shownParts } from './shown.ts';

type Indexes = ReadonlyMap<string, VectorIndex>;

/** Throws `invalid-input` for keys and public indexes that do not fit the indexes, so that a slip is seen before the first request. */
export function checkGrants(
  indexes: Indexes,
  keys: readonly ServerKey[],
  publicIndexes: ReadonlyMap<string, PublicIndex>,
): void {
  for (const [i, key] of keys.entries()) {
    const path = `options.keys[${i}]`;
    const { access, indexes: opened } = key;
    if (access === 'embed') {
      for (const name of ['indexes', 'tenant', 'filter', 'fields'] as const)
        if (key[name] !== undefined)
          throw invalid(`${path}.${name}`, 'is for indexes; leave it out, or give access: "read"');
      continue;
    }
    checkNames(key, `${path}.fields`);
    if (opened === undefined && access === 'read')
      throw invalid(`${path}.indexes`, 'is missing; list the indexes that it opens, or give "*"');
    if (opened === '*') {
      for (const index of indexes.values())
        if (fitsTenancy(index, key)) checkFilter(index, key, path);
    } else {
      for (const name of opened ?? []) checkGrant(indexes, name, key, path, `${path}.indexes`);
    }
  }
  for (const [name, grant] of publicIndexes) {
    const path = `options.publicIndexes.${name}`;
    checkNames(grant, `${path}.fields`);
    checkGrant(indexes, name, grant, path, path);
  }
}

function checkGrant(
  indexes: Indexes,
  name: string,
  grant: Grant,
  path: string,
  naming: string,
): void {
  const index = indexes.get(name);
  if (index === undefined) {
    const known = [...indexes.keys()].join(', ');
    throw invalid(
      naming,
      `names ${JSON.stringify(name)}; there is ${known === '' ? 'none' : known}`,
    );
  }
  if (!fitsTenancy(index, grant))
    throw invalid(
      `${path}.tenant`,
      index.spec.tenants
        ? `is missing, and ${name} has tenants; name one`
        : `is given, and ${name} has no tenants; leave it out`,
    );
  checkFilter(index, grant, path);
}

function fitsTenancy({ spec }: VectorIndex, { tenant }: Grant): boolean {
  return spec.tenants === (tenant !== undefined);
}

function checkFilter(index: VectorIndex, { filter }: Grant, path: string): void {
  try {
    index.view({ filter });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw invalid(`${path}.filter`, message.replace(/^filter: /, ''), error);
  }
}

function checkNames({ fields = [] }: Grant, path: string): void {
  for (const field of fields)
    if (field.startsWith('$') && !shownParts.some((part) => part === field))
      throw invalid(path, `${field} is not a part that can be shown; ${shownParts.join(', ')} are`);
}

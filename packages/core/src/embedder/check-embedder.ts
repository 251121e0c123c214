import { types } from 'node:util';
import { invalid, NestvecError } from '../errors.ts';
import { describeValue, isPlainObject } from '../json.ts';
import type { Embedder } from './embedder.ts';
import type { Origin } from '../search/search.ts';
import { closestName } from '../options/closest-name.ts';
import {
  compareIdentity,
  describeIdentity,
  type EmbedderIdentity,
  identityFields,
} from '../spec/identity.ts';

/** Checks what made the vectors of a call, as `checkEmbedder` does. Throws `invalid-input` for what is not an origin. */
export function checkOrigin(
  collection: { readonly database: string; readonly name: string },
  stored: EmbedderIdentity | undefined,
  madeBy: Origin,
): void {
  const given: unknown = madeBy;
  if (!isPlainObject(given) || !isPlainObject(given['identity']))
    throw invalid('madeBy', 'must be { identity }, as an embedder has it');
  checkAcceptNear(given['acceptNear'], 'madeBy.acceptNear');
  checkEmbedder(collection, stored, madeBy.identity, madeBy.acceptNear);
}

/** Checks a list of fields in which embedders may differ. Throws `invalid-input`. */
export function checkAcceptNear(acceptNear: unknown, path: string): void {
  if (acceptNear === undefined) return;
  if (!Array.isArray(acceptNear))
    throw invalid(path, `must be an array of identity fields, got ${describeValue(acceptNear)}`);
  const known: readonly unknown[] = identityFields;
  for (const [i, field] of acceptNear.entries()) {
    if (known.includes(field)) continue;
    const closest = typeof field === 'string' ? closestName(field, identityFields) : undefined;
    const advice =
      closest === undefined ? `use ${identityFields.join(', ')}` : `did you mean ${closest}?`;
    throw invalid(
      `${path}[${i}]`,
      `must be an identity field, got ${describeValue(field)}; ${advice}`,
    );
  }
}

/** Throws `identity` unless a collection's vectors may be compared with those of this embedder. */
export function checkEmbedder(
  collection: { readonly database: string; readonly name: string },
  stored: EmbedderIdentity | undefined,
  given: EmbedderIdentity,
  acceptNear: readonly (keyof EmbedderIdentity)[] = [],
): void {
  const { verdict, differences } = compareIdentity(stored, given);
  const accepted = differences.every(({ field }) => acceptNear.includes(field));
  if (verdict === 'equal' || (verdict === 'near' && accepted)) return;
  const where = `${collection.database}: ${collection.name}`;
  if (stored === undefined) {
    throw new NestvecError(
      'identity',
      `${where} was not made by nestvec and does not say which embedder filled it; use another name, or say what it holds with attach`,
      { verdict: 'unknown', fields: [] },
    );
  }
  const fields = differences.map(({ field }) => field);
  const list = differences.map((d) => `${d.field} ${d.stored} → ${d.given}`).join(', ');
  const advice =
    verdict === 'near'
      ? `results would be close but not the same; accept it with acceptNear: ${JSON.stringify(fields)}`
      : 'their vectors can’t be compared; use that embedder or another collection';
  throw new NestvecError(
    'identity',
    `${where} was filled by ${describeIdentity(stored)} and this embedder is ${describeIdentity(given)} (${list}); ${advice}`,
    { verdict, fields },
  );
}

/** Throws `invalid-input` for what is not an embedder, such as the promise of one. */
export function checkIsEmbedder(embedder: Partial<Embedder> | null, path: string): void {
  if (typeof embedder?.embed === 'function' && isPlainObject(embedder.identity)) return;
  const advice = types.isPromise(embedder) ? 'await it' : 'pass what jina() or onnx() gives';
  throw invalid(path, `must be an embedder, got ${describeValue(embedder)}; ${advice}`);
}

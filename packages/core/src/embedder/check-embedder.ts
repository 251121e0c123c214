import { NestvecError } from '../errors.ts';
import { compareIdentity, describeIdentity, type EmbedderIdentity } from '../spec/identity.ts';

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

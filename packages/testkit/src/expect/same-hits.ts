import assert from 'node:assert/strict';
/** As much of a hit as is compared. */
interface Scored {
  readonly id: string;
  readonly score?: number | undefined;
}

/** How far a score may be from the exact cosine. */
export const scoreTolerance = 1e-5;

/**
 * That a search gave the expected hits in their order. Two neighbors whose scores differ by less than the tolerance may have
 * changed places, since databases sum in single precision; `all` holds the exact score of every record that may be among them.
 */
export function sameHits(
  actual: readonly Scored[],
  expected: readonly Scored[],
  all: ReadonlyMap<string, number>,
  what = 'the search',
): void {
  const list = (hits: readonly Scored[]): string =>
    hits.map(({ id, score }) => `${id} ${score?.toFixed(6)}`).join(', ');
  const shown = `${what} gave [${list(actual)}] where [${list(expected)}] is exact`;
  assert.equal(actual.length, expected.length, shown);
  assert.equal(new Set(idsOf(actual)).size, actual.length, `a record came twice: ${shown}`);
  for (const [i, hit] of actual.entries()) {
    const exact = all.get(hit.id) ?? Number.NaN;
    const atPlace = expected[i]?.score ?? Number.NaN;
    const { score = Number.NaN } = hit;
    assert.ok(Math.abs(score - exact) <= scoreTolerance, `score of ${hit.id}: ${shown}`);
    assert.ok(Math.abs(score - atPlace) <= scoreTolerance, `place ${i}: ${shown}`);
  }
}

/** The ids of hits or records, in their order. */
export function idsOf(entries: readonly { readonly id: string }[]): string[] {
  return entries.map(({ id }) => id);
}

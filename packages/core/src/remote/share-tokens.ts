/**
 * Parts a count of tokens among items in proportion to their estimates, so that the parts are whole and add up to it: the API
 * counts a request, not its items.
 */
export function shareTokens(total: number, estimates: readonly number[]): readonly number[] {
  const sum = estimates.reduce((all, one) => all + one, 0);
  let weight = 0;
  let given = 0;
  return estimates.map((estimate, i) => {
    weight += estimate;
    const share = sum === 0 ? (i + 1) / estimates.length : weight / sum;
    const upTo = Math.round(total * share);
    const own = upTo - given;
    given = upTo;
    return own;
  });
}

/** From here on a sum of weights could leave the range of numbers, in which no order is left. */
export const largestWeight = 1e100;

/** Whether a weight is a number whose sums with others keep an order. */
export function isWeight(weight: unknown): weight is number {
  return typeof weight === 'number' && Math.abs(weight) <= largestWeight;
}

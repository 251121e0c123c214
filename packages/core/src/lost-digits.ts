/**
 * Why a number that is written in decimal, such as `-1.5e300`, would be another one here, where numbers are doubles: to be said behind
 * the number. `undefined` where it is kept.
 *
 * Refused are whole numbers beyond 2^53 - 1, more digits than the 17 that no two doubles share (IEEE 754), unless
 * they are a double's own, written out, and what is too large or too small for any. Throws nothing; what is not a number is kept.
 */
export function lostDigits(written: string): string | undefined {
  const value = Number(written);
  const digits = digitsOf(written);
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER)
    return isWhole(written) || digits !== digitsOf(String(value))
      ? 'is beyond 2^53 - 1'
      : undefined;
  if (digits === '' || Number.isNaN(value)) return undefined;
  const isSmall = Math.abs(value) < smallestWhole;
  if (digits.length <= mostDigits && !isSmall) return undefined;
  const isDouble =
    digits.length <= mostWritten && digitsOf(value.toPrecision(digits.length)) === digits;
  if (isDouble) return undefined;
  return isSmall ? 'is too close to zero' : `has more than ${mostDigits} digits`;
}

const mostDigits = 17;
/** 2^-1022: doubles closer to zero have fewer digits. */
export const smallestWhole: number = 2 ** -1022;
/** What `toPrecision` writes at most. */
const mostWritten = 100;

function isWhole(written: string): boolean {
  return /^[+-]?\d+(?:\.0+)?$/.test(written);
}

/** The digits of a number without what only says how large it is. */
function digitsOf(number: string): string {
  return number
    .replace(/e.*$/i, '')
    .replaceAll(/\D/g, '')
    .replaceAll(/^0+|0+$/g, '');
}

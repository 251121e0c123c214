/** Digits that distinguish any two numbers of single precision: the server reads back the very same bits. */
const digits = 9;

/**
 * The most that stands before the first digit that counts: JavaScript writes numbers from 1e-6 on without an exponent. Numbers with
 * one are shorter, since `e-308` takes less than the point and the zeros.
 */
const longestStart = '-0.00000'.length;

/** Longest text of a number of a vector, with its comma: `-0.00000100000011,`. */
export const bytesPerFloat: number = longestStart + digits + 1;

const comma = 0x2c;
const minus = 0x2d;
const point = 0x2e;
const zero = 0x30;
const openingBracket = 0x5b;
const closingBracket = 0x5d;

/** The three digits of every number below 1,000. */
const triples = Uint8Array.from({ length: 3000 }, (_, i) => {
  const number = Math.floor(i / 3);
  return zero + (Math.floor(number / 10 ** (2 - (i % 3))) % 10);
});

/**
 * Writes a vector as JSON into `target` from `at` on, and returns where it ends. Digits are put down as bytes, since a string for
 * each number costs more time than the network; the text is two thirds as long as that of the numbers' doubles.
 */
export function writeVector(target: Buffer, at: number, vector: Float32Array): number {
  let end = at;
  target[end++] = openingBracket;
  for (let i = 0; i < vector.length; i++) {
    if (i > 0) target[end++] = comma;
    end = writeNumber(target, end, vector[i] ?? 0);
  }
  target[end++] = closingBracket;
  return end;
}

function writeNumber(target: Buffer, at: number, value: number): number {
  const size = Math.abs(value);
  // The others are rare in a unit vector.
  if (size < 1e-5 || size >= 1) return at + target.write(value.toPrecision(digits), at, 'latin1');
  let end = at;
  if (value < 0) target[end++] = minus;
  target[end++] = zero;
  target[end++] = point;
  let scaled = size * 1e9;
  for (; scaled < 1e8; scaled *= 10) target[end++] = zero;
  const integer = Math.round(scaled);
  // Rounded up to one digit more: a one and zeros, which is the number before those zeros.
  if (integer === 1e9) return at + target.write(value.toPrecision(digits), at, 'latin1');
  end = writeTriple(target, end, Math.trunc(integer / 1e6));
  end = writeTriple(target, end, Math.trunc(integer / 1e3) % 1000);
  return writeTriple(target, end, integer % 1000);
}

function writeTriple(target: Buffer, at: number, number: number): number {
  const first = number * 3;
  target[at] = triples[first] ?? 0;
  target[at + 1] = triples[first + 1] ?? 0;
  target[at + 2] = triples[first + 2] ?? 0;
  return at + 3;
}

/** Digits that distinguish any two doubles, of which JavaScript prints no more than it needs. */
const digitsOfDouble = 17;

/** Longest text of a number as doubles are printed, with its comma: `-0.0000014915459003828969,`. */
export const bytesPerDouble: number = longestStart + digitsOfDouble + 1;

/**
 * The double that the server makes of a number's JSON text. It reads the digits as one integer and scales that by a power of
 * ten, which can be off by one unit in the last place. What is written past JSON must be off in the same way, or a filter by the
 * very same value, which goes as JSON, would miss it.
 */
export function asServerReads(value: number): number {
  const [mantissa = '', exponent = '0'] = String(Math.abs(value)).split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  let digits = BigInt(whole + fraction);
  let power = Number(exponent) - fraction.length;
  for (; digits > largestInteger; power++) digits /= 10n;
  let double = Number(digits);
  for (; power < -largestPower; power += largestPower) double /= Number(`1e${largestPower}`);
  double = power < 0 ? double / Number(`1e${-power}`) : double * Number(`1e${power}`);
  return value < 0 ? -double : double;
}

const largestInteger = 2n ** 64n - 1n;
const largestPower = 308;

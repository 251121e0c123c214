/** Significant digits that tell any two floats of 32 bits apart. */
const digits = 9;

/** Numbers of a vector as JSON: read as doubles and rounded to 32 bits they are the same, and half as long as those doubles in full. */
export function vectorJson(vector: Float32Array): string {
  let text = '[';
  for (let i = 0; i < vector.length; i++) {
    const value = vector[i] ?? 0;
    if (i > 0) text += ',';
    // The sign of a zero is kept too.
    text += value === 0 ? (Object.is(value, -0) ? '-0' : '0') : value.toPrecision(digits);
  }
  return `${text}]`;
}

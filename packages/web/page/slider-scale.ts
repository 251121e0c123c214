/** The ends and the step of a slider. */
export interface SliderScale {
  readonly min: number;
  readonly max: number;
  readonly step: number;
}

const dayMs = 86_400_000;
/** An arrow key moves by a part of so many, or by more where the smallest step is. */
const mostSteps = 200;

/**
 * Round numbers around a range, in steps of 1, 2 or 5 times a power of ten of the smallest step: days for times, which are milliseconds since 1970;
 * 1 where both ends are whole; else 0.01.
 */
export function scaleOf(least: number, most: number, isDate: boolean): SliderScale {
  const isWhole = Number.isInteger(least) && Number.isInteger(most);
  const smallest = isDate ? dayMs : isWhole ? 1 : 0.01;
  const wanted = Math.max(1, (most - least) / mostSteps / smallest);
  const power = 10 ** Math.floor(Math.log10(wanted));
  const times = [1, 2, 5].find((one) => one * power >= wanted) ?? 10;
  const step = tidy(smallest * times * power);
  return {
    min: tidy(Math.floor(tidy(least / step)) * step),
    max: tidy(Math.ceil(tidy(most / step)) * step),
    step,
  };
}

/** Without what floating point adds: 0.30000000000000004 is 0.3. */
export function tidy(value: number): number {
  return Number(value.toPrecision(15));
}

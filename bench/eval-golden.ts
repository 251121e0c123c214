import { measureEquality } from '../packages/eval/dist/__fixtures__/equality.js';
import { printTable } from './support/table.ts';

// How far the metrics of @nestvec/eval are from those of pytrec_eval, CLIP_benchmark, scipy and scikit-learn, over golden numbers that
// packages/eval/golden/make.py made. Ends with 1 where one differs by more than rounding, or drawing, makes of it.

const rows = await measureEquality();
printTable(
  ['reference', 'what', 'values', 'largest difference', 'allowed'],
  rows.map(({ reference, what, values, largest, allowed }) => [
    reference,
    what,
    String(values),
    largest === 0 ? '0' : largest.toExponential(1),
    allowed.toExponential(0),
  ]),
);
if (rows.some(({ largest, allowed }) => !(largest <= allowed))) process.exitCode = 1;

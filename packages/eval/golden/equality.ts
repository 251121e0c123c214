import { measureEquality } from '../src/__fixtures__/equality.ts';

// Prints how far the metrics of this package are from those of the references, over the golden numbers. `node packages/eval/golden/equality.ts`.

const rows = await measureEquality();
const lines = rows.map(({ reference, what, values, largest }) => [
  reference,
  what,
  String(values),
  largest.toExponential(1),
]);
const table = [
  ['reference', 'what', 'values', 'largest difference'],
  ['---', '---', '---', '---'],
  ...lines,
];
console.log(table.map((cells) => `| ${cells.join(' | ')} |`).join('\n'));
if (rows.some(({ largest, allowed }) => !(largest <= allowed))) process.exitCode = 1;

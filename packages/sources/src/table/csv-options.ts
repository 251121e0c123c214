import { checkNames, invalid, parseInput } from '@nestvec/core/kit';
import { z } from 'zod';
import { parts } from './columns.ts';
import type { CsvOptions } from './csv.ts';

const names = {
  delimiter: true,
  columns: true,
  fields: true,
  decimal: true,
  encoding: true,
  maxRowBytes: true,
  onDamaged: true,
  signal: true,
} as const;

/** Names of options of `csv`. */
export const csvOptionNames: Readonly<Record<keyof CsvOptions, true>> = names;

const name = z.string('must be the name of a column').min(1, 'must be the name of a column');

const valuesSchema = z.object({
  delimiter: z
    .string('must be a string')
    .regex(/^[^"\r\n]+$/, 'must be a string without quotation marks and line ends')
    .optional(),
  columns: z
    .strictObject(Object.fromEntries(parts.map((part) => [part, name.optional()])))
    .optional(),
  fields: z
    .record(z.string(), z.enum(['string', 'number', 'boolean', 'datetime', 'string[]', 'number[]']))
    .optional(),
  decimal: z.enum(['.', ','], 'must be "." or ","').optional(),
  maxRowBytes: z.int().positive().optional(),
});

const checkOptionNames = checkNames<CsvOptions>(names);

/** Checks the options of `csv` by name and value. */
export function checkCsvOptions(options: CsvOptions): void {
  checkOptionNames(options, 'csv');
  checkCsvValues(options, 'csv');
}

/** Checks their values alone. */
export function checkCsvValues(options: CsvOptions, path: string): void {
  const { delimiter, decimal } = parseInput(valuesSchema, options, path);
  if (delimiter !== undefined && delimiter === decimal)
    throw invalid(`${path}.decimal`, 'is the delimiter too');
}

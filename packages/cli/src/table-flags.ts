import type { CsvOptions } from '@nestvec/sources';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { putOnce } from './list-flags.ts';

const parts = ['id', 'text', 'image', 'uri', 'parentId', 'source'] as const;

/** How the cells of a table are read. */
export interface CellFlags {
  readonly delimiter?: string;
  readonly decimal?: ',' | '.';
}

/** How a table is read. */
export interface TableFlags extends CellFlags {
  readonly columns?: Readonly<Partial<Record<(typeof parts)[number], string>>>;
}

/** Adds `--columns`, `--delimiter` and `--decimal`. */
export function withTables(command: Command): Command {
  return withCells(
    command.option(
      '--columns <list>',
      'columns of a table that hold id, text, image and so on, as text=Beschreibung,image=Foto',
      columnList,
    ),
  );
}

/** Adds `--delimiter` and `--decimal`. */
export function withCells(command: Command): Command {
  const decimal = new Option(
    '--decimal <mark>',
    'mark before the fraction of a number in tables (default: .)',
  );
  return command
    .option(
      '--delimiter <mark>',
      'what stands between the cells of a table: a character, or tab (default: what fits)',
      delimiter,
    )
    .addOption(decimal.choices([',', '.']));
}

/** The flags as the library takes them. */
export function tableOptionsOf({
  columns,
  delimiter: mark,
  decimal,
}: TableFlags): Pick<CsvOptions, 'columns' | 'delimiter' | 'decimal'> {
  return { columns, delimiter: mark, decimal };
}

/** Argument parser of `text=Beschreibung,image=Foto`; a comma within a name is written as two. */
function columnList(text: string): NonNullable<TableFlags['columns']> {
  const columns = new Map<string, string>();
  for (const entry of text.split(/(?<!,),(?!,)/)) {
    const at = entry.indexOf('=');
    const part = parts.find((known) => known === entry.slice(0, at).trim());
    const column = entry
      .slice(at + 1)
      .replaceAll(',,', ',')
      .trim();
    if (at === -1 || part === undefined || column === '') {
      throw new InvalidArgumentError(
        `Write part=column,…, with a part of ${parts.join(', ')}, such as text=Beschreibung.`,
      );
    }
    putOnce(columns, part, column);
  }
  return Object.fromEntries(columns);
}

function delimiter(text: string): string {
  if (text === 'tab' || text === String.raw`\t`) return '\t';
  if (Array.from(text).length === 1) return text;
  throw new InvalidArgumentError('It must be one character, or tab.');
}

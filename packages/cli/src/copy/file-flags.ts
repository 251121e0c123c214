import { resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import type { FieldType, Modality } from '@nestvec/core';
import { type FileAttachOptions, recordFile, type RecordFile } from '@nestvec/core/copy';
import { identityNamed, invalid } from '@nestvec/core/kit';
import type { Io } from '../io.ts';
import { putOnce } from '../list-flags.ts';
import { readObject } from '../read-object.ts';
import { type CellFlags, withCells } from '../table-flags.ts';
import { isTable, refuseCellFlags, tableRows } from './table-rows.ts';

/** A column that holds a vector, as `--vector` names it. */
interface VectorColumn {
  readonly column: string;
  readonly dimensions: number | undefined;
}

/** Flags that say what a file holds, or may be replaced. */
export interface FileFlags extends CellFlags {
  /** Declared fields, which are also the types of a table's cells. */
  readonly fields?: Readonly<Record<string, FieldType>>;
  readonly attach?: string;
  readonly id?: string;
  readonly vector?: Readonly<Record<string, VectorColumn>>;
  readonly text?: string;
  readonly uri?: string;
  readonly metadata?: readonly string[];
  readonly model?: string;
  readonly normalize?: true;
  readonly overwrite?: true;
}

/** Adds the flags of files. */
export function withFiles(command: Command): Command {
  return withCells(command)
    .option('--overwrite', 'replace the file that is the target')
    .option('--id <column>', 'of a file of another tool, the column of the ids (default: id)')
    .option(
      '--vector <columns>',
      'its columns of vectors, as column, column=name or column=name:dimensions; a name of images begins with image',
      vectorColumns,
    )
    .option('--text <column>', 'its column of texts; columns may be paths, such as payload.text')
    .option('--uri <column>', 'its column of uris')
    .option(
      '--metadata <columns>',
      'its columns that become metadata, such as price,brand or payload.*; * is every other one',
      columnList,
    )
    .option('--model <model>', 'what its vectors were made by')
    .option('--normalize', 'make unit vectors of its vectors, where that tool compares by cosine');
}

/** The file that an address names: `file:photos.parquet`; `undefined` for any other address. */
export function readFileAddress(text: string, argument: string): string | undefined {
  if (!/^file:/i.test(text)) return undefined;
  const path = text.slice('file:'.length).replace(/^\/\/(?=\/)/, '');
  // oxlint-disable-next-line no-control-regex -- what no path holds
  if (path === '' || /[\u0000-\u001F\u007F]/.test(path))
    throw invalid(argument, 'must name a file, such as file:photos.parquet');
  return path;
}

/** The file that is read or written. Throws `invalid-input` for flags that don't go with it. */
export function openFile(
  path: string,
  side: 'source' | 'target',
  flags: FileFlags,
  io: Pick<Io, 'cwd'>,
): RecordFile {
  const whole = resolve(io.cwd, path);
  if (side === 'target') return recordFile(whole, { overwrite: flags.overwrite === true });
  const attach = attachOf(flags, io);
  const file = recordFile(whole, { attach });
  if (!isTable(path)) {
    refuseCellFlags(flags);
    return file;
  }
  if (file.attach === undefined)
    throw invalid(
      side,
      'is a table; say what its columns hold by --id, --vector, --model and the like',
    );
  return recordFile(whole, { attach, rows: tableRows(file.attach, flags) });
}

/** Throws `invalid-input` for flags of files where neither side is one. */
export function refuseFileFlags(
  flags: FileFlags,
  { isSource, isTarget }: { readonly isSource: boolean; readonly isTarget: boolean },
): void {
  if (flags.overwrite === true && !isTarget)
    throw invalid('--overwrite', 'is for a target that is a file; leave it out');
  if (isSource) return;
  refuseCellFlags(flags);
  for (const name of ['id', 'vector', 'text', 'uri', 'metadata', 'model', 'normalize'] as const)
    if (flags[name] !== undefined)
      throw invalid(`--${name}`, 'is for a source that is a file; use --attach for a collection');
}

function attachOf(flags: FileFlags, io: Pick<Io, 'cwd'>): FileAttachOptions | undefined {
  const { attach, id, vector, text, uri, metadata, model, normalize } = flags;
  const said = {
    ...given({ idField: id, textField: text, uriField: uri, metadata, normalize }),
    ...(model === undefined ? {} : { embedder: identityNamed(model) }),
    ...(vector === undefined ? {} : vectorsOf(vector)),
  };
  if (attach === undefined && Object.keys(said).length === 0) return undefined;
  const file = attach === undefined ? {} : readObject('--attach', attach, io);
  const whole: Record<string, unknown> = { ...file, ...said };
  if (whole['embedder'] === undefined)
    throw invalid('--model', 'is needed: it names what the vectors of the file were made by');
  if (whole['vectors'] === undefined)
    throw invalid('--vector', 'is needed: it names the columns of the vectors');
  return whole as unknown as FileAttachOptions; // checked by core
}

function vectorsOf(
  columns: Readonly<Record<string, VectorColumn>>,
): Pick<FileAttachOptions, 'vectors' | 'names'> {
  const entries = Object.entries(columns);
  const modalityOf = (name: string): Modality => (/^image/i.test(name) ? 'image' : 'text');
  return {
    vectors: Object.fromEntries(
      entries.map(([name, { dimensions }]) => [name, { modality: modalityOf(name), dimensions }]),
    ),
    names: Object.fromEntries(entries.map(([name, { column }]) => [name, column])),
  };
}

function given(parts: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined));
}

/** Argument parser of `embedding`, `embedding=text` or `embedding=text:768,photo=image`. */
function vectorColumns(text: string): Record<string, VectorColumn> {
  const vectors = new Map<string, VectorColumn>();
  for (const part of columnList(text)) {
    const [, column = '', name, dimensions] =
      /^([^=]+?)(?:=([A-Za-z]\w{0,62})(?::([1-9]\d{0,5}))?)?$/.exec(part) ?? [];
    if (column === '')
      throw new InvalidArgumentError(
        'Write column, column=name or column=name:dimensions, such as embedding=text.',
      );
    putOnce(vectors, name ?? usualName(column), {
      column,
      dimensions: dimensions === undefined ? undefined : Number(dimensions),
    });
  }
  return Object.fromEntries(vectors);
}

/** A column that is called as no vector can be holds texts' vectors, under the usual name of those. */
function usualName(column: string): string {
  return /^[A-Za-z]\w{0,62}$/.test(column) ? column : 'text';
}

/** Argument parser of columns. */
function columnList(text: string): string[] {
  const columns = text.split(',').map((part) => part.trim());
  if (columns.every((column) => column !== '') && new Set(columns).size === columns.length)
    return columns;
  throw new InvalidArgumentError('Write names of columns, each once, such as title,payload.text.');
}

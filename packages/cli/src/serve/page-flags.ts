import { type Command, InvalidArgumentError } from 'commander';
import { asPath } from '../flags.ts';
import { fieldName, fieldNames } from '../list-flags.ts';

/** A `--boost`, before it is known of which type the field is. */
export interface BoostAsked {
  readonly field: string;
  /** What the field is to be; absent for a field whose number counts. */
  readonly value?: string;
  readonly weight: number;
}

/** How the page shows a collection. */
export interface PageFlags {
  readonly heading?: string;
  readonly title?: string;
  readonly description?: string;
  readonly image?: string;
  readonly price?: string;
  readonly currency?: string;
  readonly facets?: readonly string[];
  readonly sorts?: readonly string[];
  readonly group?: string;
  readonly boost?: readonly BoostAsked[];
  readonly pageSettings?: string;
}

/** Adds them. What their fields may be is checked by the server. */
export function withPage(command: Command): Command {
  return command
    .option(
      '--heading <text>',
      'of the page: the name over it (default: that of the collection)',
      line,
    )
    .option('--title <field>', 'of the page: field that stands over a result', line)
    .option('--description <field>', 'of the page: field whose text stands below it', line)
    .option('--image <field>', 'of the page: field that says where the image of a record is', line)
    .option('--price <field>', 'of the page: field of the price', line)
    .option('--currency <code>', 'of the page: of the prices, such as EUR', currency)
    .option('--facets <list>', 'of the page: fields to choose by, in their order', fieldNames)
    .option('--sorts <list>', 'of the page: fields to sort by', fieldNames)
    .option(
      '--group <field>',
      'of the page: one result for each value; $parentId for each record with its parts',
      (name: string) => (name === '$parentId' ? name : fieldName(name)),
    )
    .option(
      '--boost <condition...>',
      'of the page: what moves up, and by how much, such as in_stock=true:0.3 or popularity:0.1',
      boostList,
    )
    .option(
      '--page-settings <file>',
      'JSON file with all of this for several collections, by name',
      asPath,
    );
}

/** Argument parser of `in_stock=true:0.3`, which may come several times. */
export function boostList(text: string, before: readonly BoostAsked[] = []): readonly BoostAsked[] {
  const colon = text.lastIndexOf(':');
  const [field = '', ...rest] = text.slice(0, Math.max(0, colon)).split('=');
  const name = field === '' ? field : fieldName(field);
  const written = text.slice(colon + 1).trim();
  const weight = written === '' ? Number.NaN : Number(written);
  if (name === '' || !Number.isFinite(weight))
    throw new InvalidArgumentError(
      'Write FIELD=VALUE:WEIGHT, or FIELD:WEIGHT for numbers, such as in_stock=true:0.3.',
    );
  const value = rest.length === 0 ? {} : { value: rest.join('=').trim() };
  return [...before, { field: name, ...value, weight }];
}

const longestLine = 200;

/** A heading, or a key of the metadata, which need not be declared. */
function line(text: string): string {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed.length > longestLine || /\p{Cc}/u.test(trimmed))
    throw new InvalidArgumentError('It must be a line of at most 200 characters.');
  return trimmed;
}

function currency(text: string): string {
  if (/^[A-Z]{3}$/.test(text)) return text;
  throw new InvalidArgumentError('It must be a code of three letters, such as EUR.');
}

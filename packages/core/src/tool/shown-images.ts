import { invalid } from '../errors.ts';
import { describeValue } from '../json.ts';
import { checkList } from '../options/check-list.ts';
import { checkIsOptions, checkNames } from '../options/check-names.ts';
import { positiveInteger } from '../options/positive-integer.ts';

/** Which images of records a model or a reader is shown. */
export interface ShownImages {
  /** Folders whose files may be opened; records elsewhere are named without their image. */
  readonly roots: readonly string[];
  /** How many of an answer, the best first. Default 4. */
  readonly limit?: number | undefined;
}

const checkImageNames = checkNames<ShownImages>({ roots: true, limit: true });

/** Throws `invalid-input` that names the option. */
export function checkShownImages(images: ShownImages, path: string): void {
  checkIsOptions(images, path);
  checkImageNames(images, path);
  checkTexts(images.roots, `${path}.roots`, 'a path of a folder');
  if (images.limit !== undefined) positiveInteger(images.limit, `${path}.limit`);
}

/** Throws `invalid-input` unless it is a list of texts, none of them empty. */
export function checkTexts(values: unknown, path: string, what: string): void {
  checkList(values, path);
  for (const [i, value] of values.entries())
    if (typeof value !== 'string' || value === '')
      throw invalid(`${path}[${i}]`, `must be ${what}, got ${describeValue(value)}`);
}

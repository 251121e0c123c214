import { NestvecError } from '../errors.ts';
import { closestName } from './closest-name.ts';

/** The `invalid-input` error of a name that there is not, with the one that was most likely meant. */
export function unknownName(
  where: string,
  name: string,
  known: readonly string[],
  {
    what = 'option',
    elsewhere = '',
    cause,
  }: { readonly what?: string; readonly elsewhere?: string; readonly cause?: unknown } = {},
): NestvecError<'invalid-input'> {
  const closest = closestName(name, known);
  const shown = name.length > 60 ? `${name.slice(0, 60)}…` : name;
  const advice =
    closest === undefined
      ? `the ${what}s are ${known.join(', ')}${elsewhere}`
      : `did you mean ${closest}?`;
  return new NestvecError(
    'invalid-input',
    `${where}: unknown ${what} ${shown}; ${advice}`,
    { field: `${where}.${shown}` },
    { cause },
  );
}

import { invalid } from '../../errors.ts';
import type { FieldType } from '../../spec/spec.ts';

/** What a collection that someone else made has under the name of a declared field. */
export interface LiveField {
  /** Its type as the database says it. */
  readonly type: string;
  /** Types of ours that it can be declared as. */
  readonly fits: readonly FieldType[];
}

/** A collection that someone else made, in the words of its database. */
export interface FieldPlace {
  /** Path of the declaration in the options: `qdrant.attach.fields`. */
  readonly path: string;
  /** What holds a value: `column`, `property`, `payload key`. */
  readonly noun: string;
  /** `the collection "photos"`. */
  readonly place: string;
  /** Names that the collection is known to have. */
  readonly names: readonly string[];
}

/**
 * Throws `invalid-input` for a declared field that a collection of someone else does not have, or has with another type; `live`
 * gives `'unknown'` where that can't be seen.
 */
export function checkAttachedFields(
  declared: Readonly<Record<string, FieldType>>,
  { path, noun, place, names }: FieldPlace,
  live: (name: string) => LiveField | 'unknown' | undefined,
): void {
  for (const [name, type] of Object.entries(declared)) {
    const found = live(name);
    if (found === undefined)
      throw invalid(
        `${path}.${name}`,
        `is the ${noun} ${name}, which ${place} does not have; it has ${names.join(', ') || `no ${noun}`}`,
      );
    if (found !== 'unknown' && !found.fits.includes(type))
      throw invalid(
        `${path}.${name}`,
        `is declared as ${type}, and the ${noun} ${name} of ${place} is ${found.type}`,
      );
  }
}

import { invalid } from '../../errors.ts';
import type { Include } from '../../search/search.ts';
import type { RecordFields } from '../../record/record.ts';
import { reservedNames } from '../../spec/names.ts';

/** The text-valued parts of a record, each with the name under which a database keeps it. */
export type TextKeys = readonly (readonly [keyof RecordFields, string])[];

/** Their reserved names, for a collection of ours. */
export const ownTextKeys: TextKeys = (
  ['text', 'uri', 'parentId', 'source', 'contentHash'] as const
).map((key) => [key, reservedNames[key]]);

/** The same for a collection that someone else made: its text may lie in a field of its own. */
export function attachedTextKeys(textField: string | undefined): TextKeys {
  return ownTextKeys.flatMap(([key, name]): TextKeys =>
    key !== 'text' ? [[key, name]] : textField === undefined ? [] : [[key, textField]],
  );
}

/** What is read: a hit has no source and no hash of its content. */
export type Whole = 'record' | 'hit';

/** Whether a text-valued part is asked for. */
export function isIncluded(key: keyof RecordFields, include: Include | undefined): boolean {
  return (key === 'text' ? include?.text : include?.links) !== false;
}

/** The names to read. */
export function textNames(
  keys: TextKeys,
  include: Include | undefined,
  whole: Whole = 'record',
): string[] {
  const isOfWhole = (key: keyof RecordFields): boolean =>
    whole === 'record' || key === 'text' || key === 'uri' || key === 'parentId';
  return keys.filter(([key]) => isOfWhole(key) && isIncluded(key, include)).map(([, name]) => name);
}

/** Reads the texts of a record; what is not a string is absent. */
export function readTexts(
  values: Readonly<Record<string, unknown>>,
  keys: TextKeys,
  include?: Include,
): RecordFields {
  const texts: Record<string, string> = {};
  for (const [key, name] of keys) {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (typeof value === 'string' && isIncluded(key, include)) texts[key] = value;
  }
  return texts;
}

/** The texts that a record has, under their names. Throws `invalid-input` for a text that has no name, so that it is not lost. */
export function* writeTexts(
  record: RecordFields,
  keys: TextKeys,
): Generator<readonly [string, string, keyof RecordFields], void, undefined> {
  if (record.text !== undefined && !keys.some(([key]) => key === 'text'))
    throw invalid(
      'text',
      'has no place; say in attach.textField what holds texts, or leave it out',
    );
  for (const [key, name] of keys) {
    const value = record[key];
    if (value !== undefined) yield [name, value, key];
  }
}

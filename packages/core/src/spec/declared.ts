import type { Json, JsonObject } from '../json.ts';
import type { FieldType, NamedVectorSpec } from './spec.ts';

/** Declared fields by name. With names that are known to the compiler, filters, groups and metadata are typed by them. */
export type DeclaredFields = Readonly<Record<string, FieldType>>;

/** Declared named vectors by name. */
export type DeclaredVectors = Readonly<Record<string, NamedVectorSpec>>;

/** Names of the declared fields of these types; any text where the names are not known to the compiler. */
export type FieldsOf<
  Fields extends DeclaredFields,
  Type extends FieldType,
> = string extends keyof Fields
  ? string
  : { [Name in keyof Fields]: Fields[Name] extends Type ? Name : never }[keyof Fields] & string;

/** What a field of each type holds in metadata; a datetime is a text there. */
interface Held {
  readonly string: string;
  readonly number: number;
  readonly boolean: boolean;
  readonly datetime: string;
  readonly 'string[]': readonly (string | null)[];
  readonly 'number[]': readonly (number | null)[];
}

/** Metadata whose declared fields have their types; the rest may be any JSON. */
export type MetadataOf<Fields extends DeclaredFields> = string extends keyof Fields
  ? JsonObject
  : { readonly [Name in keyof Fields]?: Held[Fields[Name]] | null } & {
      readonly [name: string]: Json | undefined;
    };

import { types } from 'node:util';
import { checkNode } from '../check-node.ts';
import { invalid } from '../errors.ts';
import { describeValue, isPlainObject } from '../json.ts';
import { unknownName } from './unknown-name.ts';

/** Every name that an options object may have; the type makes sure that all are there. */
export type OptionNames<Options> = Readonly<Record<keyof Required<Options>, true>>;

/**
 * A check that options, where there are any, have no name but these, since one that is misspelt would be ignored, and that none of
 * them is `null`, which does not mean "not given". It says nothing else about the values. Throws `invalid-input` that suggests the
 * right name; `as` says what a name stands for there, and where other values go.
 */
export function checkNames<Options extends object>(
  names: OptionNames<Options>,
  as: { readonly what?: string; readonly elsewhere?: string } = {},
): (options: Options | undefined, path: string) => void {
  const known = Object.keys(names);
  // Without a prototype, so that `constructor` is as unknown as any other name.
  const isKnown: Readonly<Record<string, unknown>> = { __proto__: null, ...names };
  return (options, path) => {
    checkNode();
    if (options === undefined) return;
    checkIsOptions(options, path);
    const given = options as Readonly<Record<string, unknown>>; // any object has values under its names
    // Records come by here in loops: no list of names is made, and what a prototype has is not the caller's.
    let found = false;
    for (const name in given) {
      if (isKnown[name] === true) {
        found = true;
        if (given[name] === null) throw invalid(`${path}.${name}`, 'is null; leave it out instead');
      } else if (Object.hasOwn(given, name)) throw unknownName(path, name, known, as);
    }
    if (!found) checkIsOurs(options, known, path);
  };
}

/** Refuses an object of another kind with none of the names, such as a signal in place of `{ signal }`: all of it would be ignored. */
export function checkIsOurs(options: object, known: readonly string[], path: string): void {
  if (isPlainObject(options)) return;
  if (known.some((name) => name in options) && !isNameless(options)) return;
  throw invalid(path, `must be an object with ${known.join(', ')}, got ${describeValue(options)}`);
}

/** Whether an object has no names that are its own, so that all that was meant would be ignored. */
function isNameless(value: object): boolean {
  return (
    Array.isArray(value) ||
    value instanceof AbortSignal ||
    nameless.some((isOfKind) => isOfKind(value))
  );
}

const nameless: readonly ((value: unknown) => boolean)[] = [
  types.isMap,
  types.isSet,
  types.isPromise,
  types.isDate,
  types.isRegExp,
  types.isNativeError,
  types.isBoxedPrimitive,
  types.isAnyArrayBuffer,
  types.isArrayBufferView,
  types.isGeneratorObject,
];

/** Checks that options are an object at all, before they are taken apart. Throws `invalid-input`. */
export function checkIsOptions(options: unknown, path = 'options'): asserts options is object {
  if (typeof options === 'object' && options !== null && !isNameless(options)) return;
  const advice = types.isPromise(options)
    ? '; await it'
    : options instanceof AbortSignal
      ? '; write { signal }'
      : '';
  throw invalid(path, `must be an object, got ${describeValue(options)}${advice}`);
}

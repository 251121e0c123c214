import { closeSync, fstatSync, openSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type GraphFile, type Part, readGraphFile, type Step, tensor } from './graph-file.ts';
import { GraphView } from './graph-view.ts';
import { headByHead } from './head-by-head.ts';
import { textField } from './node-field.ts';
import { allInputs, inputsOf, type ModelSides, outputOf, type Side } from './sides.ts';
import { bytesField, type Field, numberField, WireReader } from './wire.ts';

/** One half of a model's graph: a small model, and the folder of the files in which its weights stay. */
export interface Tower {
  readonly model: Buffer;
  readonly folder: string;
  /** Whether there is attention, and all of it is worked out head by head. */
  readonly isHeadByHead: boolean;
  /** Attentions of the half and those that were recognised; none where they were not looked for. */
  readonly attention: { readonly all: number; readonly recognised: number };
  /** Bytes of the weights that it takes, wherever they lie. */
  readonly weightsBytes: number;
}

/** Weights that are smaller stand in the model itself: among them are the shapes that the runtime wants to know beforehand. */
const smallestOutside = 1024;

/**
 * Cuts one half out of a graph, which may hold both: the steps that lead to its output, and the weights that they take. The weights are
 * not copied but pointed at, where they lie in the graph's own files, so nothing is written to the disk. With `byHead`
 * attention is rewritten to take less memory where it is long. Throws a `RangeError` with the reason where the halves hang
 * together, inputs are others than described or the file is not a model.
 */
export function readTower(path: string, sides: ModelSides, side: Side, byHead: boolean): Tower {
  const file = openSync(path, 'r');
  try {
    const reader = new WireReader(file);
    const whole = readGraphFile(reader, fstatSync(file).size);
    const names = whole.inputs.map(({ name }) => name);
    const initial = new Set(whole.initializers.map(({ name }) => name));
    const fed = names.filter((name) => !initial.has(name));
    const own = inputsOf(sides, side);
    const { known, needed: must } = allInputs(sides);
    const { output } = outputOf(sides, side);
    // The other output of the half is not used, but without it the runtime would round half-precision weights elsewhere.
    const kept = new Set<string>([output, output.replace('l2norm_', '')]);
    const isFed = own.every((name) => fed.includes(name) || !must.includes(name));
    if (!isFed || !fed.every((name) => known.includes(name)))
      throw new RangeError(`it takes ${fed.join(', ')}`);
    const given = whole.outputs.filter(({ name }) => kept.has(name));
    if (!given.some(({ name }) => name === output)) throw new RangeError(`it has no ${output}`);
    const needed = trace(whole, given);
    if (fed.some((name) => !own.includes(name) && needed.names.has(name)))
      throw new RangeError(`${output} depends on both inputs`);
    const real = realpathSync(path);
    const place = { reader, folder: dirname(real), file: basename(real), beside: dirname(path) };
    const copy = ({ start, end }: Field): Buffer => reader.bytes(start, end);
    const isNeeded = ({ name }: Part): boolean => needed.names.has(name);
    const rewritten = byHead
      ? headByHead(reader, new GraphView(reader, whole, needed.steps, kept))
      : undefined;
    const weights = whole.initializers.filter(isNeeded);
    const graph = [
      ...needed.steps.flatMap((step) => rewritten?.steps.get(step) ?? [copy(step.field)]),
      textField(2, `${side} half`),
      ...weights.map(({ field }) => pointAt(field, place)),
      ...whole.inputs.filter(isNeeded).map(({ field }) => copy(field)),
      ...given.map(({ field }) => copy(field)),
    ];
    const model = Buffer.concat([...whole.others.map(copy), bytesField(7, ...graph)]);
    const { attention = { all: 0, recognised: 0 } } = rewritten ?? {};
    const isHeadByHead = attention.all > 0 && attention.all === attention.recognised;
    const weightsBytes = weights.reduce((sum, { field }) => sum + bytesOf(field, reader), 0);
    return { model, folder: place.folder, isHeadByHead, attention, weightsBytes };
  } finally {
    closeSync(file);
  }
}

/** The steps that lead to values, in the file's order, and the names of all that they take. */
function trace(
  { steps }: GraphFile,
  given: readonly Part[],
): { readonly steps: readonly Step[]; readonly names: ReadonlySet<string> } {
  const givenBy = new Map(steps.flatMap((step) => step.gives.map((name) => [name, step] as const)));
  const names = new Set<string>();
  const needed = new Set<Step>();
  const waiting = given.map(({ name }) => name);
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (names.has(name)) continue;
    names.add(name);
    const step = givenBy.get(name);
    if (step === undefined || needed.has(step)) continue;
    needed.add(step);
    waiting.push(...step.takes);
  }
  return { steps: steps.filter((step) => needed.has(step)), names };
}

interface WeightsPlace {
  readonly reader: WireReader;
  readonly folder: string;
  /** The model's file in `folder`. */
  readonly file: string;
  /** The folder that the model's own words are relative to; another one where links lead from it. */
  readonly beside: string;
}

/** A weight as it stands, or with its numbers left where they are. */
function pointAt(field: Field, place: WeightsPlace): Buffer {
  const { reader } = place;
  const parts = [...reader.fields(field.contents, field.end)];
  const raw = parts.find(({ number }) => number === tensor.raw);
  const outside = parts.filter(({ number }) => number === tensor.external);
  const isOutside = outside.length > 0;
  if (!isOutside && (raw === undefined || raw.end - raw.contents < smallestOutside))
    return reader.bytes(field.start, field.end);
  const rest = parts
    .filter(({ number }) => number !== tensor.external && number !== tensor.location)
    .filter((part) => part !== raw)
    .map(({ start, end }) => reader.bytes(start, end));
  const entries = isOutside
    ? outside.map((entry) => relocate(entry, place))
    : where(place.file, raw);
  return bytesField(5, ...rest, ...entries, numberField(tensor.location, 1));
}

/** Bytes of a weight's numbers, which may lie in another file. */
function bytesOf(field: Field, reader: WireReader): number {
  const parts = [...reader.fields(field.contents, field.end)];
  const raw = parts.find(({ number }) => number === tensor.raw);
  if (raw !== undefined) return raw.end - raw.contents;
  const outside = parts.filter(({ number }) => number === tensor.external);
  const length = outside.map((part) => readEntry(part, reader)).find(([key]) => key === 'length');
  return length === undefined ? field.end - field.contents : Number(length[1]);
}

function where(file: string, raw: Field | undefined): Buffer[] {
  const { contents = 0, end = 0 } = raw ?? {};
  return [
    entry('location', file),
    entry('offset', String(contents)),
    entry('length', String(end - contents)),
  ];
}

/** An entry of a weight that already lay outside, its file named as seen from the folder. */
function relocate(field: Field, { reader, folder, beside }: WeightsPlace): Buffer {
  const [key, value] = readEntry(field, reader);
  if (key !== 'location') return reader.bytes(field.start, field.end);
  const real = realpathSync(join(beside, value));
  if (dirname(real) !== folder) throw new RangeError(`its weights lie in ${dirname(real)}`);
  return entry(key, basename(real));
}

/** What `entry` writes. */
function readEntry(field: Field, reader: WireReader): readonly [key: string, value: string] {
  const parts = [...reader.fields(field.contents, field.end)];
  const text = (number: number): string => {
    const part = parts.find((one) => one.number === number);
    return part === undefined ? '' : reader.text(part);
  };
  return [text(1), text(2)];
}

/** A pair of texts, as external data is described. */
function entry(key: string, value: string): Buffer {
  return bytesField(tensor.external, textField(1, key), textField(2, value));
}

import type { Field, WireReader } from './wire.ts';

// Numbers of the fields that are looked at, from onnx.proto.
const model = { graph: 7 } as const;
const graph = { node: 1, initializer: 5, input: 11, output: 12, sparse: 15 } as const;
const node = { input: 1, output: 2, attribute: 5 } as const;
const attribute = { graph: 6, graphs: 11 } as const;
export const tensor = { name: 8, raw: 9, external: 13, location: 14 } as const;
const valueInfo = { name: 1 } as const;

/** A part of the graph and the names by which others find it. */
export interface Part {
  readonly field: Field;
  readonly name: string;
}

/** A step of the graph. */
export interface Step {
  readonly field: Field;
  /** Values that it takes, those of its own inner graphs included. */
  readonly takes: readonly string[];
  readonly gives: readonly string[];
}

/** What a model file holds, its weights left where they are. */
export interface GraphFile {
  /** Fields of the model beside the graph: versions, functions. */
  readonly others: readonly Field[];
  readonly steps: readonly Step[];
  readonly initializers: readonly Part[];
  readonly inputs: readonly Part[];
  readonly outputs: readonly Part[];
}

/** Reads what a model file of `size` bytes holds. Throws a `RangeError` for what is no model. */
export function readGraphFile(reader: WireReader, size: number): GraphFile {
  const fields = [...reader.fields(0, size)];
  const found = fields.find(({ number }) => number === model.graph);
  if (found === undefined) throw new RangeError('it holds no graph');
  const parts = [...reader.fields(found.contents, found.end)];
  const named = (number: number, nameField: number): Part[] =>
    parts
      .filter((part) => part.number === number)
      .map((field) => ({ field, name: nameOf(reader, field, nameField) }));
  if (parts.some(({ number }) => number === graph.sparse))
    throw new RangeError('it holds sparse weights');
  return {
    others: fields.filter((field) => field !== found),
    steps: parts
      .filter(({ number }) => number === graph.node)
      .map((part) => readStep(reader, part)),
    initializers: named(graph.initializer, tensor.name),
    inputs: named(graph.input, valueInfo.name),
    outputs: named(graph.output, valueInfo.name),
  };
}

function readStep(reader: WireReader, field: Field): Step {
  const takes: string[] = [];
  const gives: string[] = [];
  for (const part of reader.fields(field.contents, field.end)) {
    if (part.number === node.input) takes.push(reader.text(part));
    else if (part.number === node.output) gives.push(reader.text(part));
    else if (part.number === node.attribute) takes.push(...takenWithin(reader, part));
  }
  return { field, takes, gives };
}

/** Values that the graphs inside an attribute take, whether from inside or from outside. */
function takenWithin(reader: WireReader, field: Field): string[] {
  const taken: string[] = [];
  for (const inner of reader.fields(field.contents, field.end)) {
    if (!inner.isBytes) continue;
    if (inner.number !== attribute.graph && inner.number !== attribute.graphs) continue;
    for (const part of reader.fields(inner.contents, inner.end)) {
      if (part.number === graph.node) taken.push(...readStep(reader, part).takes);
      if (part.number === graph.output) taken.push(nameOf(reader, part, valueInfo.name));
    }
  }
  return taken;
}

function nameOf(reader: WireReader, field: Field, nameField: number): string {
  for (const part of reader.fields(field.contents, field.end)) {
    if (part.number === nameField) return reader.text(part);
  }
  return '';
}

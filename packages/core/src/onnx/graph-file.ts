import type { Field, WireReader } from './wire.ts';

// Numbers of the fields that are looked at, from onnx.proto.
const model = { graph: 7, operators: 8 } as const;
const operatorSet = { domain: 1, version: 2 } as const;
const graph = { node: 1, initializer: 5, input: 11, output: 12, sparse: 15 } as const;
export const node = { input: 1, output: 2, name: 3, kind: 4, attribute: 5, domain: 7 } as const;
export const attribute = {
  name: 1,
  whole: 3,
  text: 4,
  tensor: 5,
  graph: 6,
  wholes: 8,
  graphs: 11,
} as const;
export const tensor = { sizes: 1, name: 8, raw: 9, external: 13, location: 14 } as const;
const valueInfo = { name: 1 } as const;

/** A part of the graph and the names by which others find it. */
export interface Part {
  readonly field: Field;
  readonly name: string;
}

/** A step of the graph. */
export interface Step {
  readonly field: Field;
  /** Name of the operator, such as `MatMul`; with its domain where that is not ONNX's own. */
  readonly kind: string;
  /** Values that it takes, those of its own inner graphs included. */
  readonly takes: readonly string[];
  readonly gives: readonly string[];
}

/** What a model file holds, its weights left where they are. */
export interface GraphFile {
  /** Fields of the model beside the graph: versions, functions. */
  readonly others: readonly Field[];
  /** Version of ONNX's own operators, 0 where the file does not say. */
  readonly operators: number;
  readonly steps: readonly Step[];
  readonly initializers: readonly Part[];
  readonly inputs: readonly Part[];
  readonly outputs: readonly Part[];
}

/** Reads what a model file of `size` bytes holds. Throws a `RangeError` for what is not a model. */
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
    operators: readOperators(reader, fields),
    steps: parts
      .filter(({ number }) => number === graph.node)
      .map((part) => readStep(reader, part)),
    initializers: named(graph.initializer, tensor.name),
    inputs: named(graph.input, valueInfo.name),
    outputs: named(graph.output, valueInfo.name),
  };
}

function readOperators(reader: WireReader, fields: readonly Field[]): number {
  for (const set of fields.filter(({ number }) => number === model.operators)) {
    const parts = [...reader.fields(set.contents, set.end)];
    const domain = parts.find(({ number }) => number === operatorSet.domain);
    const version = parts.find(({ number }) => number === operatorSet.version);
    if (version !== undefined && (domain === undefined || isOnnx(reader.text(domain))))
      return reader.number(version);
  }
  return 0;
}

/** Both are names of the domain of ONNX's own operators. */
function isOnnx(domain: string): boolean {
  return domain === '' || domain === 'ai.onnx';
}

function readStep(reader: WireReader, field: Field): Step {
  let [kind, domain] = ['', ''];
  const takes: string[] = [];
  const gives: string[] = [];
  for (const part of reader.fields(field.contents, field.end)) {
    if (part.number === node.input) takes.push(reader.text(part));
    else if (part.number === node.output) gives.push(reader.text(part));
    else if (part.number === node.kind) kind = reader.text(part);
    else if (part.number === node.domain) domain = reader.text(part);
    else if (part.number === node.attribute) takes.push(...takenWithin(reader, part));
  }
  return { field, kind: isOnnx(domain) ? kind : `${domain}:${kind}`, takes, gives };
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

/** The text of a message that stands in a field of this number; empty where there is none. */
export function nameOf(reader: WireReader, field: Field, nameField: number): string {
  for (const part of reader.fields(field.contents, field.end)) {
    if (part.number === nameField) return reader.text(part);
  }
  return '';
}

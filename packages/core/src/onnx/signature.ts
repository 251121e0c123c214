import type { InferenceSession } from 'onnxruntime-node';
import { foreignByGraph } from './foreign.ts';
import { allInputs, inputsOf, type ModelSides, type Side, sidesOf } from './sides.ts';

/** The parts of a session that identify its graph. */
export type GraphFacts = Pick<
  InferenceSession,
  'inputNames' | 'outputNames' | 'inputMetadata' | 'outputMetadata'
>;

/** What a graph must be. */
export interface ExpectedGraph extends ModelSides {
  /** Length of an embedding. */
  readonly dimensions: number;
  /** Completes "its graph is not …". */
  readonly called: string;
}

type Shape = readonly (number | 'any')[];

/**
 * What is wrong with a graph in one sentence: another known model by its name, else every input and output of these halves that
 * differs. `undefined` for one that is as described.
 */
export function signatureProblem(
  graph: GraphFacts,
  expected: ExpectedGraph,
  sides: readonly Side[] = sidesOf(expected),
): string | undefined {
  const found = sides.flatMap((side) => sideProblems(graph, expected, side));
  const known = new Set(sides.flatMap((side) => inputsOf(expected, side)));
  const differences = [
    ...found,
    ...graph.inputNames
      .filter((name) => !known.has(name))
      .map((name) => `it also wants the input ${name}`),
  ];
  if (differences.length === 0) return undefined;
  const names = { inputs: graph.inputNames, outputs: graph.outputNames };
  const foreign = foreignByGraph(names, expected);
  return foreign ?? `its graph is not ${expected.called}: ${differences.join('; ')}`;
}

/** What is wrong with one half of a graph that was cut out. */
export function halfProblem(
  graph: GraphFacts,
  expected: ExpectedGraph,
  side: Side,
): string | undefined {
  return sideProblems(graph, expected, side)[0];
}

function sideProblems(graph: GraphFacts, expected: ExpectedGraph, side: Side): readonly string[] {
  const all = [...graph.inputMetadata, ...graph.outputMetadata];
  const { needed } = allInputs(expected);
  const wanted = side === 'text' ? textTensors(expected) : imageTensors(expected);
  return wanted.flatMap(({ name, type, shape }) => {
    const isLacking = !all.some((value) => value.name === name);
    if (isLacking && inputsOf(expected, side).includes(name) && !needed.includes(name)) return [];
    return tensorProblem(all, name, type, shape) ?? [];
  });
}

interface WantedTensor {
  readonly name: string;
  readonly type: string;
  readonly shape: Shape;
}

function textTensors({ text, dimensions }: ExpectedGraph): readonly WantedTensor[] {
  const { ids, mask, types, task } = text.inputs;
  const rows: Shape = ['any', text.padTo ?? 'any'];
  const tokens = [ids, mask, types].filter((name) => name !== undefined);
  const shape: Shape = text.pooling === 'mean' ? [...rows, dimensions] : ['any', dimensions];
  return [
    ...tokens.map((name) => ({ name, type: 'int64', shape: rows })),
    ...(task === undefined ? [] : [{ name: task.input, type: 'int64', shape: [] }]),
    { name: text.output, type: 'float32', shape },
  ];
}

function imageTensors({ image, dimensions }: ExpectedGraph): readonly WantedTensor[] {
  if (image === undefined) return [];
  const { size } = image.pixels;
  return [
    { name: image.input, type: 'float32', shape: ['any', 3, size, size] },
    { name: image.output, type: 'float32', shape: ['any', dimensions] },
  ];
}

function tensorProblem(
  all: readonly InferenceSession.ValueMetadata[],
  name: string,
  type: string,
  shape: Shape,
): string | undefined {
  const found = all.find((value) => value.name === name);
  if (found === undefined) return `${name} is missing`;
  if (!found.isTensor) return `${name} is not a tensor`;
  if (found.type !== type) return `${name} is ${found.type} where ${type} is expected`;
  // Some exports leave sizes open; those are checked by what comes out.
  const fits =
    found.shape.length === shape.length &&
    shape.every((want, axis) => want === found.shape[axis] || isOpen(want, found.shape[axis]));
  if (fits) return undefined;
  return `${name} has the shape [${found.shape.join(', ')}] where [${shape.map(String).join(', ')}] is expected`;
}

/** A batch must be open in the graph; a size may be. */
function isOpen(want: number | 'any', found: number | string | undefined): boolean {
  return typeof found === 'string' || (want !== 'any' && found === undefined);
}

import { type Attention, findAttention, type PerHead } from './attention.ts';
import { node, type Step } from './graph-file.ts';
import type { GraphView } from './graph-view.ts';
import { nodeField, textField } from './node-field.ts';
import { bytesField, type WireReader } from './wire.ts';

/** Fields of a graph's message that are written. */
const graph = { name: 2, input: 11, output: 12 } as const;

/** Up to so many tokens, all heads at once cost little memory and are a tenth faster. */
export const longestAtOnce = 512;

/** Attention of a graph, rewritten. */
export interface Rewritten {
  /** What stands in the place of a step: nothing, or in that of the last one of an attention all that does its work. */
  readonly steps: ReadonlyMap<Step, readonly Buffer[]>;
  /** Attentions in the graph, and those of them that were rewritten. */
  readonly attention: { readonly all: number; readonly recognised: number };
}

/**
 * Has attention over more than 512 tokens or patches worked out one head after the other, so that the scores of one are in
 * memory at a time: of an image of jina-clip-v2's they are 7 MB instead of 108, of a text of 8,192 tokens 268 MB instead of
 * 4.3 GB. Every number comes out as before, since no head knows of another.
 */
export function headByHead(reader: WireReader, view: GraphView): Rewritten {
  const found = findAttention(view);
  const steps = new Map<Step, readonly Buffer[]>();
  for (const attention of found) {
    for (const step of attention.steps) steps.set(step, []);
    const last = attention.steps.at(-1);
    if (last !== undefined) steps.set(last, either(reader, attention));
  }
  const softmaxes = view.steps.filter(({ kind }) => kind === 'Softmax').length;
  return { steps, attention: { all: softmaxes, recognised: found.length } };
}

/** The steps that choose by the length between each head and all heads. */
function either(reader: WireReader, attention: Attention): readonly Buffer[] {
  const { perHead, lengthAxis, result } = attention;
  const scope = `${result}/heads`;
  const name = (what: string): string => `${scope}/${what}`;
  return [
    ...sizeAlong(taken(perHead[0]), lengthAxis, name('length')),
    nodeField('Constant', [], [name('longest')], { value_ints: [longestAtOnce] }),
    nodeField('Greater', [name('length'), name('longest')], [name('is-long')]),
    nodeField('If', [name('is-long')], [result], {
      then_branch: eachHead(reader, attention, scope),
      else_branch: allHeads(reader, attention, scope),
    }),
  ];
}

/** The graph that does what the steps did. */
function allHeads(reader: WireReader, { steps, result }: Attention, scope: string): Buffer {
  const rename = renaming(steps, `${scope}/all`);
  return Buffer.concat([
    ...steps.map((step) => copyStep(reader, step, step.takes.map(rename), step.gives.map(rename))),
    textField(graph.name, 'all heads'),
    bytesField(graph.output, textField(1, rename(result))),
  ]);
}

/** The graph that runs another for each head. */
function eachHead(reader: WireReader, attention: Attention, scope: string): Buffer {
  const { perHead, result, axis } = attention;
  const inner = (what: string): string => `${scope}/each/${what}`;
  const spreading = perHead.flatMap((one, i) =>
    one.isSpread ? spread(one, perHead[0], inner(`${i}`)) : [],
  );
  const whole = perHead.map((one, i) => (one.isSpread ? inner(`${i}`) : taken(one)));
  const scan = nodeField('Scan', whole, [inner(result)], {
    body: oneHead(reader, attention, `${scope}/one`),
    num_scan_inputs: perHead.length,
    scan_input_axes: perHead.map((one) => one.axis),
    scan_output_axes: [axis],
  });
  return Buffer.concat([
    ...spreading,
    scan,
    textField(graph.name, 'each head'),
    bytesField(graph.output, textField(1, inner(result))),
  ]);
}

/** Names within an inner graph: what its steps give must not be called as anything outside. */
function renaming(steps: readonly Step[], scope: string): (name: string) => string {
  const own = new Set(steps.flatMap(({ gives }) => gives));
  return (name) => (own.has(name) ? `${scope}/${name}` : name);
}

function taken({ step, position }: PerHead): string {
  return step.takes[position] ?? '';
}

/** The steps that give how many numbers a value has along an axis, as a list of one. */
function sizeAlong(value: string, axis: number, name: string): readonly Buffer[] {
  return [
    nodeField('Shape', [value], [`${name}/sizes`]),
    nodeField('Constant', [], [`${name}/axis`], { value_ints: [axis] }),
    nodeField('Gather', [`${name}/sizes`, `${name}/axis`], [name]),
  ];
}

/** Spreads a mask over as many heads as the queries have. */
function spread(one: PerHead, queries: PerHead, name: string): readonly Buffer[] {
  const step = (what: string): string => `${name}/${what}`;
  return [
    ...sizeAlong(taken(queries), queries.axis, step('heads')),
    nodeField('Constant', [], [step('one')], { value_ints: [1] }),
    nodeField('Concat', [step('one'), step('heads'), step('one'), step('one')], [step('shape')], {
      axis: 0,
    }),
    nodeField('Expand', [taken(one), step('shape')], [name]),
  ];
}

/** The graph that is run for each head: the same steps, on values that hold one head. */
function oneHead(reader: WireReader, attention: Attention, scope: string): Buffer {
  const { steps, perHead, result, axis } = attention;
  const inner = (name: string): string => `${scope}/${name}`;
  const parts = perHead.map((one, i) => ({ ...one, name: inner(`${i}`) }));
  const rename = renaming(steps, scope);
  const renamed = (step: Step): readonly string[] =>
    step.takes.map((name, position) => {
      const part = parts.find((one) => one.step === step && one.position === position);
      return part?.name ?? rename(name);
    });
  // An axis for the heads again, one long, which the steps count on.
  const unsqueezed = parts.flatMap((part) => [
    nodeField('Constant', [], [`${part.name}/axis`], { value_ints: [part.axis] }),
    nodeField('Unsqueeze', [`${part.name}/squeezed`, `${part.name}/axis`], [part.name]),
  ]);
  const squeezed = [
    nodeField('Constant', [], [inner('axis')], { value_ints: [axis] }),
    nodeField('Squeeze', [inner(result), inner('axis')], [inner('result')]),
  ];
  return Buffer.concat([
    ...unsqueezed,
    ...steps.map((step) => copyStep(reader, step, renamed(step), step.gives.map(rename))),
    ...squeezed,
    textField(graph.name, 'one head'),
    ...parts.map(({ name }) => bytesField(graph.input, textField(1, `${name}/squeezed`))),
    bytesField(graph.output, textField(1, inner('result'))),
  ]);
}

/** A step as it is, but for the names of its values and its own. */
function copyStep(
  reader: WireReader,
  { field }: Step,
  takes: readonly string[],
  gives: readonly string[],
): Buffer {
  const others = [...reader.fields(field.contents, field.end)].filter(
    ({ number }) => number !== node.input && number !== node.output && number !== node.name,
  );
  return bytesField(
    1,
    ...takes.map((name) => textField(node.input, name)),
    ...gives.map((name) => textField(node.output, name)),
    ...others.map(({ start, end }) => reader.bytes(start, end)),
  );
}

import type { Attention, PerHead } from './attention.ts';
import { node, type Step } from './graph-file.ts';
import { nodeField, textField } from './node-field.ts';
import { bytesField, type WireReader } from './wire.ts';

/** Fields of a graph's message that are written. */
const graph = { name: 2, input: 11, output: 12 } as const;

/**
 * The steps that work out attention one head after the other, so that the scores of one are in memory at a time: of a picture
 * of jina-clip-v2's they are 7 MB instead of 108, of a text of 8,192 tokens 268 MB instead of 4.3 GB. Every number comes out
 * as before, since no head knows of another.
 */
export function headByHead(reader: WireReader, attention: Attention): readonly Buffer[] {
  const { perHead, result, axis } = attention;
  const scope = `${result}/heads`;
  const names = perHead.map((_, i) => `${scope}/${i}`);
  const spreading = perHead.flatMap((one, i) =>
    one.isSpread ? spread(one, perHead[0], names[i] ?? '') : [],
  );
  const whole = perHead.map((one, i) => (one.isSpread ? (names[i] ?? '') : taken(one)));
  const scan = nodeField('Scan', whole, [result], {
    body: oneHead(reader, attention, scope),
    num_scan_inputs: perHead.length,
    scan_input_axes: perHead.map((one) => one.axis),
    scan_output_axes: [axis],
  });
  return [...spreading, scan];
}

function taken({ step, position }: PerHead): string {
  return step.takes[position] ?? '';
}

/** Spreads a mask over as many heads as the queries have. */
function spread(one: PerHead, queries: PerHead | undefined, name: string): readonly Buffer[] {
  if (queries === undefined) return [];
  const step = (what: string): string => `${name}/${what}`;
  return [
    nodeField('Shape', [taken(queries)], [step('sizes')]),
    nodeField('Constant', [], [step('axis')], { value_ints: [queries.axis] }),
    nodeField('Gather', [step('sizes'), step('axis')], [step('heads')]),
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
  const inner = (name: string): string => `${scope}/one/${name}`;
  const parts = perHead.map((one, i) => ({ ...one, name: inner(`${i}`) }));
  const own = new Set(steps.flatMap(({ gives }) => gives));
  const renamed = (step: Step): readonly string[] =>
    step.takes.map((name, position) => {
      const part = parts.find((one) => one.step === step && one.position === position);
      return part?.name ?? (own.has(name) ? inner(name) : name);
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
    ...steps.map((step) => copyStep(reader, step, renamed(step), step.gives.map(inner))),
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

import { bytesField, numberField } from './wire.ts';

/** Attributes of a step, beside the values that it takes: whole numbers, or the inside of a graph. */
export type Attributes = Readonly<Record<string, number | readonly number[] | Buffer>>;

const attributeTypes = { whole: 2, graph: 5, wholes: 7 } as const;

/** A step of a graph, as it stands in the graph's message. */
export function nodeField(
  kind: string,
  takes: readonly string[],
  gives: readonly string[],
  attributes: Attributes = {},
): Buffer {
  return bytesField(
    1,
    ...takes.map((name) => textField(1, name)),
    ...gives.map((name) => textField(2, name)),
    textField(4, kind),
    ...Object.entries(attributes).map(([name, value]) => attributeField(name, value)),
  );
}

export function textField(number: number, text: string): Buffer {
  return bytesField(number, Buffer.from(text));
}

function attributeField(name: string, value: Attributes[string]): Buffer {
  return bytesField(5, textField(1, name), ...valueFields(value));
}

function valueFields(value: Attributes[string]): readonly Buffer[] {
  if (typeof value === 'number')
    return [numberField(3, value), numberField(20, attributeTypes.whole)];
  if (Buffer.isBuffer(value)) return [bytesField(6, value), numberField(20, attributeTypes.graph)];
  return [...value.map((one) => numberField(8, one)), numberField(20, attributeTypes.wholes)];
}

import { type Attributes, nodeField, textField } from './node-field.ts';
import { bytesField, numberField } from './wire.ts';

/** Types of numbers, by their place in onnx.proto. */
export const numbers = { fp32: 1, uint8: 2, int8: 3, int32: 6, int64: 7, fp16: 10 } as const;
type NumberType = keyof typeof numbers;

/** The versions of the format and of its operators that are written. */
const irVersion = 10;
const operators = 20;

/** An ONNX graph as it is put together; everything in it has a name that is made up. */
export class GraphWriter {
  readonly #parts: Buffer[] = [];
  #names = 0;

  /** Adds a step with one result and gives that result's name. */
  op(kind: string, takes: readonly string[], attributes: Attributes = {}): string {
    const [result = ''] = this.ops(kind, takes, 1, attributes);
    return result;
  }

  /** The same with several results. */
  ops(
    kind: string,
    takes: readonly string[],
    results: number,
    attributes: Attributes = {},
  ): readonly string[] {
    const gives = Array.from({ length: results }, () => this.#name());
    this.#parts.push(nodeField(kind, takes, gives, attributes));
    return gives;
  }

  /** Adds numbers of a shape, as they lie in memory. */
  constant(type: NumberType, shape: readonly number[], values: NodeJS.ArrayBufferView): string {
    const name = this.#name();
    const raw = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    const tensor = [
      ...shape.map((size) => numberField(1, size)),
      numberField(2, numbers[type]),
      textField(8, name),
      bytesField(9, raw),
    ];
    this.#parts.push(bytesField(5, ...tensor));
    return name;
  }

  /** The model, from its inputs to its outputs. */
  model(inputs: readonly GraphValue[], outputs: readonly GraphValue[]): Buffer {
    const graph = [
      ...this.#parts,
      textField(2, 'graph'),
      ...inputs.map((input) => bytesField(11, ...valueFields(input))),
      ...outputs.map((output) => bytesField(12, ...valueFields(output))),
    ];
    const version = bytesField(8, numberField(2, operators));
    return Buffer.concat([numberField(1, irVersion), version, bytesField(7, ...graph)]);
  }

  #name(): string {
    return `v${this.#names++}`;
  }
}

/** What goes into a graph, or comes out of it. */
export interface GraphValue {
  readonly name: string;
  /** A size may be a word for what is open. */
  readonly shape: readonly (number | string)[];
  readonly type: NumberType;
}

function valueFields({ name, shape, type }: GraphValue): readonly Buffer[] {
  const sizes = shape.map((size) =>
    bytesField(1, typeof size === 'number' ? numberField(1, size) : textField(2, size)),
  );
  const tensor = bytesField(1, numberField(1, numbers[type]), bytesField(2, ...sizes));
  return [textField(1, name), bytesField(2, tensor)];
}

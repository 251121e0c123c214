import { attribute, type GraphFile, nameOf, node, type Step, tensor } from './graph-file.ts';
import type { Field, WireReader } from './wire.ts';

/** Steps of a graph as they hang together: who gives a value, who takes it, and what constants and attributes say. */
export class GraphView {
  readonly steps: readonly Step[];
  /** Version of ONNX's own operators. */
  readonly operators: number;
  readonly #reader: WireReader;
  readonly #outputs: ReadonlySet<string>;
  readonly #initializers: ReadonlyMap<string, Field>;
  readonly #givers: ReadonlyMap<string, Step>;
  readonly #takers = new Map<string, Step[]>();

  /** `steps` are those of the graph that are looked at, `outputs` the names of what leaves it. */
  constructor(
    reader: WireReader,
    { initializers, operators }: GraphFile,
    steps: readonly Step[],
    outputs: ReadonlySet<string>,
  ) {
    this.steps = steps;
    this.operators = operators;
    this.#reader = reader;
    this.#outputs = outputs;
    this.#initializers = new Map(initializers.map(({ name, field }) => [name, field]));
    this.#givers = new Map(steps.flatMap((step) => step.gives.map((name) => [name, step])));
    for (const step of steps) {
      for (const name of step.takes) {
        const takers = this.#takers.get(name);
        if (takers === undefined) this.#takers.set(name, [step]);
        else takers.push(step);
      }
    }
  }

  giverOf(value: string): Step | undefined {
    return this.#givers.get(value);
  }

  /** The step that takes a value, where there is one only and the value does not leave the graph. */
  onlyTakerOf(value: string): Step | undefined {
    const takers = this.#takers.get(value) ?? [];
    return takers.length === 1 && !this.#outputs.has(value) ? takers[0] : undefined;
  }

  /** The shape of a constant, whether it stands among the weights or is a step of its own. */
  sizes(value: string): readonly number[] | undefined {
    const step = this.#givers.get(value);
    const inStep = step?.kind === 'Constant' ? this.#attribute(step, 'value') : [];
    const field =
      inStep.find(({ number }) => number === attribute.tensor) ?? this.#initializers.get(value);
    if (field === undefined) return;
    const parts = [...this.#reader.fields(field.contents, field.end)];
    return this.#reader.numbers(parts.filter(({ number }) => number === tensor.sizes));
  }

  /** A number that is an attribute of a step. */
  whole(step: Step, name: string): number | undefined {
    const field = this.#attribute(step, name).find(({ number }) => number === attribute.whole);
    return field === undefined ? undefined : this.#reader.number(field);
  }

  /** Numbers that are an attribute of a step; empty where it has none. */
  wholes(step: Step, name: string): readonly number[] {
    const fields = this.#attribute(step, name);
    return this.#reader.numbers(fields.filter(({ number }) => number === attribute.wholes));
  }

  /** A text attribute of a step; empty where it has none. */
  text(step: Step, name: string): string {
    const field = this.#attribute(step, name).find(({ number }) => number === attribute.text);
    return field === undefined ? '' : this.#reader.text(field);
  }

  /** The fields of an attribute of a step. */
  #attribute(step: Step, name: string): readonly Field[] {
    for (const field of this.#reader.fields(step.field.contents, step.field.end)) {
      if (field.number === node.attribute && nameOf(this.#reader, field, attribute.name) === name)
        return [...this.#reader.fields(field.contents, field.end)];
    }
    return [];
  }
}

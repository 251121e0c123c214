import { attribute, type GraphFile, node, type Step, tensor } from './graph-file.ts';
import type { Field, WireReader } from './wire.ts';

/** A value that a step takes, to be taken one head at a time: along the axis that counts the heads. */
export interface PerHead {
  readonly step: Step;
  /** Which of the values that the step takes. */
  readonly position: number;
  readonly axis: number;
  /** Whether it may lie alike for all heads, as a mask does; it is spread over them then. */
  readonly isSpread: boolean;
}

/** The steps between queries, keys and values and what they are mixed into, of all heads at once. */
export interface Attention {
  /** From the product of queries and keys to the mixing of the values, in the file's order. */
  readonly steps: readonly Step[];
  /** The queries first. */
  readonly perHead: readonly PerHead[];
  readonly result: string;
  /** The axis of the result that counts the heads. */
  readonly axis: number;
}

/** Before version 13 of ONNX's operators, softmax ran over several axes, and unsqueezing took its axes in another way. */
const leastOperators = 13;

/** Where the heads stand in scores: `[batch, heads, queries, keys]`. */
const scoresAxis = 1;

/** What is done to scores number by number, so that it may as well be done to one head's. */
const byNumber: ReadonlySet<string> = new Set([
  ...['Add', 'Sub', 'Mul', 'Div', 'Where', 'Cast', 'Identity'],
]);

/** What gives as many axes as it takes. */
const axesKept: ReadonlySet<string> = new Set([...byNumber, 'Neg', 'Concat', 'Slice', 'Split']);

/**
 * Finds attention in a graph: `MatMul` or `Einsum`, softmax over the last axis, and `MatMul` or `Einsum` again, with scaling
 * and masks between them. Found is only what is sure to have four axes and is used nowhere else.
 */
export function findAttention(
  reader: WireReader,
  graph: GraphFile,
  steps: readonly Step[],
  given: ReadonlySet<string>,
): readonly Attention[] {
  if (graph.operators < leastOperators) return [];
  const search = new Search(reader, graph, steps, given);
  return steps.flatMap((step) => (step.kind === 'Softmax' ? (search.around(step) ?? []) : []));
}

class Search {
  readonly #reader: WireReader;
  readonly #initializers: ReadonlyMap<string, Field>;
  readonly #givenBy: ReadonlyMap<string, Step>;
  readonly #takers = new Map<string, Step[]>();
  readonly #given: ReadonlySet<string>;

  constructor(
    reader: WireReader,
    { initializers }: GraphFile,
    steps: readonly Step[],
    given: ReadonlySet<string>,
  ) {
    this.#reader = reader;
    this.#given = given;
    this.#initializers = new Map(initializers.map(({ name, field }) => [name, field]));
    this.#givenBy = new Map(steps.flatMap((step) => step.gives.map((name) => [name, step])));
    for (const step of steps) {
      for (const name of step.takes) {
        const takers = this.#takers.get(name);
        if (takers === undefined) this.#takers.set(name, [step]);
        else takers.push(step);
      }
    }
  }

  around(softmax: Step): Attention | undefined {
    const axis = this.#attribute(softmax, 'axis')?.get(attribute.whole);
    const overKeys = axis === undefined ? -1 : this.#reader.number(axis);
    const before = this.#before(softmax.takes[0] ?? '');
    const after = this.#after(softmax);
    const [scores] = before ?? [];
    const mix = after?.at(-1);
    if (scores === undefined || mix === undefined || (overKeys !== -1 && overKeys !== 3)) return;
    const [queries, keys] = this.#scoreAxes(scores);
    const [values, result] = this.#mixAxes(mix);
    if (queries === undefined || keys === undefined || values === undefined || result === undefined)
      return;
    const links = [...(before ?? []), softmax, ...(after ?? [])];
    const between = links.slice(1, -1).flatMap((step) => this.#besides(step, links));
    const perHead = [
      { step: scores, position: 0, axis: queries, isSpread: false },
      { step: scores, position: 1, axis: keys, isSpread: false },
      ...between,
      { step: mix, position: 1, axis: values, isSpread: false },
    ];
    return { steps: links, perHead, result: mix.gives[0] ?? '', axis: result };
  }

  /** The steps that lead from a product to a value, where nothing else takes what they give. */
  #before(value: string): readonly Step[] | undefined {
    const step = this.#givenBy.get(value);
    if (step === undefined || !this.#isTakenOnce(value)) return;
    if (isProduct(step)) return [step];
    if (!byNumber.has(step.kind)) return;
    for (const name of step.takes) {
      const found = this.#before(name);
      if (found !== undefined) return [...found, step];
    }
    return;
  }

  /** The steps that lead from the softmax to the product that mixes the values. */
  #after(softmax: Step): readonly Step[] | undefined {
    const found: Step[] = [];
    for (let step = softmax; ;) {
      const [value = ''] = step.gives;
      const [next] = this.#takers.get(value) ?? [];
      if (next === undefined || !this.#isTakenOnce(value)) return;
      found.push(next);
      if (isProduct(next)) return next.takes[0] === value ? found : undefined;
      if (next.kind !== 'Cast' && next.kind !== 'Identity') return;
      step = next;
    }
  }

  #isTakenOnce(value: string): boolean {
    return !this.#given.has(value) && this.#takers.get(value)?.length === 1;
  }

  /** What a step takes beside the scores, single numbers left out. */
  #besides(step: Step, links: readonly Step[]): readonly PerHead[] {
    return step.takes.flatMap((name, position) => {
      const isScores = links.some(({ gives }) => gives.includes(name));
      if (isScores || this.#isSingle(name)) return [];
      return [{ step, position, axis: scoresAxis, isSpread: true }];
    });
  }

  /** The axes of queries and keys that count the heads. */
  #scoreAxes(step: Step): readonly (number | undefined)[] {
    if (step.kind === 'MatMul') return this.#fourAxes(step.takes) ? [scoresAxis, scoresAxis] : [];
    const { of: [queries, keys] = [], to = '' } = this.#equation(step);
    return to.length === 4 ? [axisOf(queries, to[scoresAxis]), axisOf(keys, to[scoresAxis])] : [];
  }

  /** The axes of values and of the result that count the heads. */
  #mixAxes(step: Step): readonly (number | undefined)[] {
    if (step.kind === 'MatMul')
      return this.#fourAxes(step.takes.slice(1)) ? [scoresAxis, scoresAxis] : [];
    const { of: [scores, values] = [], to } = this.#equation(step);
    return scores?.length === 4
      ? [axisOf(values, scores[scoresAxis]), axisOf(to, scores[scoresAxis])]
      : [];
  }

  /** The letters of an equation such as `bthd,bshd->bhts`; none for what is written in another way. */
  #equation(step: Step): { readonly of?: readonly string[]; readonly to?: string } {
    const field = this.#attribute(step, 'equation')?.get(attribute.text);
    const text = field === undefined ? '' : this.#reader.text(field).replaceAll(' ', '');
    const [, first, second, to] = /^([a-z]+),([a-z]+)->([a-z]+)$/i.exec(text) ?? [];
    if (first === undefined || second === undefined || to === undefined) return {};
    const isPlain = [first, second, to].every((part) => new Set(part).size === part.length);
    return isPlain ? { of: [first, second], to } : {};
  }

  #fourAxes(names: readonly string[]): boolean {
    return names.every((name) => this.#hasFourAxes(name));
  }

  /** Whether a value is sure to have four axes: it, or what it was made of number by number, comes from a step that says so. */
  #hasFourAxes(name: string): boolean {
    const step = this.#givenBy.get(name);
    if (step === undefined) return this.#sizes(name)?.length === 4;
    if (step.kind === 'Transpose') return this.#wholes(step, 'perm').length === 4;
    if (step.kind === 'Reshape') return this.#sizes(step.takes[1] ?? '')?.[0] === 4;
    return axesKept.has(step.kind) && step.takes.some((taken) => this.#hasFourAxes(taken));
  }

  #isSingle(name: string): boolean {
    return this.#sizes(name)?.every((size) => size === 1) ?? false;
  }

  /** The shape of a constant, whether it stands among the weights or is a step of its own. */
  #sizes(name: string): readonly number[] | undefined {
    const step = this.#givenBy.get(name);
    const inStep =
      step?.kind === 'Constant' ? this.#attribute(step, 'value')?.get(attribute.tensor) : undefined;
    const field = inStep ?? this.#initializers.get(name);
    if (field === undefined) return;
    const parts = [...this.#reader.fields(field.contents, field.end)];
    return this.#reader.numbers(parts.filter(({ number }) => number === tensor.sizes));
  }

  #wholes(step: Step, name: string): readonly number[] {
    const field = this.#attribute(step, name);
    return field === undefined ? [] : this.#reader.numbers(field.all(attribute.wholes));
  }

  /** The fields of an attribute of a step. */
  #attribute(step: Step, name: string): Fields | undefined {
    for (const field of this.#reader.fields(step.field.contents, step.field.end)) {
      if (field.number !== node.attribute) continue;
      const fields = new Fields([...this.#reader.fields(field.contents, field.end)]);
      const named = fields.get(attribute.name);
      if (named !== undefined && this.#reader.text(named) === name) return fields;
    }
    return;
  }
}

/** Fields of a message by their numbers. */
class Fields {
  readonly #fields: readonly Field[];

  constructor(fields: readonly Field[]) {
    this.#fields = fields;
  }

  get(number: number): Field | undefined {
    return this.#fields.find((field) => field.number === number);
  }

  all(number: number): readonly Field[] {
    return this.#fields.filter((field) => field.number === number);
  }
}

function isProduct({ kind, takes }: Step): boolean {
  return kind === 'MatMul' || (kind === 'Einsum' && takes.length === 2);
}

function axisOf(letters: string | undefined, letter: string | undefined): number | undefined {
  const axis = letter === undefined ? -1 : (letters?.indexOf(letter) ?? -1);
  return axis === -1 ? undefined : axis;
}

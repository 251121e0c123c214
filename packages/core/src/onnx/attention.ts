import type { Step } from './graph-file.ts';
import type { GraphView } from './graph-view.ts';

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
  readonly perHead: readonly [queries: PerHead, ...others: PerHead[]];
  /** The axis of the queries that counts them, one for each token or patch. */
  readonly lengthAxis: number;
  readonly result: string;
  /** The axis of the result that counts the heads. */
  readonly axis: number;
}

/** Before version 13 of ONNX's operators, softmax ran over several axes, and unsqueezing took its axes in another way. */
const leastOperators = 13;

/** Where heads and queries stand in scores: `[batch, heads, queries, keys]`. */
const [scoresAxis, queriesAxis] = [1, 2];

/** What is done to scores number by number, so that it may as well be done to one head's. */
const byNumber: ReadonlySet<string> = new Set('Add Sub Mul Div Where Cast Identity'.split(' '));

/** What gives as many axes as it takes. */
const axesKept: ReadonlySet<string> = new Set([...byNumber, 'Neg', 'Concat', 'Slice', 'Split']);

/**
 * Finds attention in a graph: `MatMul` or `Einsum`, softmax over the last axis, and `MatMul` or `Einsum` again, with scaling
 * and masks between them. Found is only what is sure to have four axes and is used nowhere else.
 */
export function findAttention(view: GraphView): readonly Attention[] {
  if (view.operators < leastOperators) return [];
  const search = new Search(view);
  return view.steps.flatMap((step) => (step.kind === 'Softmax' ? (search.around(step) ?? []) : []));
}

class Search {
  readonly #view: GraphView;

  constructor(view: GraphView) {
    this.#view = view;
  }

  around(softmax: Step): Attention | undefined {
    const overKeys = this.#view.whole(softmax, 'axis') ?? -1;
    const before = this.#before(softmax.takes[0] ?? '');
    const after = this.#after(softmax);
    const [scores] = before ?? [];
    const mix = after?.at(-1);
    if (scores === undefined || mix === undefined || (overKeys !== -1 && overKeys !== 3)) return;
    const [queries, keys, lengthAxis] = this.#scoreAxes(scores);
    const [values, result] = this.#mixAxes(mix);
    if (queries === undefined || keys === undefined || lengthAxis === undefined) return;
    if (values === undefined || result === undefined) return;
    const links = [...(before ?? []), softmax, ...(after ?? [])];
    const between = links.slice(1, -1).flatMap((step) => this.#besides(step, links));
    const perHead: Attention['perHead'] = [
      { step: scores, position: 0, axis: queries, isSpread: false },
      { step: scores, position: 1, axis: keys, isSpread: false },
      ...between,
      { step: mix, position: 1, axis: values, isSpread: false },
    ];
    return { steps: links, perHead, lengthAxis, result: mix.gives[0] ?? '', axis: result };
  }

  /** The steps that lead from a product to a value, where nothing else takes what they give. */
  #before(value: string): readonly Step[] | undefined {
    const step = this.#view.giverOf(value);
    if (step === undefined || this.#view.onlyTakerOf(value) === undefined) return;
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
      const next = this.#view.onlyTakerOf(value);
      if (next === undefined) return;
      found.push(next);
      if (isProduct(next)) return next.takes[0] === value ? found : undefined;
      if (next.kind !== 'Cast' && next.kind !== 'Identity') return;
      step = next;
    }
  }

  /** What a step takes beside the scores, single numbers left out. */
  #besides(step: Step, links: readonly Step[]): readonly PerHead[] {
    return step.takes.flatMap((name, position) => {
      const isScores = links.some(({ gives }) => gives.includes(name));
      if (isScores || this.#view.sizes(name)?.every((size) => size === 1) === true) return [];
      return [{ step, position, axis: scoresAxis, isSpread: true }];
    });
  }

  /** The axes of queries and keys that count the heads, and that of the queries which counts them themselves. */
  #scoreAxes(step: Step): readonly (number | undefined)[] {
    if (step.kind === 'MatMul')
      return this.#fourAxes(step.takes) ? [scoresAxis, scoresAxis, queriesAxis] : [];
    const { of: [queries, keys] = [], to = '' } = this.#equation(step);
    if (to.length !== 4) return [];
    const [heads, length] = [to[scoresAxis], to[queriesAxis]];
    return [axisOf(queries, heads), axisOf(keys, heads), axisOf(queries, length)];
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
    const text = this.#view.text(step, 'equation').replaceAll(' ', '');
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
    const step = this.#view.giverOf(name);
    if (step === undefined) return this.#view.sizes(name)?.length === 4;
    if (step.kind === 'Transpose') return this.#view.wholes(step, 'perm').length === 4;
    if (step.kind === 'Reshape') return this.#view.sizes(step.takes[1] ?? '')?.[0] === 4;
    return axesKept.has(step.kind) && step.takes.some((taken) => this.#hasFourAxes(taken));
  }
}

function isProduct({ kind, takes }: Step): boolean {
  return kind === 'MatMul' || (kind === 'Einsum' && takes.length === 2);
}

function axisOf(letters: string | undefined, letter: string | undefined): number | undefined {
  const axis = letter === undefined ? -1 : (letters?.indexOf(letter) ?? -1);
  return axis === -1 ? undefined : axis;
}

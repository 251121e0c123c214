import type { Task } from '../embedder/content.ts';
import type { SquareRule } from '../image/geometry.ts';
import type { GraphFiles } from './weights.ts';

/** The two halves that a model may have. */
export type Side = 'text' | 'image';

/** How a model's graph is fed and what it gives. Plain data, since the graph's thread gets it too. */
export interface ModelSides {
  readonly graphs: GraphFiles;
  readonly text: TextSide;
  /** Absent for a model of texts. */
  readonly image?: ImageSide;
}

/** What both halves say of their output. */
export interface SideOutput {
  /** Name of the output. */
  readonly output: string;
  /** Whether it comes out with length 1, which the self-test then holds it to; it is normalised in any case. */
  readonly normalized: boolean;
}

/** The half that embeds texts. */
export interface TextSide extends SideOutput {
  readonly inputs: TextInputs;
  /** Inputs that some exports have and others have not; every other one must be there. */
  readonly mayLack?: readonly string[];
  /** `graph`: the output is a vector a text. `mean`: it is one a token, of which the mean is taken, padding left out. */
  readonly pooling: 'graph' | 'mean';
  readonly tokens: SpecialTokens;
  /** Tokens that every text is padded to, where the graph takes one length only. */
  readonly padTo?: number;
  /** Most tokens of a text that the model reads, special tokens included. */
  readonly maxTokens: number;
  /** Tokens that are read by default. */
  readonly usualMaxTokens: number;
  /** Put before a text, as it is; mostly with a space at the end. */
  readonly prefixes: Readonly<Record<Task, string>>;
  /** What the memory of an inference is reckoned by. */
  readonly layers: LayerSizes;
}

/** Names of a text graph's inputs. */
interface TextInputs {
  /** Token ids, int64 `[texts, tokens]`. */
  readonly ids: string;
  /** 1 for a token and 0 for padding, int64 `[texts, tokens]`. */
  readonly mask?: string;
  /** Zeros, int64 `[texts, tokens]`. */
  readonly types?: string;
  /** Number of the task, one int64 for the whole batch. */
  readonly task?: { readonly input: string } & Readonly<Record<Task, number>>;
}

/** A token of the vocabulary, by its text and its id. */
export interface SpecialToken {
  readonly token: string;
  readonly id: number;
}

/** Tokens that the tokenizer adds (`begin`, `end`), and the one that fills a batch up. */
interface SpecialTokens {
  readonly begin?: SpecialToken;
  readonly end?: SpecialToken;
  readonly pad: SpecialToken;
}

/** The half that embeds images. */
export interface ImageSide extends SideOutput {
  /** Pixels, float32 `[images, 3, size, size]`. */
  readonly input: string;
  readonly pixels: Preprocessing;
  /** What the memory of an inference is reckoned by; absent where it is not known. */
  readonly layers?: LayerSizes & { readonly patches: number };
}

/** How pixels become the graph's input. */
export interface Preprocessing extends SquareRule {
  /** Of each channel, red first, on a scale from 0 to 1. */
  readonly mean: Triple;
  readonly std: Triple;
}

/** A value for each of red, green and blue. */
type Triple = readonly [number, number, number];

/** Sizes of one layer of a transformer. */
export interface LayerSizes {
  readonly heads: number;
  /** Numbers a token that the widest part of a layer holds. */
  readonly hidden: number;
  /** Whether they are those of jina-clip-v2, because the model's own are not known. */
  readonly isAssumed?: boolean;
}

/** Names of one half's inputs. */
export function inputsOf(sides: ModelSides, side: Side): readonly string[] {
  if (side === 'image') return sides.image === undefined ? [] : [sides.image.input];
  const { ids, mask, types, task } = sides.text.inputs;
  return [ids, mask, types, task?.input].filter((name) => name !== undefined);
}

/** Names of all inputs, and those of them that a graph may lack. */
export function allInputs(sides: ModelSides): {
  readonly known: readonly string[];
  readonly needed: readonly string[];
} {
  const known = [...inputsOf(sides, 'text'), ...inputsOf(sides, 'image')];
  const mayLack = sides.text.mayLack ?? [];
  return { known, needed: known.filter((name) => !mayLack.includes(name)) };
}

/** The halves that a model has. */
export function sidesOf(sides: ModelSides): readonly Side[] {
  return sides.image === undefined ? ['text'] : ['text', 'image'];
}

/** What one half gives; throws where the model has no such half, which callers know. */
export function outputOf(sides: ModelSides, side: Side): SideOutput {
  const found = sides[side];
  if (found === undefined) throw new Error(`the model has no ${side} side`);
  return found;
}

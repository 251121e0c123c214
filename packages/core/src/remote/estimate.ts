import type { Task } from '../embedder/content.ts';
import type { HostedModel, ImageRule } from './models.ts';

/** Tokens of one content before it is sent. */
export interface TokenEstimate {
  /** About what it will be; batches and rates are planned by it. */
  readonly tokens: number;
  /** What it can't exceed; a spend cap is kept by it. */
  readonly atMost: number;
}

/** `<s>` and `</s>`. */
const specialTokens = 2;
/** The instruction that a task stands for is a short sentence (nine words for a query of jina-clip-v2), never more than this. */
const instructionTokens = 60;
/** What it comes to, one or two tokens a word. */
const usualInstructionTokens = 11;
/** UTF-8 bytes of one token in mixed text; the tokenizer itself is not loaded here. */
const bytesPerToken = 4;

/**
 * Tokens of a text. A tokenizer makes at most one token of each character (or byte) of the normalised text, and one of its start;
 * what the service reports is capped at 8,194 for a text that it cuts, which the model's own limit stands for here.
 */
export function estimateText(text: string, task: Task, model: HostedModel): TokenEstimate {
  const instruction = instructionEstimate(task, model);
  const normalized = text.normalize('NFKC');
  const smallest =
    model.smallestToken === 'character'
      ? normalized.length
      : Math.max(Buffer.byteLength(normalized), Buffer.byteLength(text));
  const longest = model.maxTokens + specialTokens;
  const usual =
    Math.ceil(Buffer.byteLength(text) / bytesPerToken) + specialTokens + instruction.tokens;
  const most = smallest + 1 + specialTokens + instruction.atMost;
  const atMost = Math.min(longest, most);
  return { tokens: Math.min(usual, atMost), atMost };
}

/** Tokens of the instruction that a task adds to a text. */
export function instructionEstimate(task: Task, model: HostedModel): TokenEstimate {
  const prefix = model.prefixes?.[task];
  if (model.tasks[task] === undefined && prefix !== undefined) {
    const bytes = Buffer.byteLength(prefix);
    return { tokens: Math.ceil(bytes / bytesPerToken), atMost: bytes };
  }
  const isInstructed = model.tasks[task] !== undefined;
  return isInstructed
    ? { tokens: usualInstructionTokens, atMost: instructionTokens }
    : { tokens: 0, atMost: 0 };
}

/** Tiles of an image: a tile that is begun counts whole. */
export function countTiles(width: number, height: number, tile: number): number {
  return Math.ceil(width / tile) * Math.ceil(height / tile);
}

/** Tokens of an image of so many pixels, by the rule that the service publishes: both what is likely and what is most. */
export function estimateImage(width: number, height: number, rule: ImageRule): TokenEstimate {
  const tokens = countTiles(width, height, rule.tile) * rule.tokens;
  return { tokens, atMost: tokens };
}

import { lastBoundary, type Segmenters, sentenceStarts, wordStarts } from './last-boundary.ts';
import type { CountTokens } from './count-tokens.ts';

/** A part of a text, from `start` up to `end`. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** What a piece may hold. */
export interface CutLimits {
  readonly maxTokens: number;
  readonly overlapTokens: number;
  readonly segmenters: Segmenters;
}

/** Measurements for one piece; more would gain a few percent of its room. */
const mostTries = 6;

/** A piece this full is full enough. */
const goodShare = 0.75;

/** Less than this beside the piece before is not worth a piece. */
const scrapShare = 0.25;

/** Cuts a part of a text into pieces of at most `maxTokens`, each looked for near where the last one's size says it will end. */
export async function* cut(
  text: string,
  { start, end }: TextRange,
  limits: CutLimits,
  count: CountTokens,
): AsyncGenerator<TextRange, void, undefined> {
  const measure = async (from: number, to: number): Promise<number> =>
    (await count([text.slice(from, to).trim()]))[0] ?? 0;
  let from = skipSpace(text, start, end);
  let after = from;
  let unitsPerToken = 3;
  while (after < end) {
    const room = { start: from, after, end };
    const longest = await longestPiece(text, room, unitsPerToken, limits, measure);
    if (longest.tokens > limits.maxTokens && from < after) {
      from = after; // behind what is repeated and the space that follows it, not even one character has room
      continue;
    }
    const piece = await withoutScrap(text, room, longest, limits, measure);
    yield { start: from, end: piece.end };
    if (piece.tokens > 0) unitsPerToken = (piece.end - from) / piece.tokens;
    after = skipSpace(text, piece.end, end);
    if (after === end) return;
    const last = { start: from, end: piece.end };
    const repeated =
      limits.overlapTokens === 0
        ? undefined
        : await overlapStart(text, last, piece.tokens, limits, measure);
    from = repeated ?? after;
  }
}

type Measure = (from: number, to: number) => Promise<number>;

interface Piece {
  readonly end: number;
  readonly tokens: number;
}

async function longestPiece(
  text: string,
  room: { readonly start: number; readonly after: number; readonly end: number },
  unitsPerToken: number,
  { maxTokens, segmenters }: CutLimits,
  measure: Measure,
): Promise<Piece> {
  const { start, after } = room;
  let best: Piece | undefined;
  let tooFar = Number.POSITIVE_INFINITY;
  let target = Math.max(after + 1, start + Math.ceil(maxTokens * unitsPerToken));
  for (let tries = 1; ; tries++) {
    const end = lastBoundary(text, { ...room, target }, segmenters);
    if (end === best?.end || end >= tooFar) {
      if (best !== undefined) return best;
    }
    const tokens = await measure(start, end);
    if (tokens <= maxTokens) {
      best = { end, tokens };
      if (end === room.end || tokens >= maxTokens * goodShare || tries >= mostTries) return best;
      const further = start + Math.floor(((end - start) * maxTokens * 0.97) / Math.max(1, tokens));
      target = Math.min(further, tooFar - 1);
      if (target <= end) return best;
      continue;
    }
    if (best !== undefined && tries >= mostTries) return best;
    tooFar = end;
    // The count may have stopped at what the model reads, so it is a lower bound.
    const share = Math.min(0.8, (maxTokens / tokens) * 0.95);
    const nearer = start + Math.floor((Math.min(end, target) - start) * share);
    // One code point more than the last piece had is the least there is.
    if (end <= after + 2) return { end, tokens };
    target = best === undefined ? Math.max(after + 1, nearer) : Math.max(best.end, nearer);
  }
}

/** Leaves more for the last piece, where that would be a scrap such as the mark that ends a sentence. */
async function withoutScrap(
  text: string,
  room: { readonly start: number; readonly after: number; readonly end: number },
  piece: Piece,
  { segmenters }: CutLimits,
  measure: Measure,
): Promise<Piece> {
  const { start, after, end } = room;
  const left = end - skipSpace(text, piece.end, end);
  if (left === 0 || left > (piece.end - start) * scrapShare) return piece;
  const target = start + Math.ceil((end - start) * 0.6);
  if (target <= after) return piece;
  const earlier = lastBoundary(text, { ...room, target }, segmenters);
  return earlier >= piece.end ? piece : { end: earlier, tokens: await measure(start, earlier) };
}

/** Where the next piece begins so that it repeats whole sentences, or else words, of the last one. */
async function overlapStart(
  text: string,
  { start, end }: TextRange,
  tokens: number,
  { overlapTokens, segmenters }: CutLimits,
  measure: Measure,
): Promise<number | undefined> {
  const units = Math.floor(((end - start) / Math.max(1, tokens)) * overlapTokens);
  const earliest = Math.max(start + 1, end - units) - start;
  const piece = text.slice(start, end);
  for (const positions of [sentenceStarts(piece, segmenters), wordStarts(piece, segmenters)]) {
    let tries = 0;
    for (const position of positions) {
      if (position < earliest || /^\s/.test(piece.slice(position, position + 1))) continue;
      if ((await measure(start + position, end)) <= overlapTokens) return start + position;
      if (++tries === mostTries) break;
    }
  }
  return undefined;
}

/** The first place from `start` on that is not white space, else `end`. */
function skipSpace(text: string, start: number, end: number): number {
  const space = /\s*/y;
  space.lastIndex = start;
  space.test(text);
  return Math.min(space.lastIndex, end);
}

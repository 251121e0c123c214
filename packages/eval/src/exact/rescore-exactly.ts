import { isSame, type Setting } from './search-exactly.ts';

/** Coarse-to-full without a database: the best candidates of each setting, scored by whole vectors. */
interface Rescoring {
  /** Of one query under one setting, whole vectors among them. */
  take(setting: Setting, scores: Float64Array): void;
  /** Whole vectors' scores of a setting's candidates; all others are `-Infinity`. Used again for the next call. */
  scoresOf(setting: Setting): Float64Array;
}

/** `full` is how long whole vectors are. Of equal candidates those that stand first are taken, as a database takes some of them. */
export function rescoreExactly(candidates: number, full: number): Rescoring {
  const chosen = new Map<string, Uint32Array>();
  let whole: Float64Array = new Float64Array(0);
  let out: Float64Array = new Float64Array(0);
  const keyOf = ({ dimensions, quantization }: Setting): string => `${dimensions} ${quantization}`;
  return {
    take(setting, scores) {
      if (isSame(setting, { dimensions: full, quantization: 'none' })) whole = scores;
      else chosen.set(keyOf(setting), bestOf(scores, candidates));
    },
    scoresOf(setting) {
      if (out.length !== whole.length) out = new Float64Array(whole.length);
      out.fill(Number.NEGATIVE_INFINITY);
      for (const at of chosen.get(keyOf(setting)) ?? [])
        out[at] = whole[at] ?? Number.NEGATIVE_INFINITY;
      return out;
    },
  };
}

/** Places of the best scores. */
function bestOf(scores: Float64Array, count: number): Uint32Array {
  const least = scores.toSorted().at(-count) ?? Number.NEGATIVE_INFINITY;
  const places = new Uint32Array(Math.min(count, scores.length));
  let found = 0;
  for (let at = 0; at < scores.length; at++) if ((scores[at] ?? 0) > least) places[found++] = at;
  for (let at = 0; at < scores.length && found < places.length; at++)
    if (scores[at] === least) places[found++] = at;
  return places;
}

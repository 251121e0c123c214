import { createHash } from 'node:crypto';

/** Which ids came before, in a few bytes each: what is asked is only how often one is repeated. */
export interface SeenIds {
  /** Whether it is new. Of a million ids one is taken for another in one run of ten thousand. */
  add(id: string): boolean;
}

/** No ids yet. Open addressing over 53-bit hashes; 0 is an empty place. */
export function createSeenIds(): SeenIds {
  let places: Float64Array = new Float64Array(1024);
  let count = 0;
  return {
    add(id) {
      const hash = createHash('sha1').update(id).digest();
      const key = hash.readUIntBE(0, 6) * 32 + (hash.readUInt8(6) & 31) + 1;
      if (!insert(places, key)) return false;
      count++;
      if (count * 2 > places.length) places = grow(places);
      return true;
    },
  };
}

function insert(places: Float64Array, key: number): boolean {
  for (let at = key % places.length; ; at = (at + 1) % places.length) {
    if (places[at] === key) return false;
    if (places[at] !== 0) continue;
    places[at] = key;
    return true;
  }
}

function grow(places: Float64Array): Float64Array {
  const larger = new Float64Array(places.length * 2);
  for (const key of places) if (key !== 0) insert(larger, key);
  return larger;
}

import { hash } from 'node:crypto';

/** A set of ids or keys that takes 10 to 13 bytes each, whatever their length. */
export interface IdSet {
  /** Whether an id may be in; of ten million sets of a million ids, about one takes a given other id for one that is. */
  has(id: string): boolean;
  /** Whether it is new; of a million ids one is taken for another in one run of ten thousand. */
  add(id: string): boolean;
}

/**
 * An empty set. It keeps 53 bits of each id's hash, in open addressing; 0 marks a free slot. `numberOf` gives them, from 1 up, where an
 * id is a hash already.
 */
export function createIdSet(numberOf: (id: string) => number = hashedNumber): IdSet {
  let slots = new Float64Array(1024);
  let size = 0;
  const slotOf = (number: number): number => {
    let slot = number % slots.length;
    while (slots[slot] !== 0 && slots[slot] !== number) slot = (slot + 1) % slots.length;
    return slot;
  };
  const grow = (): void => {
    const before = slots;
    slots = new Float64Array(Math.ceil(before.length * 1.25));
    for (const number of before) if (number !== 0) slots[slotOf(number)] = number;
  };
  return {
    has: (id) => slots[slotOf(numberOf(id))] !== 0,
    add(id) {
      const number = numberOf(id);
      const slot = slotOf(number);
      if (slots[slot] === number) return false;
      slots[slot] = number;
      size++;
      if (size > slots.length * 0.8) grow();
      return true;
    },
  };
}

/** At least 1, and at most 2^53, which a double still holds. */
function hashedNumber(id: string): number {
  const digest = hash('sha1', id, 'buffer');
  return digest.readUIntBE(0, 6) * 32 + (digest.readUInt8(6) & 31) + 1;
}

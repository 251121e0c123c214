import { hash } from 'node:crypto';

/** A set of keys that takes 10 to 13 bytes each, whatever their length. */
export interface KeySet {
  /** Whether a key may be in; of a million others, one in 300 million is taken for one that is. */
  has(key: string): boolean;
  add(key: string): void;
}

/** An empty set. It keeps 48 bits of each key's hash, in open addressing; 0 marks a free slot. */
export function createKeySet(): KeySet {
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
    has: (key) => slots[slotOf(numberOf(key))] !== 0,
    add(key) {
      const number = numberOf(key);
      const slot = slotOf(number);
      if (slots[slot] === number) return;
      slots[slot] = number;
      size++;
      if (size > slots.length * 0.8) grow();
    },
  };
}

function numberOf(key: string): number {
  return hash('md5', key, 'buffer').readUIntBE(0, 6) + 1;
}

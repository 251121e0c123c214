import type { TenantId } from '../copy-report.ts';

/** Takes some ids of many, each as likely as any other, and the same of the same ids in any order. */
export interface Sampler {
  add(id: TenantId, hash: Uint8Array): void;
  taken(): readonly TenantId[];
}

interface Taken {
  readonly id: TenantId;
  readonly hash: Uint8Array;
}

/** Those of the smallest hashes; at most twice as many are held. */
export function sampler(size: number): Sampler {
  let taken: Taken[] = [];
  let bound: Uint8Array | undefined;
  const cut = (): void => {
    taken = taken.toSorted((a, b) => Buffer.compare(a.hash, b.hash)).slice(0, size);
    if (taken.length === size) bound = taken.at(-1)?.hash;
  };
  return {
    add(id, hash) {
      if (bound !== undefined && Buffer.compare(hash, bound) > 0) return;
      taken.push({ id, hash });
      if (taken.length >= size * 2) cut();
    },
    taken() {
      cut();
      return taken.map(({ id }) => id);
    },
  };
}

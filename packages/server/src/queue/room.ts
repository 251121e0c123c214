import { aborted } from '@nestvec/core/kit';

/** A place with room for so much. What is over that waits, or is refused. */
export interface Room {
  readonly taken: number;
  /**
   * Takes room and gives what frees it. `undefined` where there is none, after as many milliseconds as `patienceMs` says. Rejects
   * with `aborted`.
   */
  enter(amount: number, options: RoomOptions): Promise<(() => void) | undefined>;
}

/** How long to wait for room. */
interface RoomOptions {
  readonly patienceMs: number;
  readonly signal: AbortSignal | undefined;
}

interface Guest {
  readonly amount: number;
  readonly come: () => void;
}

/** Nothing is taken yet. More than the whole room takes all of it. Those who wait come in the order in which they asked. */
export function createRoom(size: number): Room {
  let taken = 0;
  const guests = new Set<Guest>();
  const fits = (amount: number): boolean => taken + Math.min(amount, size) <= size;
  /** In their order: a large one that does not fit yet is not passed by small ones for ever. */
  const letIn = (): void => {
    for (const guest of guests) {
      if (!fits(guest.amount)) return;
      guest.come();
    }
  };
  const take = (amount: number): (() => void) => {
    const own = Math.min(amount, size);
    taken += own;
    let isFreed = false;
    return () => {
      if (isFreed) return;
      isFreed = true;
      taken -= own;
      letIn();
    };
  };
  return {
    get taken() {
      return taken;
    },
    async enter(amount, { patienceMs, signal }) {
      if (guests.size === 0 && fits(amount)) return take(amount);
      if (patienceMs === 0) return undefined;
      const { promise, resolve, reject } = Promise.withResolvers<(() => void) | undefined>();
      const guest: Guest = { amount, come: () => leave(() => resolve(take(amount))) };
      const timer = setTimeout(() => leave(() => resolve(undefined)), patienceMs);
      const giveUp = (): void => leave(() => reject(aborted('waiting for room', signal?.reason)));
      const leave = (end: () => void): void => {
        if (!guests.delete(guest)) return;
        clearTimeout(timer);
        signal?.removeEventListener('abort', giveUp);
        end();
        letIn();
      };
      guests.add(guest);
      signal?.addEventListener('abort', giveUp, { once: true });
      if (signal?.aborted === true) giveUp();
      return await promise;
    },
  };
}

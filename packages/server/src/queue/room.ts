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

/** Who asks for room, and how long to wait for it. */
interface RoomOptions {
  /** Who has a share of its own; those who are `undefined` have all of the room in common. */
  readonly client?: string | undefined;
  readonly patienceMs: number;
  readonly signal: AbortSignal | undefined;
}

interface Guest {
  readonly client: string | undefined;
  readonly amount: number;
  readonly come: () => void;
}

/** Part of a room that is a client's share. */
const usualShare = 0.75;

/**
 * Nothing is taken yet. More than the whole room takes all of it. Those who wait come in the order in which they asked, but no
 * client shuts the others out: one that floods the room fills its share only, and a client that has nothing there does not wait
 * behind it. `share` is three quarters by default.
 */
export function createRoom(size: number, share: number = size * usualShare): Room {
  let taken = 0;
  const guests = new Set<Guest>();
  const takenBy = new Map<string, number>();

  /** A client that has something here gets no more than its share, even where there is room. */
  function isOver(amount: number, client: string | undefined): boolean {
    const inside = client === undefined ? 0 : (takenBy.get(client) ?? 0);
    return inside > 0 && inside + amount > share;
  }

  function fits(amount: number): boolean {
    return taken + Math.min(amount, size) <= size;
  }

  /** In their order: a large one that does not fit yet is not passed by small ones for ever, but one over its share is. */
  function letIn(): void {
    for (const { client, amount, come } of guests) {
      if (isOver(amount, client)) continue;
      if (!fits(amount)) return;
      come();
    }
  }

  function take(amount: number, client: string | undefined): () => void {
    const own = Math.min(amount, size);
    const add = (more: number): void => {
      taken += more;
      if (client === undefined) return;
      const left = (takenBy.get(client) ?? 0) + more;
      if (left === 0) takenBy.delete(client);
      else takenBy.set(client, left);
    };
    add(own);
    let isFreed = false;
    return () => {
      if (isFreed) return;
      isFreed = true;
      add(-own);
      letIn();
    };
  }

  /** Behind its own that wait; and behind those that wait for others to leave, unless it has nothing here. */
  function mustWait(client: string | undefined): boolean {
    const isNew = client !== undefined && !takenBy.has(client);
    for (const guest of guests) {
      if (client !== undefined && guest.client === client) return true;
      if (!isNew && !isOver(guest.amount, guest.client)) return true;
    }
    return false;
  }

  return {
    get taken() {
      return taken;
    },
    async enter(amount, { client, patienceMs, signal }) {
      if (fits(amount) && !isOver(amount, client) && !mustWait(client)) return take(amount, client);
      if (patienceMs === 0) return undefined;
      const { promise, resolve, reject } = Promise.withResolvers<(() => void) | undefined>();
      const come = (): void => leave(() => resolve(take(amount, client)));
      const guest: Guest = { client, amount, come };
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

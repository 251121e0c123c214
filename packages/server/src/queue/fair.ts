/** Entries that wait, of several clients of which none can push the others aside. */
export interface FairLine<Entry> {
  readonly size: number;
  add(client: string, entry: Entry): void;
  /** The entry that is next, one of each client in turn, and takes it out if `fits` says so. */
  takeIf(fits: (entry: Entry) => boolean): Entry | undefined;
  /** Takes out those that `isGone` names. */
  drop(isGone: (entry: Entry) => boolean): void;
}

/** An empty line. */
export function createFairLine<Entry>(): FairLine<Entry> {
  /** Clients in the order of their turns, each with its entries. */
  const clients = new Map<string, Entry[]>();
  let size = 0;
  return {
    get size() {
      return size;
    },
    add(client, entry) {
      const own = clients.get(client);
      if (own === undefined) clients.set(client, [entry]);
      else own.push(entry);
      size++;
    },
    takeIf(fits) {
      const first = clients.entries().next().value;
      if (first === undefined) return undefined;
      const [client, entries] = first;
      const [entry] = entries;
      if (entry === undefined || !fits(entry)) return undefined;
      entries.shift();
      size--;
      // Behind all others, for its next turn.
      clients.delete(client);
      if (entries.length > 0) clients.set(client, entries);
      return entry;
    },
    drop(isGone) {
      for (const [client, entries] of clients) {
        const kept = entries.filter((entry) => !isGone(entry));
        size -= entries.length - kept.length;
        if (kept.length === 0) clients.delete(client);
        else clients.set(client, kept);
      }
    },
  };
}

/** What was read a moment ago. */
export interface Recent<Value> {
  /** What is known or being read and not too old, else what is read now. */
  readonly get: () => Promise<Value | undefined>;
  /** What is read now, also where something is known. */
  readonly now: () => Promise<Value | undefined>;
  /** What was read last, however old. */
  readonly last: () => Value | undefined;
  /** The next `get` reads again; what is being read now was asked before something changed, and is not kept. */
  readonly forget: () => void;
}

/**
 * Believes for `ms` milliseconds what `read` has given, counted from when it was asked; calls that overlap share one reading. A
 * failure is not kept, nor is `undefined`, which stands for what is not there (yet). `clock` is passed in by tests.
 */
export function recent<Value extends object>(
  read: () => Promise<Value | undefined>,
  ms: number,
  clock: () => number = () => performance.now(),
): Recent<Value> {
  let known: { readonly value: Value; readonly at: number } | undefined;
  let reading: { readonly result: Promise<Value | undefined>; readonly at: number } | undefined;
  const ask = async (): Promise<Value | undefined> => {
    const at = clock();
    const mine = { result: read(), at };
    reading = mine;
    try {
      const value = await mine.result;
      if (reading === mine) known = value === undefined ? undefined : { value, at };
      return value;
    } finally {
      if (reading === mine) reading = undefined;
    }
  };
  const isRecent = (one: { readonly at: number }): boolean => clock() - one.at < ms;
  return {
    async get() {
      if (known !== undefined && isRecent(known)) return known.value;
      return await (reading !== undefined && isRecent(reading) ? reading.result : ask());
    },
    now: ask,
    last: () => known?.value,
    forget() {
      known = undefined;
      reading = undefined;
    },
  };
}

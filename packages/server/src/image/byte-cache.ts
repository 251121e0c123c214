/** Values by name, of so many bytes at most; those that were not asked for the longest go first. */
export interface ByteCache<Value> {
  readonly bytes: number;
  get(name: string): Value | undefined;
  set(name: string, value: Value): void;
}

/** Empty. A value that is larger than all of it is not kept. */
export function createByteCache<Value>(
  most: number,
  bytesOf: (value: Value) => number,
): ByteCache<Value> {
  const kept = new Map<string, Value>();
  let bytes = 0;
  const drop = (name: string): void => {
    const value = kept.get(name);
    if (value === undefined) return;
    kept.delete(name);
    bytes -= bytesOf(value) + name.length;
  };
  return {
    get bytes() {
      return bytes;
    },
    get(name) {
      const value = kept.get(name);
      if (value === undefined) return undefined;
      kept.delete(name);
      kept.set(name, value);
      return value;
    },
    set(name, value) {
      drop(name);
      const size = bytesOf(value) + name.length;
      if (size > most) return;
      kept.set(name, value);
      bytes += size;
      for (const oldest of kept.keys()) {
        if (bytes <= most) return;
        drop(oldest);
      }
    },
  };
}

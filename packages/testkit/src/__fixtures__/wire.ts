/** JSON in which vectors survive, and keys such as `__proto__` as well. */
export function toWire(value: unknown): string {
  return JSON.stringify(value, (_key, entry: unknown) => {
    if (entry instanceof Float32Array) return { $f32: Buffer.from(entry.buffer, entry.byteOffset, entry.byteLength).toString('base64') };
    return entry;
  });
}

export function fromWire(text: string): unknown {
  return JSON.parse(text, (_key, entry: unknown) => {
    if (typeof entry !== 'object' || entry === null || !('$f32' in entry)) return entry;
    const bytes = Uint8Array.from(Buffer.from(String(entry.$f32), 'base64'));
    return new Float32Array(bytes.buffer);
  });
}

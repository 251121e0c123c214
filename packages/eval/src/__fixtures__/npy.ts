/** A file of numpy with one row of numbers. */
export function npyOf(numbers: readonly number[], type = '<f4'): Uint8Array {
  const header = `{'descr': '${type}', 'fortran_order': False, 'shape': (${numbers.length},), }`;
  const padded = `${header.padEnd(117)}\n`;
  const start = Buffer.alloc(10);
  start.write('\u0093NUMPY', 'latin1');
  start.writeUInt16LE(0x00_01, 6);
  start.writeUInt16LE(padded.length, 8);
  const data =
    type === '<i8'
      ? new BigInt64Array(numbers.map(BigInt))
      : type === '|b1'
        ? Uint8Array.from(numbers)
        : Float32Array.from(numbers);
  return Buffer.concat([start, Buffer.from(padded, 'latin1'), new Uint8Array(data.buffer)]);
}

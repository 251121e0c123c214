import { invalid } from '@nestvec/core/kit';

const magic = '\u0093NUMPY';
/** Of the header; numpy's own take some hundred bytes. */
const mostHeaderBytes = 65_536;

type ReadNumber = (view: DataView, at: number) => number;

/** How numbers are read, by numpy's names of their types; all little-endian or of one byte. */
const readers: Readonly<Record<string, readonly [bytes: number, read: ReadNumber]>> = {
  '|b1': [1, (view, at) => view.getUint8(at)],
  '|u1': [1, (view, at) => view.getUint8(at)],
  '|i1': [1, (view, at) => view.getInt8(at)],
  '<u2': [2, (view, at) => view.getUint16(at, true)],
  '<i2': [2, (view, at) => view.getInt16(at, true)],
  '<u4': [4, (view, at) => view.getUint32(at, true)],
  '<i4': [4, (view, at) => view.getInt32(at, true)],
  '<u8': [8, (view, at) => Number(view.getBigUint64(at, true))],
  '<i8': [8, (view, at) => Number(view.getBigInt64(at, true))],
  '<f4': [4, (view, at) => view.getFloat32(at, true)],
  '<f8': [8, (view, at) => view.getFloat64(at, true)],
};

/** The numbers of a file of numpy (`.npy`) that holds `length` of them in one row. Throws `invalid-input` for anything else. */
export function readNpy(bytes: Uint8Array, length: number, at: string): readonly number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = Buffer.from(bytes.subarray(0, 6)).toString('latin1');
  if (bytes.length < 12 || start !== magic) throw invalid(at, 'is not a file of numpy (.npy)');
  // The first version has a length of two bytes, the others of four.
  const isFirst = view.getUint8(6) === 1;
  const begin = isFirst ? 10 : 12;
  const size = isFirst ? view.getUint16(8, true) : view.getUint32(8, true);
  if (size > mostHeaderBytes || begin + size > bytes.length)
    throw invalid(at, 'is cut short within its header');
  const header = Buffer.from(bytes.subarray(begin, begin + size)).toString('latin1');
  const type = /'descr': '([^']*)'/.exec(header)?.[1] ?? '';
  const shape = /'shape': \(([\d, ]*)\)/.exec(header)?.[1] ?? '';
  const [width, read] = readers[type] ?? [];
  if (width === undefined || read === undefined)
    throw invalid(at, `has numbers of the type ${JSON.stringify(type)}, which are not read`);
  if (shape.replaceAll(/[ ,]+$/g, '') !== String(length))
    throw invalid(
      at,
      `must have one number for each of the ${length} classes, its shape is (${shape})`,
    );
  if (bytes.length - begin - size !== length * width) throw invalid(at, 'is cut short or too long');
  return Array.from({ length }, (_, i) => read(view, begin + size + i * width));
}

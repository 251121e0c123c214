/** How the API writes an embedding down: its `embedding_type`. */
export type Encoding = 'float' | 'base64' | 'binary' | 'ubinary';

/** Every encoding, the default first. A list of them, which the API's description allows, is answered with status 500. */
export const encodings: readonly Encoding[] = ['base64', 'float', 'binary', 'ubinary'];

/** Whether this machine keeps numbers in the order of the wire. */
const isLittleEndian = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;

/** An embedding, or what is wrong with it, as the rest of a sentence. */
export type Decoded =
  | { readonly ok: true; readonly vector: Float32Array }
  | { readonly ok: false; readonly problem: string };

/**
 * An embedding of the wire as a unit vector. `base64` is float32 in little-endian order; `ubinary` packs signs eight to a byte,
 * the first in the highest bit; `binary` is the same bytes minus 128, which is an offset and not two's complement (measured by
 * jina-on-prem, server/serialize.py). A set bit becomes a positive number, the other a negative one.
 */
export function decodeEmbedding(wire: unknown, encoding: Encoding, dimensions: number): Decoded {
  const read = readWire(wire, encoding, dimensions);
  if (typeof read === 'string') return { ok: false, problem: read };
  let squares = 0;
  for (let i = 0; i < read.length; i++) squares += (read[i] ?? 0) ** 2;
  // Squares of what fits into 32 bits never overflow, so their sum is not finite only if a value is NaN or infinite.
  if (!Number.isFinite(squares)) {
    const bad = read.findIndex((value) => !Number.isFinite(value));
    return { ok: false, problem: `holds ${read[bad]} at position ${bad}` };
  }
  if (squares === 0) return { ok: false, problem: 'is all zeros' };
  const norm = Math.sqrt(squares);
  // In place: the array was made here, and a million of them come by.
  for (let i = 0; i < read.length; i++) read[i] = (read[i] ?? 0) / norm;
  return { ok: true, vector: read };
}

function readWire(wire: unknown, encoding: Encoding, dimensions: number): Float32Array | string {
  switch (encoding) {
    case 'float':
      return readNumbers(wire, dimensions);
    case 'base64':
      // Many a server that speaks OpenAI's API has no base64 and answers with numbers, whatever it was asked for.
      return Array.isArray(wire) ? readNumbers(wire, dimensions) : readBase64(wire, dimensions);
    case 'binary':
      return readSigns(wire, dimensions, 128);
    case 'ubinary':
      return readSigns(wire, dimensions, 0);
  }
}

function readNumbers(wire: unknown, length: number): Float32Array | string {
  if (!Array.isArray(wire)) return 'is not a list of numbers';
  if (wire.length !== length) return `has ${wire.length} numbers where ${length} are expected`;
  const vector = new Float32Array(length);
  for (let i = 0; i < length; i++) {
    const value: unknown = wire[i];
    // JSON has no NaN; null is what some servers write for it.
    vector[i] = typeof value === 'number' ? value : Number.NaN;
  }
  return vector;
}

function readBase64(wire: unknown, dimensions: number): Float32Array | string {
  if (typeof wire !== 'string') return 'is not base64';
  const bytes = Buffer.from(wire, 'base64');
  if (bytes.length !== dimensions * 4) {
    return `has ${bytes.length} bytes where ${dimensions * 4} are expected`;
  }
  // What is not of the alphabet was skipped, and then there are more characters than these bytes take.
  if (wire.length > Math.ceil(bytes.length / 3) * 4) return 'is not base64';
  if (isLittleEndian) {
    // A copy, since a Buffer may begin where no float can.
    return new Float32Array(
      bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength),
    );
  }
  const vector = new Float32Array(dimensions);
  for (let i = 0; i < dimensions; i++) vector[i] = bytes.readFloatLE(i * 4);
  return vector;
}

function readSigns(wire: unknown, dimensions: number, offset: number): Float32Array | string {
  const bytes = readNumbers(wire, Math.ceil(dimensions / 8));
  if (typeof bytes === 'string') return bytes;
  const isByte = (value: number): boolean =>
    Number.isInteger(value + offset) && value + offset >= 0 && value + offset <= 255;
  const bad = bytes.findIndex((value) => !isByte(value));
  if (bad !== -1) return `holds ${bytes[bad]} at position ${bad}, which is not a byte`;
  const vector = new Float32Array(dimensions);
  for (let i = 0; i < dimensions; i++) {
    const byte = (bytes[i >> 3] ?? 0) + offset;
    vector[i] = (byte >> (7 - (i & 7))) & 1 ? 1 : -1;
  }
  return vector;
}

import { contentOf, textOf, view } from './part.ts';
import { type Part, readFields, type Wire } from './wire.ts';

/** `Properties`, from entries, so that a key such as __proto__ stays a key. */
export function readProperties(bytes: Uint8Array, wire: Wire): Record<string, unknown> {
  const entries = readFields(bytes, wire).map((entry): [string, unknown] => {
    let key = '';
    let value: unknown = null;
    for (const part of readFields(contentOf(entry), wire)) {
      if (part.field === 1) key = textOf(part);
      else if (part.field === 2) value = readValue(contentOf(part), wire);
    }
    return [key, value];
  });
  return Object.fromEntries(entries);
}

/** `Value`. */
function readValue(bytes: Uint8Array, wire: Wire): unknown {
  const [part] = readFields(bytes, wire);
  switch (part?.field) {
    case 1:
      return view(part).getFloat64(0, true);
    case 3:
      return part.value === 1n;
    case 4:
      return readProperties(contentOf(part), wire);
    case 5:
      return readList(contentOf(part), wire);
    case 6:
    case 7:
    case 10:
    case 13:
      return textOf(part);
    case 8:
      return integer(BigInt.asIntN(64, part.value));
    case 9:
      return readGeo(contentOf(part), wire);
    case 11:
      return readPhone(contentOf(part), wire);
    default:
      return null;
  }
}

/** `ListValue`. */
function readList(bytes: Uint8Array, wire: Wire): unknown[] {
  const [part] = readFields(bytes, wire);
  if (part === undefined) return [];
  const entries = readFields(contentOf(part), wire);
  switch (part.field) {
    case 2:
      return entries.flatMap((entry) => eights(entry, (data, at) => data.getFloat64(at, true)));
    case 3:
      return entries.flatMap(({ value, bytes: packed }) =>
        packed === undefined ? [value === 1n] : [...packed].map((byte) => byte === 1),
      );
    case 4:
      return entries.map((entry) => readProperties(contentOf(entry), wire));
    case 7:
      return entries.flatMap((entry) =>
        eights(entry, (data, at) => integer(data.getBigInt64(at, true))),
      );
    default:
      return entries.map(textOf);
  }
}

function eights(part: Part, read: (data: DataView, at: number) => number): number[] {
  const data = view(part);
  return Array.from({ length: data.byteLength / 8 }, (_, i) => read(data, i * 8));
}

/** As JSON would have it: beyond 53 bits the nearest that there is. */
function integer(value: bigint): number {
  return Number(value);
}

function readGeo(bytes: Uint8Array, wire: Wire): Record<string, number> {
  const geo = { latitude: 0, longitude: 0 };
  for (const part of readFields(bytes, wire)) {
    const value = view(part).getFloat32(0, true);
    if (part.field === 1) geo.longitude = value;
    else if (part.field === 2) geo.latitude = value;
  }
  return geo;
}

/** What was given of a phone number; the rest the server made of it. */
function readPhone(bytes: Uint8Array, wire: Wire): Record<string, string> {
  const phone: Record<string, string> = {};
  for (const part of readFields(bytes, wire)) {
    if (part.field === 2) phone['defaultCountry'] = textOf(part);
    else if (part.field === 3) phone['input'] = textOf(part);
  }
  return phone;
}

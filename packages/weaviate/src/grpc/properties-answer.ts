import type { MessageReader } from './wire.ts';

/** `Properties`, from entries, so that a key such as __proto__ stays a key. */
export function readProperties(properties: MessageReader): Record<string, unknown> {
  const entries: [string, unknown][] = [];
  while (properties.next()) {
    const entry = properties.message();
    let key = '';
    let value: unknown = null;
    while (entry.next()) {
      if (entry.field === 1) key = entry.text();
      else if (entry.field === 2) value = readValue(entry.message());
    }
    entries.push([key, value]);
  }
  return Object.fromEntries(entries);
}

/** `Value`. */
function readValue(value: MessageReader): unknown {
  if (!value.next()) return null;
  switch (value.field) {
    case 1:
      return value.double();
    case 3:
      return value.flag();
    case 4:
      return readProperties(value.message());
    case 5:
      return readList(value.message());
    case 6:
    case 7:
    case 10:
    case 13:
      return value.text();
    case 8:
      return integer(BigInt.asIntN(64, value.bits()));
    case 9:
      return readGeo(value.message());
    case 11:
      return readPhone(value.message());
    default:
      return null;
  }
}

/** `ListValue`. */
function readList(list: MessageReader): unknown[] {
  if (!list.next()) return [];
  const { field } = list;
  const entries = list.message();
  const values: unknown[] = [];
  while (entries.next()) {
    if (field === 2) values.push(...eights(entries, (data, at) => data.getFloat64(at, true)));
    else if (field === 3) values.push(...readFlags(entries));
    else if (field === 4) values.push(readProperties(entries.message()));
    else if (field === 7)
      values.push(...eights(entries, (data, at) => integer(data.getBigInt64(at, true))));
    else values.push(entries.text());
  }
  return values;
}

function readFlags(list: MessageReader): boolean[] {
  return list.isInteger ? [list.flag()] : Array.from(list.bytes(), (byte) => byte === 1);
}

function eights(list: MessageReader, read: (data: DataView, at: number) => number): number[] {
  const { buffer, byteOffset, byteLength } = list.bytes();
  const data = new DataView(buffer, byteOffset, byteLength);
  return Array.from({ length: byteLength / 8 }, (_, i) => read(data, i * 8));
}

/** As JSON would have it: beyond 53 bits the nearest that there is. */
function integer(value: bigint): number {
  return Number(value);
}

function readGeo(point: MessageReader): Record<string, number> {
  const geo = { latitude: 0, longitude: 0 };
  while (point.next()) {
    if (point.field === 1) geo.longitude = point.float();
    else if (point.field === 2) geo.latitude = point.float();
  }
  return geo;
}

/** What was given of a phone number; the rest the server made of it. */
function readPhone(number: MessageReader): Record<string, string> {
  const phone: Record<string, string> = {};
  while (number.next()) {
    if (number.field === 2) phone['defaultCountry'] = number.text();
    else if (number.field === 3) phone['input'] = number.text();
  }
  return phone;
}

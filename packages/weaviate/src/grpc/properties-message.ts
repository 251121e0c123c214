import type { Properties } from '../api.ts';
import { MessageWriter, type Wire } from './wire.ts';

/** `Properties` of an object that is written: single values in a struct, lists each in a list of its own type. */
export function packProperties(properties: Properties, wire: Wire): Uint8Array {
  const writer = new MessageWriter(wire);
  writeProperties(properties, writer, 10);
  return writer.finish();
}

/** Fields by which `Properties` and `ObjectPropertiesValue` call the same lists. */
interface ListFields {
  readonly numbers: number;
  readonly texts: number;
  readonly booleans: number;
  readonly object: number;
  readonly objects: number;
}

const outer: ListFields = { numbers: 4, texts: 6, booleans: 7, object: 8, objects: 9 };
const inner: ListFields = { numbers: 2, texts: 4, booleans: 5, object: 6, objects: 7 };

function writeProperties(
  properties: object,
  writer: MessageWriter,
  emptyList: number,
  fields: ListFields = outer,
): void {
  const entries = Object.entries(properties).filter(
    ([, value]) => value !== undefined && value !== null,
  );
  writer.message(1, () => {
    for (const [name, value] of entries) {
      if (typeof value === 'object') continue;
      writer.message(1, () => {
        writer.text(1, name).message(2, () => writeScalar(value, writer));
      });
    }
  });
  for (const [name, value] of entries) {
    if (Array.isArray(value)) writeList(name, value, writer, emptyList, fields);
    else if (typeof value === 'object')
      writer.message(fields.object, () => {
        writer.message(1, () => writeProperties(Object(value), writer, emptyList, inner));
        writer.text(2, name);
      });
  }
}

function writeList(
  name: string,
  list: readonly unknown[],
  writer: MessageWriter,
  emptyList: number,
  fields: ListFields,
): void {
  const [first] = list;
  if (first === undefined) {
    writer.text(emptyList, name);
  } else if (typeof first === 'number') {
    const bytes = new DataView(new ArrayBuffer(list.length * 8));
    for (const [i, number] of list.entries()) bytes.setFloat64(i * 8, Number(number), true);
    writer.message(fields.numbers, () => {
      writer.text(2, name).bytes(3, new Uint8Array(bytes.buffer));
    });
  } else if (typeof first === 'boolean') {
    writer.message(fields.booleans, () => {
      for (const value of list) writer.flag(1, value === true);
      writer.text(2, name);
    });
  } else if (typeof first === 'object') {
    writer.message(fields.objects, () => {
      for (const value of list)
        writer.message(1, () => writeProperties(Object(value), writer, emptyList, inner));
      writer.text(2, name);
    });
  } else {
    writer.message(fields.texts, () => {
      for (const text of list) writer.text(1, String(text));
      writer.text(2, name);
    });
  }
}

/** `Value` of a struct. */
function writeScalar(value: unknown, writer: MessageWriter): void {
  if (typeof value === 'string') writer.text(3, value);
  else if (typeof value === 'boolean') writer.flag(4, value);
  else writer.double(2, Number(value));
}

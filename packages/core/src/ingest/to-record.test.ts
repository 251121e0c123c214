import { expect, it } from 'vitest';
import { recordBytes } from './to-record.ts';

it.each(['a', 'ä', '日', '👍'])(
  'counts a record in bytes of UTF-8, not in characters: %s',
  (character) => {
    const long = character.repeat(1000);
    const bytes = Buffer.byteLength(long);
    const empty = { id: 'a', vectors: { text: new Float32Array(8) }, metadata: {} };
    const base = recordBytes(empty);
    expect(recordBytes({ ...empty, text: long }) - base).toBe(bytes);
    expect(recordBytes({ ...empty, uri: long }) - base).toBe(bytes);
    expect(recordBytes({ ...empty, metadata: { a: long } }) - base).toBe(bytes + '"a":""'.length);
  },
);

import { describe, expect, it } from 'vitest';
import { smallSpec, unitVector } from './__fixtures__/spec.ts';
import { attachedLayout } from './attach-layout.ts';
import { readInfo } from './info.ts';

const spec = smallSpec();
const info = readInfo({
  class: 'Theirs',
  properties: [
    { name: 'caption', dataType: ['text'] },
    { name: 'year', dataType: ['int'] },
  ],
  vectorConfig: {},
});
const layout = attachedLayout(
  { embedder: spec.embedder, vectors: {}, textField: 'caption' },
  spec,
  info,
);
const id = '00000000-0000-4000-8000-000000000001';

function propertiesOf(metadata: string) {
  return layout.toProperties({
    id,
    vectors: { image: unitVector(64, 1) },
    metadata: JSON.parse(metadata) as Record<string, never>, // any JSON
  });
}

describe('attachedLayout', () => {
  it('keeps metadata and text in the properties that the collection has', () => {
    const { year } = { year: 2001 };
    expect(propertiesOf('{"year":2001}')).toEqual({ year });
    expect(
      layout.fromObject({ id, properties: { year, caption: 'x' }, vectors: {} }, undefined),
    ).toEqual({
      id,
      vectors: {},
      metadata: { year },
      text: 'x',
    });
  });

  it('asks for no more properties than the fields that are read', () => {
    const asked = (metadata: boolean | readonly string[]): readonly string[] =>
      layout.properties({ text: false, links: false, vectors: [], metadata });
    expect(asked(['year'])).toEqual(['year']);
    expect(asked(['other'])).toEqual([]);
    expect(asked(false)).toEqual([]);
    expect(asked(true)).toEqual(['year']);
  });

  it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])(
    'does not take %s, which every object inherits, for a property of the collection',
    (name) => {
      expect(() => propertiesOf(`{"${name}":1}`)).toThrow(
        `metadata.${name}: is not a property of this collection`,
      );
      expect(layout.isIndexed(name, 'number', info.properties)).toBe(false);
      expect(() => layout.leaf({ op: 'exists', field: name, type: 'number' })).toThrow(
        `${name}, which is not a property of the collection`,
      );
    },
  );

  it('refuses ids that are not lower-case UUIDs', () => {
    expect(layout.objectId(id)).toBe(id);
    expect(() => layout.objectId('a')).toThrow('is not a lower-case UUID');
  });
});

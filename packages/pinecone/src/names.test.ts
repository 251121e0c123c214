import fc from 'fast-check';
import { expect, it } from 'vitest';
import { seed, seeded } from '@nestvec/testkit';
import { homeIndexName, vectorIndexName } from './names.ts';

const collection = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_-]{0,62}$/);
const vector = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_]{0,62}$/);
const indexName = /^[a-z0-9]([a-z0-9-]{0,43}[a-z0-9])?$/;

it(seeded('names indexes as Pinecone takes them, and no two collections or vectors alike'), () => {
  const seen = new Map<string, string>();
  fc.assert(
    fc.property(collection, vector, (name, of) => {
      for (const [index, what] of [
        [homeIndexName(name), JSON.stringify([name])],
        [vectorIndexName(name, of), JSON.stringify([name, of])],
      ] as const) {
        expect(index).toMatch(indexName);
        expect(seen.get(index) ?? what).toBe(what);
        seen.set(index, what);
      }
    }),
    { seed },
  );
});

it('tells names apart that look alike', () => {
  const names = [
    homeIndexName('photos'),
    homeIndexName('Photos'),
    homeIndexName('photos-image'),
    vectorIndexName('photos', 'image'),
    vectorIndexName('photos', 'Image'),
    vectorIndexName('photos_image', 'image'),
  ];
  expect(new Set(names).size).toBe(names.length);
  expect(names[3]).toMatch(/^photos-image-[0-9a-f]{10}$/);
});

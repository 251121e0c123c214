import { expect, it } from 'vitest';
import { testSpec } from '../../__fixtures__/spec.ts';
import { observeCollection, observeMemory } from './observe-collection.ts';

const [name = ''] = Object.keys(testSpec.vectors);
const { modality, dimensions, quantization, graph } = testSpec.vectors[name] ?? {};

it('says of each vector what is remembered, and whether it is complete', () => {
  const { vectors, fields, embedder } = observeMemory({ spec: testSpec, incomplete: [name] });
  expect(vectors[name]).toEqual({ modality, dimensions, quantization, graph, complete: false });
  expect(Object.values(vectors).filter(({ complete }) => !complete)).toHaveLength(1);
  expect({ fields, embedder }).toEqual({ fields: testSpec.fields, embedder: testSpec.embedder });
});

it('leaves out what the server does not have any more', () => {
  const live = { vector: () => undefined, isIndexed: () => false, tenants: true };
  expect(observeCollection({ spec: testSpec, incomplete: [] }, live)).toEqual({
    embedder: testSpec.embedder,
    vectors: {},
    fields: {},
    tenants: true,
  });
});

import { describe, expect, it } from 'vitest';
import { resolveSpec } from '../spec/resolve-spec.ts';
import type { CollectionSpec } from '../spec/spec.ts';
import { diffCollection, unmanaged, type Alterations } from './diff.ts';
import { checkPlan, makePlan } from './make.ts';
import { decodeMemory, encodeMemory } from './memory.ts';
import type { Observed } from './types.ts';

const embedder = {
  model: 'jinaai/jina-clip-v2',
  revision: 'e10d47f',
  weights: 'fp16',
  preprocessing: 'onnx-1',
  maxTokens: 512,
  imagePolicy: 'crop',
  taskHandling: 'prefix',
  dimensions: 1024,
};
const declared: CollectionSpec = {
  name: 'photos',
  embedder,
  vectors: { image: { modality: 'image' }, image_64: { modality: 'image', dimensions: 64 } },
  fields: { price: 'number' },
};
const spec = resolveSpec(declared);
const everything: Alterations = {
  addVector: true,
  removeVector: true,
  addField: true,
  setGraph: true,
  setQuantization: true,
};
const nothing: Alterations = {
  addVector: false,
  removeVector: false,
  addField: false,
  setGraph: false,
  setQuantization: false,
};

function observe(input: CollectionSpec, incomplete: readonly string[] = []): Observed {
  const { embedder: identity, vectors, fields, tenants } = resolveSpec(input);
  return {
    embedder: identity,
    fields,
    tenants,
    vectors: Object.fromEntries(
      Object.entries(vectors).map(([name, vector]) => [
        name,
        { ...vector, complete: !incomplete.includes(name) },
      ]),
    ),
  };
}

it('keeps words where they are declared, cuts them again by other rules, and asks for what others made', () => {
  const wanted = resolveSpec({ ...declared, keyword: true });
  const { cutter = '' } = wanted;
  const observed = observe(declared);
  const steps = (words: Observed['words'], more: Partial<Observed> = {}): string[] =>
    diffCollection(wanted, { ...observed, words, ...more }, everything).map(
      ({ label, target }) => `${label} ${target}`,
    );
  expect(steps(undefined)).toEqual(['alter words', 'backfill words']);
  expect(steps({ cutter, complete: true })).toEqual([]);
  expect(steps({ cutter, complete: false })).toEqual(['backfill words']);
  expect(steps({ cutter: '0/icu-0', complete: true })).toEqual(['alter words', 'backfill words']);
  expect(
    diffCollection(spec, { ...observed, words: { cutter, complete: true } }, everything),
  ).toEqual([]);
  const attached = { names: {}, added: {}, taken: [] };
  expect(steps(undefined, { attached })).toEqual(['refuse words']);
  expect(steps({ cutter: 'database', complete: true }, { attached })).toEqual([]);
});

const labels = (
  wanted: CollectionSpec,
  observed: Observed | undefined,
  can: Alterations,
): string[] =>
  diffCollection(resolveSpec(wanted), observed, can).map((step) => `${step.label} ${step.target}`);

describe('diffCollection', () => {
  it('has nothing to do where nothing differs', () => {
    expect(diffCollection(spec, observe(declared), everything)).toEqual([]);
  });

  it('creates what is missing', () => {
    expect(labels(declared, undefined, everything)).toEqual(['create collection']);
  });

  it('adds a smaller vector and fills it from the cheapest stored one that is large enough', () => {
    const stored = {
      ...declared,
      vectors: { ...declared.vectors, image_512: { modality: 'image' as const, dimensions: 512 } },
    };
    const wanted = {
      ...stored,
      vectors: { ...stored.vectors, image_128: { modality: 'image' as const, dimensions: 128 } },
    };
    const steps = diffCollection(resolveSpec(wanted), observe(stored), everything);
    expect(steps.map((step) => step.change)).toEqual([
      { kind: 'add-vector', name: 'image_128' },
      { kind: 'backfill', name: 'image_128', from: 'image_512' },
    ]);
  });

  it('goes on with a backfill that was interrupted', () => {
    expect(
      diffCollection(spec, observe(declared, ['image_64']), everything).map((step) => step.change),
    ).toEqual([{ kind: 'backfill', name: 'image_64', from: 'image' }]);
  });

  it.each<[string, Partial<CollectionSpec>, Alterations, string[]]>([
    [
      'a new field',
      { fields: { price: 'number', color: 'string' } },
      everything,
      ['alter fields.color'],
    ],
    [
      'a new field that can not be added',
      { fields: { price: 'number', color: 'string' } },
      nothing,
      ['rebuild fields.color'],
    ],
    [
      'a field of another type',
      { fields: { price: 'string' } },
      everything,
      ['rebuild fields.price'],
    ],
    ['tenants turned on', { tenants: true }, everything, ['rebuild tenants']],
    [
      'another model',
      {
        embedder: { ...embedder, model: 'jinaai/jina-clip-v1' },
        vectors: { image: { modality: 'image' } },
      },
      everything,
      ['rebuild embedder', 'alter vectors.image'],
    ],
    ['near weights', { embedder: { ...embedder, weights: 'q4' } }, everything, ['refuse embedder']],
    [
      'another size of a vector',
      {
        vectors: { image: { modality: 'image' }, image_64: { modality: 'image', dimensions: 128 } },
      },
      everything,
      ['rebuild vectors.image_64'],
    ],
    [
      'a vector of a modality that was never embedded',
      { vectors: { ...declared.vectors, text: { modality: 'text' } } },
      everything,
      ['rebuild vectors.text'],
    ],
    [
      'quantisation',
      { vectors: { ...declared.vectors, image: { modality: 'image', quantization: 'int8' } } },
      everything,
      ['alter vectors.image'],
    ],
    [
      'quantisation that can not be changed',
      { vectors: { ...declared.vectors, image: { modality: 'image', quantization: 'int8' } } },
      nothing,
      ['rebuild vectors.image'],
    ],
    [
      'a graph',
      { vectors: { ...declared.vectors, image: { modality: 'image', graph: true } } },
      everything,
      ['alter vectors.image'],
    ],
  ])('%s', (_case, change, can, expected) => {
    expect(labels({ ...declared, ...change }, observe(declared), can)).toEqual(expected);
  });

  it('adds what filters on record fields need, where the collection is ours and lacks it', () => {
    const found = { ...observe(declared), recordFields: false };
    expect(labels(declared, found, everything)).toEqual(['alter record fields']);
    expect(labels(declared, { ...found, recordFields: true }, everything)).toEqual([]);
    const attached = { names: {}, added: {}, taken: [] };
    expect(labels(declared, { ...found, attached }, everything)).toEqual([]);
  });

  it('leaves what it does not know alone and names it', () => {
    const found = observe({ ...declared, fields: { price: 'number', old: 'string' } });
    expect(diffCollection(spec, found, everything)).toEqual([]);
    expect(unmanaged(spec, found)).toEqual(['fields.old']);
  });

  it('records the embedder of a collection that does not know its own', () => {
    expect(labels(declared, { ...observe(declared), embedder: undefined }, everything)).toEqual([
      'alter embedder',
    ]);
  });
});

describe('diffCollection of a collection that someone else made', () => {
  const theirs = { ...declared, vectors: { image: { modality: 'image', graph: true } } } as const;
  const attached = { names: { image: 'clip', image_64: 'clip_64' }, added: {}, taken: ['clip'] };
  const found: Observed = { ...observe(theirs), attached };
  const withOurs: Observed = {
    ...observe({ ...declared, vectors: { ...theirs.vectors, ...declared.vectors } }),
    attached: { ...attached, added: { image_64: 'clip_64' } },
  };

  it('adds a vector, and leaves the graph, quantisation and settings of theirs as they are', () => {
    const vectors = {
      image: { modality: 'image', quantization: 'int8', native: { test: { on: true } } },
      image_64: { modality: 'image', dimensions: 64 },
    } as const;
    for (const can of [everything, { ...nothing, addVector: true }])
      expect(labels({ ...declared, vectors }, found, can)).toEqual([
        'alter vectors.image_64',
        'backfill vectors.image_64',
      ]);
  });

  it('refuses whatever would be a rebuild, for the reason that it is theirs', () => {
    const wanted: CollectionSpec = {
      ...declared,
      embedder: { ...embedder, model: 'jinaai/jina-clip-v1' },
      vectors: { image: { modality: 'text' } },
      fields: { price: 'string' },
      tenants: true,
    };
    const steps = diffCollection(resolveSpec(wanted), found, everything);
    expect(steps.map(({ label, target }) => `${label} ${target}`)).toEqual([
      'refuse embedder',
      'refuse tenants',
      'refuse fields.price',
      'refuse vectors.image',
    ]);
    for (const { reason } of steps) expect(reason).toContain('someone else made the collection');
    const plan = makePlan('test', resolveSpec(wanted), found, everything);
    expect(() => checkPlan(plan, found, { allowRebuild: true })).toThrow('never rebuilt');
  });

  it('refuses to add a vector under a name that one of theirs has', () => {
    const taken = { ...found, attached: { ...attached, taken: ['clip', 'clip_64'] } };
    const steps = diffCollection(spec, taken, everything);
    expect(steps.map(({ label, target }) => `${label} ${target}`)).toEqual([
      'refuse vectors.image_64',
    ]);
    expect(steps[0]?.reason).toContain('has a vector "clip_64" that someone else made');
  });

  it('removes a vector that it added and that is no longer declared, and none of theirs', () => {
    const less = { ...declared, vectors: { image_32: { modality: 'image', dimensions: 64 } } };
    const remaining = resolveSpec({ ...theirs });
    const steps = diffCollection(remaining, withOurs, everything);
    expect(steps.map(({ change }) => change)).toEqual([
      { kind: 'remove-vector', name: 'image_64' },
    ]);
    expect(makePlan('test', remaining, withOurs, everything).unmanaged).toEqual([]);
    expect(labels(less as CollectionSpec, withOurs, everything)).not.toContain(
      'alter vectors.image',
    );
    const kept = makePlan('test', remaining, withOurs, { ...everything, removeVector: false });
    expect(kept).toMatchObject({ steps: [], unmanaged: ['vectors.image_64'] });
  });

  it('changes the graph of a vector that it added', () => {
    const vectors = {
      image: { modality: 'image' },
      image_64: { modality: 'image', dimensions: 64, graph: false },
    } as const;
    expect(labels({ ...declared, vectors }, withOurs, everything)).toEqual([
      'alter vectors.image_64',
    ]);
  });

  it('says of a field that is not known where to name it, and gives it an index where that can be', () => {
    const wanted = resolveSpec({ ...theirs, fields: { price: 'number', color: 'string' } });
    expect(diffCollection(wanted, found, { ...everything, addField: false })[0]).toMatchObject({
      label: 'refuse',
      reason: expect.stringContaining('color (string) is not in attach.fields'),
    });
    expect(diffCollection(wanted, found, everything)).toMatchObject([
      { label: 'alter', change: { kind: 'add-field', name: 'color' } },
    ]);
  });
});

describe('checkPlan', () => {
  it('refuses a plan whose database has changed since', () => {
    const plan = makePlan('test', spec, undefined, everything);
    expect(() => checkPlan(plan, undefined, {})).not.toThrow();
    expect(() => checkPlan(plan, observe(declared), {})).toThrow(
      'has changed since the plan was made; plan again',
    );
  });

  it('asks for consent before a rebuild', () => {
    const observed = observe({ ...declared, tenants: true });
    const plan = makePlan('test', spec, observed, everything);
    expect(() => checkPlan(plan, observed, {})).toThrow('pass allowRebuild to consent');
    expect(() => checkPlan(plan, observed, { allowRebuild: true })).not.toThrow();
  });

  it('never executes a refusal', () => {
    const observed = observe({ ...declared, embedder: { ...embedder, weights: 'q4' } });
    const plan = makePlan('test', spec, observed, everything);
    expect(() => checkPlan(plan, observed, { allowRebuild: true })).toThrow('near embedder');
  });
});

describe('the memory of a collection', () => {
  it('comes back as it was', () => {
    const memory = { spec, incomplete: ['image_64'] };
    expect(decodeMemory(encodeMemory(memory), 'test')).toEqual(memory);
  });

  it('of a collection of someone else keeps what was added, and nothing that is seen anew', () => {
    const attached = { names: { image: 'clip' }, added: { image_64: 'clip_64' }, taken: ['clip'] };
    const memory = { spec, incomplete: [], attached };
    expect(decodeMemory(encodeMemory(memory), 'test')?.attached).toEqual({
      names: {},
      added: { image_64: 'clip_64' },
      taken: [],
    });
  });
  it.each([undefined, '', 'hello', '{"other":1}', '3'])('is absent from %j', (text) => {
    expect(decodeMemory(text, 'test')).toBeUndefined();
  });

  it('of a newer format is not read', () => {
    expect(() => decodeMemory('{"nestvec":2}', 'test')).toThrow('update nestvec');
  });
});

describe('resolveSpec', () => {
  it('gives a graph to the smallest vector of each modality only', () => {
    expect(
      Object.fromEntries(Object.entries(spec.vectors).map(([name, v]) => [name, v.graph])),
    ).toEqual({ image: false, image_64: true });
  });

  it('changes nothing the second time', () => {
    expect(resolveSpec(spec)).toEqual(spec);
  });

  it.each<[string, unknown, string]>([
    [
      'a prefix that the model was not trained for',
      { ...declared, vectors: { v: { modality: 'image', dimensions: 32 } } },
      'spec.vectors.v.dimensions: jinaai/jina-clip-v2 takes 64 to 1024, got 32',
    ],
    [
      'a prefix of a model that is not known',
      { ...declared, embedder: { ...embedder, model: 'x' } },
      "x can't be shortened; use 1024, got 64",
    ],
    ['no vectors', { ...declared, vectors: {} }, 'spec.vectors: must name at least one'],
    [
      'a misspelt key',
      { ...declared, vectorz: {} },
      'spec: unknown option vectorz; did you mean vectors?',
    ],
    [
      'a field that could meet a name of ours',
      { ...declared, fields: { _id: 'string' } },
      'spec.fields: "_id" is not a usable name',
    ],
    ['a type that does not exist', { ...declared, fields: { a: 'int' } }, 'spec.fields.a:'],
    [
      'a collection name with a slash',
      { ...declared, name: 'a/b' },
      'spec.name: "a/b" is not a usable collection name',
    ],
  ])('refuses %s', (_case, input, message) => {
    expect(() => resolveSpec(input as CollectionSpec)).toThrow(message); // wrong on purpose
  });
});

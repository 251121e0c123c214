import { fakeEmbedder } from '@nestvec/testkit/embedder';
import { resolveSpec } from '@nestvec/core/store';
import { expect, it } from 'vitest';
import { filterOf } from './conditions.ts';

const spec = resolveSpec({
  name: 'things',
  embedder: fakeEmbedder().identity,
  vectors: { text: { modality: 'text' } },
  fields: {
    color: 'string',
    tags: 'string[]',
    price: 'number',
    sizes: 'number[]',
    isNew: 'boolean',
    added: 'datetime',
  },
});

it.each([
  [['color:red'], { $and: [{ color: 'red' }] }],
  ['color:red', { $and: [{ color: 'red' }] }],
  [
    [['color:red', 'color:blue'], 'tags:a'],
    { $and: [{ $or: [{ color: 'red' }, { color: 'blue' }] }, { tags: 'a' }] },
  ],
  [['color:-red'], { $and: [{ color: { $ne: 'red' } }] }],
  [['color:\\-5'], { $and: [{ color: '-5' }] }],
  [['color:-\\-5'], { $and: [{ color: { $ne: '-5' } }] }],
  [['color:\\red'], { $and: [{ color: '\\red' }] }],
  [['color:a:b > c'], { $and: [{ color: 'a:b > c' }] }],
  [['color:'], { $and: [{ color: '' }] }],
  [['color:{"$ne":1}'], { $and: [{ color: '{"$ne":1}' }] }],
  [['isNew:true'], { $and: [{ isNew: true }] }],
  [['price:12.5'], { $and: [{ price: 12.5 }] }],
  [['sizes:42'], { $and: [{ sizes: 42 }] }],
  [['added:1767225600000'], { $and: [{ added: '2026-01-01T00:00:00.000Z' }] }],
  [['added:2026-01-01'], { $and: [{ added: '2026-01-01' }] }],
  [['$id:red'], { $and: [{ $id: 'red' }] }],
  [['objectID:red'], { $and: [{ $id: 'red' }] }],
  [['objectID:-red'], { $and: [{ $id: { $ne: 'red' } }] }],
  [[], undefined],
  ['', undefined],
] as const)('reads facetFilters %j as %j', (facetFilters, filter) => {
  expect(filterOf({ facetFilters }, spec, 'params')).toEqual(filter);
});

it.each([
  [['price>=10', 'price<20'], { $and: [{ price: { $gte: 10 } }, { price: { $lt: 20 } }] }],
  [[['price=1', 'price=2']], { $and: [{ $or: [{ price: { $eq: 1 } }, { price: { $eq: 2 } }] }] }],
  [['price != -1.5e3'], { $and: [{ price: { $ne: -1500 } }] }],
  [['price:10 TO 20'], { $and: [{ price: { $gte: 10, $lte: 20 } }] }],
  [['sizes=42'], { $and: [{ sizes: { $eq: 42 } }] }],
  [['added>1767225600000'], { $and: [{ added: { $gt: '2026-01-01T00:00:00.000Z' } }] }],
] as const)('reads numericFilters %j as %j', (numericFilters, filter) => {
  expect(filterOf({ numericFilters }, spec, 'params')).toEqual(filter);
});

const [red, blue] = [{ color: 'red' }, { color: 'blue' }];

it.each([
  ['color:red', red],
  ['  color : "red"  ', red],
  ["color:'red'", red],
  ['"color":red', red],
  [String.raw`color:"a \"b\" \\ c"`, { color: 'a "b" \\ c' }],
  ['color:"AND OR NOT ("', { color: 'AND OR NOT (' }],
  ['color:-red', { color: '-red' }],
  ['NOT color:red', { $not: red }],
  ['NOT objectID:a', { $not: { $id: 'a' } }],
  ['NOT NOT color:red', red],
  ['color:red AND color:blue', { $and: [red, blue] }],
  ['color:red OR color:blue OR tags:a', { $or: [red, blue, { tags: 'a' }] }],
  ['(color:red)', red],
  [
    'color:red AND (color:blue OR NOT tags:a) AND price < 20',
    { $and: [red, { $or: [blue, { $not: { tags: 'a' } }] }, { price: { $lt: 20 } }] },
  ],
  ['color:red OR (color:blue AND tags:a)', { $or: [red, { $and: [blue, { tags: 'a' }] }] }],
  ['NOT(color:red OR color:blue)', { $not: { $or: [red, blue] } }],
  ['price>=10', { price: { $gte: 10 } }],
  ['price != -1.5', { price: { $ne: -1.5 } }],
  ['price:10', { price: 10 }],
  ['price:10 TO 20', { price: { $gte: 10, $lte: 20 } }],
  ['(price:10 TO 20)', { price: { $gte: 10, $lte: 20 } }],
  ['isNew:true', { isNew: true }],
  ['added > 1767225600000', { added: { $gt: '2026-01-01T00:00:00.000Z' } }],
] as const)('reads filters %j as %j', (filters, filter) => {
  expect(filterOf({ filters }, spec, 'params')).toEqual({ $and: [filter] });
});

it.each([
  ['color:red AND color:blue OR tags:a', 'has AND and OR beside each other'],
  ['color:red and color:blue', 'AND or OR, in capitals, between conditions at "and color:blue"'],
  ['color:red color:blue', 'AND or OR, in capitals, between conditions at "color:blue"'],
  ['color:red AND', 'must have FIELD:VALUE, or FIELD, a sign and a number, at its end'],
  ['AND color:red', 'must have FIELD:VALUE'],
  ['red', 'must have FIELD:VALUE'],
  ['(color:red', 'must have AND, OR or ) between conditions at its end'],
  ['color:red)', 'between conditions at ")"'],
  ['()', 'must have FIELD:VALUE'],
  ['color:', 'must have a value of color'],
  ['color:"red', 'must have a value of color'],
  ['color:"red"blue', 'must have a value of color'],
  ['color:red<score=2>', 'has scores; take nestvecBoost'],
  ['color > 1', 'compares color, which is declared as string, to a number'],
  ['color:1 TO 2', 'compares color, which is declared as string, to a number'],
  ['price < cheap', 'must be a number'],
  ['price:10 TO cheap', 'between conditions at "TO cheap"'],
  ['__proto__:a', 'names __proto__, which is not a declared field'],
  ['_tags:a', 'names _tags, which is not a declared field'],
  [`${'('.repeat(2000)}color:red`, 'is nested deeper than 16 levels'],
  [`${'NOT '.repeat(1200)}nowhere:a`, 'names nowhere'],
] as const)('refuses filters %j', (filters, message) => {
  expect(() => filterOf({ filters }, spec, 'params')).toThrow(message);
  expect(() => filterOf({ filters }, spec, 'params')).toThrow('params.filters');
});

it.each([
  [{ facetFilters: ['color'] }, 'params.facetFilters[0]: must be FIELD:VALUE'],
  [{ facetFilters: [':red'] }, 'params.facetFilters[0]: must be FIELD:VALUE'],
  [{ facetFilters: ['__proto__:a'] }, 'names __proto__, which is not a declared field'],
  [{ facetFilters: ['constructor:a'] }, 'names constructor, which is not a declared field'],
  [
    { facetFilters: [['color:red', 'nowhere:a']] },
    'names nowhere, which is not a declared field; declared: color, tags',
  ],
  [{ facetFilters: ['price:cheap'] }, 'must be a number'],
  [{ facetFilters: ['price:'] }, 'must be a number'],
  [{ facetFilters: ['isNew:yes'] }, 'must be true or false'],
  [{ facetFilters: ['added:9e99'] }, 'milliseconds since 1970'],
  [{ numericFilters: ['price'] }, 'must be FIELD, a sign and a number'],
  [{ numericFilters: ['price>a'] }, 'must be FIELD, a sign and a number'],
  [{ numericFilters: ['price>1.2.3'] }, 'must be a number'],
  [{ numericFilters: ['price>1 OR 1=1'] }, 'must be FIELD, a sign and a number'],
  [
    { numericFilters: ['color>1'] },
    'compares color, which is declared as string, to a number; take FIELD:VALUE',
  ],
] as const)('refuses %j', (params, message) => {
  expect(() => filterOf(params, spec, 'params')).toThrow(message);
});

import { isNestvecError } from '@nestvec/core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { NestvecFilter } from '../filter.ts';
import { type Opened, vectorOf } from './opened.ts';

interface Ware {
  readonly category: string;
  readonly price: number | null;
  readonly rating?: number;
  readonly tags: readonly string[];
  readonly available: boolean;
  readonly [key: string]: unknown;
}

const wares: Readonly<Record<string, Ware>> = {
  A: { category: 'electronics', price: 10, rating: 4.5, tags: ['new', 'sale'], available: true },
  B: { category: 'electronics', price: 25, rating: 3.8, tags: ['featured'], available: true },
  C: { category: 'home', price: 50, rating: 4.9, tags: ['premium', 'sale'], available: false },
  D: { category: 'home', price: 100, rating: 4.2, tags: ['premium'], available: true },
  E: { category: 'books', price: 15, rating: 3.5, tags: ['new'], available: true },
  F: {
    category: 'electronics',
    price: 75,
    rating: 4.7,
    tags: ['featured', 'premium'],
    available: true,
  },
  G: {
    category: 'books',
    price: 30,
    rating: 4.1,
    tags: ['sale'],
    available: false,
    description: 'a novel',
    reviews: [{ score: 3 }, { score: 5 }],
  },
  H: {
    category: 'home',
    price: 200,
    rating: 4.95,
    tags: ['premium', 'luxury'],
    available: true,
    reviews: [{ score: 5 }],
  },
  /** Without a price, a rating and tags. */
  I: { category: 'test', price: null, tags: [], available: true },
};

/** Filters of Mastra’s suite, by what each asks, and the wares that pass. */
const passing: readonly (readonly [string, NestvecFilter, string])[] = [
  ['more than', { price: { $gt: 50 } }, 'DFH'],
  ['at least', { price: { $gte: 50 } }, 'CDFH'],
  ['less than', { price: { $lt: 30 } }, 'ABE'],
  ['at most', { price: { $lte: 30 } }, 'ABEG'],
  ['from one number to another', { price: { $gte: 20, $lte: 80 } }, 'BCFG'],
  ['at least a fraction', { rating: { $gte: 4.5 } }, 'ACFH'],
  ['another text', { category: { $ne: 'electronics' } }, 'CDEGHI'],
  ['not true', { available: { $ne: true } }, 'CG'],
  ['another number, or none', { price: { $ne: 50 } }, 'ABDEFGHI'],
  ['not more than, or nothing at all', { price: { $not: { $gt: 50 } } }, 'ABCEGI'],
  ['one of some texts', { category: { $in: ['electronics', 'books'] } }, 'ABEFG'],
  ['none of some texts', { category: { $nin: ['electronics', 'books'] } }, 'CDHI'],
  ['one of some numbers', { price: { $in: [10, 25, 50] } }, 'ABC'],
  ['all of some elements', { tags: { $all: ['premium', 'sale'] } }, 'C'],
  ['an element of some', { tags: { $in: ['luxury'] } }, 'H'],
  ['that a field is there', { description: { $exists: true } }, 'G'],
  ['that a field is not there', { description: { $exists: false } }, 'ABCDEFHI'],
  ['null', { price: { $eq: null } }, 'I'],
  ['anything but null', { price: { $ne: null } }, 'ABCDEFGH'],
  ['bounds of two fields', { price: { $gte: 20, $lte: 100 }, rating: { $gte: 4 } }, 'CDFG'],
  ['one of some, and a bound', { category: { $in: ['electronics', 'home'] }, price: { $lt: 100 } }, 'ABCF'],
  ['another text, and no other field', { category: { $ne: 'books' }, description: { $exists: false } }, 'ABCDFHI'],
  ['neither', { $nor: [{ category: 'electronics' }, { category: 'books' }] }, 'CDHI'],
  ['neither below nor above', { $nor: [{ price: { $lt: 20 } }, { price: { $gt: 100 } }] }, 'BCDFGI'],
  ['neither of an or', { $nor: [{ $or: [{ category: 'electronics' }, { price: { $gt: 150 } }] }] }, 'CDEGI'],
  ['not both', { $nor: [{ $and: [{ category: 'electronics' }, { available: true }] }] }, 'CDEGHI'],
  ['none of nothing', { $nor: [] }, 'ABCDEFGHI'],
  ['not one of some', { category: { $not: { $in: ['electronics', 'books'] } } }, 'CDHI'],
  ['not both bounds', { $not: { $and: [{ price: { $gt: 50 } }, { rating: { $gte: 4.5 } }] } }, 'ABCDEGI'],
  ['not an or', { $not: { $or: [{ category: 'electronics' }, { available: false }] } }, 'DEHI'],
  ['not false', { available: { $not: { $eq: false } } }, 'ABDEFHI'],
  ['not within a range', { price: { $not: { $gte: 20, $lte: 80 } } }, 'ADEHI'],
  ['not another', { category: { $not: { $ne: 'electronics' } } }, 'ABF'],
  ['not below', { rating: { $not: { $lt: 4 } } }, 'ACDFGHI'],
  ['not dear and for the home', { $not: { $and: [{ category: 'home' }, { price: { $gte: 100 } }] } }, 'ABCEFGI'],
  ['one of two complements', { $or: [{ price: { $not: { $gt: 50 } } }, { rating: { $not: { $lt: 4.5 } } }] }, 'ABCEFGHI'],
  ['not that a field is there', { description: { $not: { $exists: true } } }, 'ABCDEFHI'],
  ['not all of some elements', { tags: { $not: { $all: ['premium'] } } }, 'ABEGI'],
  ['an and beside a field', { $and: [{ category: { $in: ['electronics', 'home'] } }], price: { $gte: 50 } }, 'CDFH'],
];

/** Operators that mean something else in each database, or nothing, each as Mastra’s suite asks it. */
const refused: readonly (readonly [string, string, object])[] = [
  ['$regex', 'a pattern', { name: { $regex: '^[A-C]$' } }],
  ['$regex', 'a pattern in any case', { category: { $regex: '(?i)ELECTRONICS' } }],
  ['$contains', 'a part of a text', { description: { $contains: 'novel' } }],
  ['$elemMatch', 'an element above a bound', { reviews: { $elemMatch: { score: { $gte: 5 } } } }],
  ['$elemMatch', 'an element with a value', { reviews: { $elemMatch: { author: 'x' } } }],
  ['$elemMatch', 'an element with two', { reviews: { $elemMatch: { score: { $gte: 4 }, author: { $in: ['x'] } } } }],
  ['$elemMatch', 'an element that is not there', { reviews: { $elemMatch: { score: { $gt: 10 } } } }],
  ['$elemMatch', 'an element within a range', { reviews: { $elemMatch: { score: { $gte: 3, $lte: 4 } } } }],
  ['$size', 'how many elements there are', { tags: { $size: 2 } }],
  ['$size', 'how many objects there are', { reviews: { $size: 3 } }],
];

/** What Mastra’s suite asks of filters. */
export function filterCases({ vector, create }: Opened): void {
  describe('a filter', () => {
    let indexName: string;
    beforeAll(async () => {
      indexName = await create();
      const ids = Object.keys(wares);
      await vector.upsert({
        indexName,
        ids,
        vectors: ids.map((_, i) => vectorOf(i)),
        metadata: ids.map((name) => ({ name, ...wares[name] })),
      });
    });
    const ask = async (filter: NestvecFilter) =>
      await vector.query({ indexName, queryVector: vectorOf(0), topK: 10, filter });

    it.each(passing)('asks for %s', async (_, filter, names) => {
      const found = await ask(filter);
      expect(found.map(({ id }) => id).toSorted()).toEqual(names.split(''));
    });

    it.each(refused)('refuses %s, which asks for %s, by its name', async (operator, _, filter) => {
      await expect(ask(filter as NestvecFilter)).rejects.toSatisfy(
        (error) => isNestvecError(error, 'unsupported') && error.message.includes(operator),
      );
    });
  });
}

import { describe, expect, it } from 'vitest';
import { readEntry } from './read-entry.ts';

/** What is wrong with an entry. */
function problemOf(entry: unknown): string {
  const { id, error } = readEntry(entry, 'entry 3');
  return `${id}: ${error?.message ?? 'accepted'}`;
}

describe('readEntry', () => {
  it.each<[entry: unknown, problem: string]>([
    [{ id: 'a', text: 't', metdata: {} }, 'a: item: unknown field metdata; did you mean metadata?'],
    [{ id: 'a', text: 't', price: 3 }, 'what is yours goes into metadata'],
    [{ id: 'a', text: null }, 'a: item.text: is null; leave it out instead'],
    [{ id: 'a', text: 't', metadata: null }, 'a: item.metadata: is null; leave it out instead'],
    [
      { kind: 'document', id: 'a', text: 't' },
      'a: item: is a document; cut it into passages first',
    ],
    [null, 'entry 3: item: must be an object'],
    [{ id: 'a', error: 'no' }, 'a: item.error: is not part of an item'],
  ])('fails %j alone, with what to do', (entry, problem) => {
    expect(problemOf(entry)).toContain(problem);
  });

  it('reads an item with every name that there is', () => {
    const item = {
      id: 'a',
      text: 't',
      image: 'a.png',
      metadata: { price: 1 },
      uri: 'u',
      parentId: 'p',
      source: 's',
    };
    expect(readEntry(item, 'entry 3').item).toEqual(item);
  });
});

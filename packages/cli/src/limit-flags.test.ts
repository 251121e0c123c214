import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import {
  documentLimitsOf,
  imageLimitFlagsOf,
  imageLimitsOf,
  inFlags,
  withDocumentLimits,
  withImageLimits,
} from './limit-flags.ts';

const parsed = (...args: string[]): Record<string, unknown> =>
  withDocumentLimits(
    withImageLimits(new Command().exitOverride().configureOutput({ writeErr: () => {} })),
  )
    .parse(args, { from: 'user' })
    .opts();

describe('flags of limits', () => {
  it('become the options of the library, each left out where it is not given', () => {
    const flags = parsed(
      '--max-image-bytes',
      '30000000',
      '--max-parser-ms',
      '5',
      '--allow-private',
    );
    expect(imageLimitsOf(flags)).toEqual({
      maxBytes: 30_000_000,
      maxPixels: undefined,
      timeoutMs: undefined,
      allowPrivateAddresses: true,
    });
    const limits = documentLimitsOf(flags);
    expect(limits).toMatchObject({ maxParserMs: 5, maxTextBytes: undefined });
    expect(Object.keys(limits)).toHaveLength(9);
    expect(imageLimitFlagsOf(flags)).toEqual({ maxImageBytes: 30_000_000, allowPrivate: true });
  });

  it.each([
    ['--max-image-bytes', '0'],
    ['--max-image-bytes', '1e400'],
    ['--image-timeout-ms', '3000000000'],
    ['--max-parser-ms', '0.5'],
  ])('refuse %s %s', (flag, value) => {
    expect(() => parsed(flag, value)).toThrow(/It must be a whole number/);
  });
});

describe('a message of the library', () => {
  it.each([
    ['shrink it or raise imageLimits.maxBytes', 'shrink it or raise --max-image-bytes'],
    ['more than maxImagesBytes allows', 'more than --max-images-bytes allows'],
    ['was not read within 5 ms (maxParserMs)', 'was not read within 5 ms (--max-parser-ms)'],
    ['set imageLimits.allowPrivateAddresses to allow it', 'set --allow-private to allow it'],
    ['set allowPrivateAddresses if', 'set --allow-private if'],
    ['say what it holds with attach', 'say what it holds in a file for --attach'],
    ['attach.writable: was made by someone else', '--attach, writable: was made by someone else'],
    ['options.port: 8484 is taken', '--port: 8484 is taken'],
    ['options.filter: is null; leave it out', '--filter: is null; leave it out'],
    ['filter.price.$lt: must be a number', '--filter.price.$lt: must be a number'],
    ['using: "nope" is not a named vector', '--using: "nope" is not a named vector'],
    ['lancedb.collection: "a/b" is not', 'collection: "a/b" is not'],
    ['read by a service (reader: jinaReader)', 'read by a service (--reader jina)'],
    ['or name its encoding (encoding)', 'or name its encoding (--encoding)'],
    ['is a comma, say so (decimal)', 'is a comma, say so (--decimal)'],
    ['the image, such as text=title', 'the image, such as --columns text=title'],
    ['columns: there is no such column', '--columns: there is no such column'],
    ['fields: a.csv has no column "pric"', '--fields: a.csv has no column "pric"'],
    ['fields.price: is not declared', 'fields.price: is not declared'],
    [
      'fields.a: is not a declared field; declared: b',
      '--facet a: is not a declared field; declared: b',
    ],
    ['fields.a.kind: must be range, since', '--facet a: must be a:range, since'],
    ['fields.a.kind: must be values, since', '--facet a:range: must be a alone, since'],
    ['sort.field: must be a field declared as', '--sort: must be a field declared as'],
    ['after: is not a cursor', '--after: is not a cursor'],
    ['my-maxFileBytes and maxFileBytesToo stay', 'my-maxFileBytes and maxFileBytesToo stay'],
  ])('%s: names flags', (message, expected) => {
    expect(inFlags(message)).toBe(expected);
  });
});

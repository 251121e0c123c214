import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { controlRequests } from './control-schemas.ts';
import { dataAnswers, dataQueries, dataRequests } from './data-schemas.ts';

/**
 * The fake's schemas against Pinecone's own OpenAPI documents, which are not in this repository. The newest that is there is
 * taken; the client's version is 2026-07.
 */
const folder = new URL('../../../../../shared/reference/openapi/', import.meta.url);

function findDocument(plane: string): { name: string; document: Document } | undefined {
  for (const version of ['2026-07', '2026-04']) {
    const name = `pinecone-db_${plane}-${version}.yaml`;
    const path = fileURLToPath(new URL(name, folder));
    if (existsSync(path)) return { name, document: parse(readFileSync(path, 'utf8')) as Document };
  }
  return undefined;
}

/** What is read of a schema, in a document or made from one of ours. */
interface Node {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly additionalProperties?: Node | boolean;
  readonly items?: Node;
  readonly required?: readonly string[];
  readonly anyOf?: unknown;
  readonly allOf?: unknown;
  readonly $ref?: string;
  readonly enum?: readonly string[];
  readonly 'x-enum'?: readonly string[];
  readonly description?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
}

/** What is read of a document. */
interface Document {
  readonly paths?: Readonly<
    Record<string, { readonly get?: { readonly parameters: readonly Parameter[] } }>
  >;
  readonly components?: { readonly schemas: Readonly<Record<string, Node>> };
}

interface Parameter {
  readonly in: string;
  readonly name: string;
  readonly schema: Node;
}

const data = findDocument('data');
const control = findDocument('control');
const missing = `no OpenAPI documents of Pinecone in ${fileURLToPath(folder)}: the fake's schemas are not checked against them`;

/** What the documents have and the fake refuses or leaves out. */
const leftOut: Readonly<Record<string, readonly string[]>> = {
  QueryRequest: ['queries'], // deprecated
  NamespaceDescription: ['schema', 'indexed_fields', 'size_bytes'],
  // Of indexes with nodes of their own; the older document writes them in another way.
  IndexDescription: ['memoryFullness', 'storageFullness', 'memory_fullness', 'storage_fullness'],
};

/** Where the document of 2026-07 says something else than that of 2026-04, and the fake goes by the newer. */
const newer: readonly RegExp[] = [
  /sparseV\w+\.(indices|values): to 2048, and 1000/,
  /\.values: from .* and 1 in/, // an answer without values has an empty list
  /record_count: string, and integer/,
  /total_count: not in/,
];

/** Differences between a schema of ours and one of the document, which may not be looser. */
function compare(
  document: Document,
  ours: Node,
  theirs: Node | undefined,
  path: string,
  name: string,
): string[] {
  if (theirs === undefined) return [`${path}: not in the document`];
  const there = resolve(document, theirs);
  const known = theirs.$ref?.split('/').at(-1) ?? name;
  if (ours.anyOf !== undefined || ours.allOf !== undefined) return [];
  if (there.type !== undefined && ours.type !== undefined && ours.type !== there.type)
    return [`${path}: ${ours.type}, and ${there.type} in the document`];
  const found = looser(ours, there, path);
  for (const part of ['items', 'additionalProperties'] as const) {
    const [own, other] = [ours[part], there[part]];
    if (typeof own === 'object' && typeof other === 'object')
      found.push(...compare(document, own, other, path, known));
  }
  const { properties: own = {} } = ours;
  const { properties: other = {}, required = [] } = there;
  if (Object.keys(own).length === 0) return found;
  for (const [key, value] of Object.entries(own))
    found.push(...compare(document, value, other[key], `${path}.${key}`, key));
  for (const key of Object.keys(other)) {
    if (own[key] === undefined && !(leftOut[known] ?? []).includes(key))
      found.push(`${path}.${key}: only in the document`);
  }
  for (const key of required) {
    if (ours.required?.includes(key) !== true)
      found.push(`${path}.${key}: required in the document`);
  }
  return found;
}

/** Bounds of the document that ours do not keep. Older documents bound lists by the words for texts. */
function looser(ours: Node, theirs: Node, path: string): string[] {
  const isList = theirs.type === 'array';
  const low = theirs.minimum ?? (isList ? theirs.minItems : undefined) ?? theirs.minLength;
  const high = theirs.maximum ?? (isList ? theirs.maxItems : undefined) ?? theirs.maxLength;
  const ownLow = ours.minimum ?? ours.minItems ?? ours.minLength ?? Number.NEGATIVE_INFINITY;
  const ownHigh = ours.maximum ?? ours.maxItems ?? ours.maxLength ?? Number.POSITIVE_INFINITY;
  const found: string[] = [];
  if (low !== undefined && ownLow < low)
    found.push(`${path}: from ${ownLow}, and ${low} in the document`);
  if (high !== undefined && ownHigh > high)
    found.push(`${path}: to ${ownHigh}, and ${high} in the document`);
  return found;
}

function resolve({ components }: Document, node: Node): Node {
  const name = node.$ref?.split('/').at(-1);
  return name === undefined ? node : (components?.schemas[name] ?? {});
}

const jsonSchema = (schema: z.ZodType): Node => z.toJSONSchema(schema, { io: 'output' }) as Node;

describe('the schemas of the data plane', () => {
  it('are those of the document', (context) => {
    context.skip(data === undefined, missing);
    const { document = {}, name: file = '' } = data ?? {};
    const differences = Object.entries({ ...dataRequests, ...dataAnswers }).flatMap(
      ([name, schema]) =>
        compare(document, jsonSchema(schema), document.components?.schemas[name], name, name),
    );
    expect(differences.filter(isUnexpected(file)), file).toEqual([]);
  });

  it('are those of the document in the queries of GET requests', (context) => {
    context.skip(data === undefined, missing);
    const { document = {}, name: file = '' } = data ?? {};
    const differences = Object.entries({
      fetch: '/vectors/fetch',
      list: '/vectors/list',
      namespaces: '/namespaces',
    } as const).flatMap(([name, path]) => {
      const parameters = document.paths?.[path]?.get?.parameters ?? [];
      const properties = Object.fromEntries(
        parameters.filter((one) => one.in === 'query').map((one) => [one.name, one.schema]),
      );
      const ours = jsonSchema(dataQueries[name as keyof typeof dataQueries]);
      return compare(document, ours, { type: 'object', properties }, name, name);
    });
    expect(differences, file).toEqual([]);
  });
});

/** Differences that are not listed above. */
function isUnexpected(file: string) {
  return (difference: string): boolean =>
    file.includes('2026-07') || !newer.some((pattern) => pattern.test(difference));
}

describe('the schemas of the control plane', () => {
  it('bound names, tags and protection as the document does', (context) => {
    context.skip(control === undefined, missing);
    const { schemas = {} } = control?.document.components ?? {};
    const create = jsonSchema(controlRequests.CreateIndexRequest).properties ?? {};
    const { name: theirs } = schemas['CreateIndexRequest']?.properties ?? {};
    expect([create['name']?.minLength, create['name']?.maxLength]).toEqual([
      theirs?.minLength,
      theirs?.maxLength,
    ]);
    expect(new Set(create['deletion_protection']?.enum)).toEqual(
      new Set(schemas['DeletionProtection']?.['x-enum']),
    );
    const words = schemas['IndexTags']?.description;
    expect(words).toContain('Keys must be 80 characters or less');
    expect(words).toContain('Values must be 120 characters or less');
  });
});

it('sees a bound that is looser than the document’s, a property that it does not have, and one that is left out', () => {
  const theirs = {
    type: 'object',
    properties: { a: { type: 'integer', maximum: 5 }, b: { type: 'string' } },
    required: ['b'],
  };
  const ours = jsonSchema(z.strictObject({ a: z.int().min(0).max(6), c: z.string() }));
  expect(compare({}, ours, theirs, 'x', 'x')).toEqual([
    'x.a: to 6, and 5 in the document',
    'x.c: not in the document',
    'x.b: only in the document',
    'x.b: required in the document',
  ]);
});

import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { fieldsOf, validateRequest } from './__fixtures__/jina-schemas.ts';
import { type HostedModelId, hostedModels } from './models.ts';
import { embeddingRequest } from './request.ts';

const options = {
  task: 'document',
  encoding: 'base64',
  dialect: 'jina',
  truncate: false,
} as const;
// The keys of the table.
const ids = Object.keys(hostedModels) as HostedModelId[];

describe('a request', () => {
  it('asks jina-clip-v2 for whole embeddings and names no task for documents', () => {
    const inputs = [{ text: 'red' }, { url: 'https://example.com/b.jpg' }, { base64: 'iVBO' }];
    const request = embeddingRequest('jina-clip-v2', hostedModels['jina-clip-v2'], inputs, options);
    expect(request).toEqual({
      model: 'jina-clip-v2',
      input: [{ text: 'red' }, { image: 'https://example.com/b.jpg' }, { image: 'iVBO' }],
      embedding_type: 'base64',
      truncate: false,
      dimensions: 1024,
      normalized: true,
    });
  });

  it('writes an image as jina-on-prem reads it', () => {
    const model = hostedModels['jina-clip-v2'];
    const inputs = [{ text: 'red' }, { base64: 'iVBO' }];
    const { input } = embeddingRequest('jina-clip-v2', model, inputs, {
      ...options,
      dialect: 'on-prem',
    });
    expect(input).toEqual([{ text: 'red' }, { type: 'image', format: 'base64', value: 'iVBO' }]);
  });

  it.each([
    ['jina-clip-v2', 'query', 'retrieval.query'],
    ['jina-clip-v2', 'document', undefined],
    ['jina-clip-v1', 'query', undefined],
    ['jina-embeddings-v3', 'query', 'retrieval.query'],
    ['jina-embeddings-v3', 'document', 'retrieval.passage'],
    ['jina-embeddings-v4', 'query', 'retrieval.query'],
    ['jina-embeddings-v4', 'document', 'retrieval.passage'],
    ['jina-embeddings-v5-text-small', 'query', 'retrieval.query'],
    ['jina-embeddings-v5-text-nano', 'document', 'retrieval.passage'],
    ['jina-embeddings-v5-omni-small', 'query', 'retrieval.query'],
    ['jina-embeddings-v5-omni-nano', 'document', 'retrieval.passage'],
  ] as const)('of %s for a %s has the task %s', (id, task, expected) => {
    const request = embeddingRequest(id, hostedModels[id], [{ text: 'a' }], { ...options, task });
    expect(request.task).toBe(expected);
  });

  it.each(ids)('of %s has no field that the API does not know', (id) => {
    for (const task of ['query', 'document'] as const) {
      const request = embeddingRequest(id, hostedModels[id], [{ text: 'a' }], { ...options, task });
      expect(validateRequest(structuredClone(request))).not.toBeTypeOf('string');
    }
  });
});

describe('the schemas of the fake', () => {
  const file = new URL('../../../../../shared/reference/openapi/jina.json', import.meta.url);
  /** jina-embeddings-v5-omni is newer than the description. */
  const requests: Readonly<Partial<Record<HostedModelId, string>>> = {
    'jina-clip-v1': 'ClipV1Request',
    'jina-clip-v2': 'ClipV2Request',
    'jina-embeddings-v3': 'EmbeddingsV3Request',
    'jina-embeddings-v4': 'EmbeddingsV4Request',
    'jina-embeddings-v5-text-small': 'EmbeddingsV5Request',
    'jina-embeddings-v5-text-nano': 'EmbeddingsV5Request',
  };

  // The keys of the table.
  const described = Object.keys(requests) as HostedModelId[];

  it.for(described)('have the fields that the published description has for %s', (id, context) => {
    context.skip(!existsSync(file), 'the published description is not on this machine');
    const description = z
      .object({
        components: z.object({
          schemas: z.record(
            z.string(),
            z.object({ properties: z.record(z.string(), z.unknown()).optional() }),
          ),
        }),
      })
      .parse(JSON.parse(readFileSync(file, 'utf8')));
    const { properties = {} } = description.components.schemas[requests[id] ?? ''] ?? {};
    expect(fieldsOf(id).toSorted()).toEqual(Object.keys(properties).toSorted());
  });

  it('take no more dimensions than the published description', (context) => {
    context.skip(!existsSync(file), 'the published description is not on this machine');
    const text = readFileSync(file, 'utf8');
    const limits = z
      .object({
        components: z.object({
          schemas: z.object({
            ClipV2Request: z.object({
              properties: z.object({
                dimensions: z.object({
                  anyOf: z.tuple([z.object({ maximum: z.number() })], z.unknown()),
                }),
                task: z.object({ anyOf: z.tuple([z.object({ const: z.string() })], z.unknown()) }),
              }),
            }),
          }),
        }),
      })
      .parse(JSON.parse(text)).components.schemas.ClipV2Request.properties;
    expect(limits.dimensions.anyOf[0].maximum).toBe(hostedModels['jina-clip-v2'].dimensions);
    expect(limits.task.anyOf[0].const).toBe(hostedModels['jina-clip-v2'].tasks.query);
  });
});

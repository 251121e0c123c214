import { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import sharp from 'sharp';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Content } from '../embedder/content.ts';
import {
  awsError,
  type FakeSageMaker,
  fakeSageMaker,
  modelError,
} from './__fixtures__/fake-sagemaker.ts';
import { fakeVector } from './__fixtures__/fake-vector.ts';
import { type VirtualClock, virtualClock } from './__fixtures__/virtual-clock.ts';
import { sagemaker } from './sagemaker.ts';
import type { SageMakerOptions } from './sagemaker-options.ts';

let fake: FakeSageMaker;
let client: SageMakerRuntimeClient;
let clock: VirtualClock;
const secretAccessKey = 'aws-secret-0123456789';
beforeEach(async () => {
  fake = await fakeSageMaker(1024);
  clock = virtualClock();
  client = new SageMakerRuntimeClient({
    region: 'eu-central-1',
    endpoint: fake.url,
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey },
    maxAttempts: 1,
  });
});
afterEach(async () => {
  client.destroy();
  await fake.close();
});

const open = (options: Partial<SageMakerOptions> = {}): ReturnType<typeof sagemaker> =>
  sagemaker({ endpointName: 'clip', shape: 'clip-v2', client, ...options }, clock);
const document = { task: 'document' } as const;
const texts = (...given: readonly string[]): Content[] => given.map((text) => ({ text }));
const png = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#f00' } })
  .png()
  .toBuffer();

describe('an endpoint of SageMaker, through the AWS client', () => {
  it('gets clip-v2’s shape, and its vectors are normalised here', async () => {
    const contents = [{ text: 'a' }, { image: png }];
    const { embeddings, usage } = await open().embed(contents, document);
    expect(fake.received.map(({ path }) => path)).toEqual(['/endpoints/clip/invocations']);
    expect(fake.received[0]?.body).toEqual({
      data: [{ text: 'a' }, { bytes: expect.stringMatching(/^iVBOR/) }],
      parameters: { dimensions: 1024 },
    });
    const [text, image] = embeddings;
    expect(text).toMatchObject({ ok: true, tokens: 20, truncated: false });
    expect(image).toMatchObject({ ok: true, tokens: 4000 });
    const expected = fakeVector('a', '', 1024);
    const difference =
      text?.ok === true ? expected.map((value, i) => value - (text.vector[i] ?? 0)) : [Number.NaN];
    expect(Math.max(...[...difference].map(Math.abs))).toBeLessThan(1e-7);
    expect(usage).toEqual({ tokens: 4020, requests: 1 });
  });

  it('is given the task of a query', async () => {
    await open().embed(texts('a'), { task: 'query' });
    expect(fake.received[0]?.body).toEqual({
      data: [{ text: 'a' }],
      parameters: { task: 'retrieval.query', dimensions: 1024 },
    });
  });

  it('gets clip-v1’s shape where that was asked for', async () => {
    await fake.close();
    fake = await fakeSageMaker(768);
    const endpoint = new SageMakerRuntimeClient({
      region: 'eu-central-1',
      endpoint: fake.url,
      credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey },
    });
    const embedder = open({ shape: 'clip-v1', client: endpoint });
    const { embeddings } = await embedder.embed([{ text: 'a' }, { image: png }], { task: 'query' });
    expect(fake.received[0]?.body).toEqual({
      data: [{ text: 'a' }, { image: expect.stringMatching(/^iVBOR/) }],
    });
    expect(embeddings.map((one) => one.ok && one.vector.length)).toEqual([768, 768]);
    expect(embedder.identity).toMatchObject({ model: 'jinaai/jina-clip-v1', dimensions: 768 });
  });

  it('gets a URL as such with original', async () => {
    const url = 'https://example.com/b.jpg';
    await open({ imagePolicy: 'original' }).embed([{ image: url }], document);
    expect(fake.received[0]?.body).toMatchObject({ data: [{ url }] });
  });

  it('is not taken for the hosted API: its weights are another variant', () => {
    expect(open().identity).toMatchObject({ weights: 'sagemaker', revision: 'unknown' });
  });

  it.each([
    ['a throttled call', awsError(400, 'ThrottlingException')],
    ['a service that is not available', awsError(503, 'ServiceUnavailable')],
    ['a container that failed', modelError(500, 'out of memory')],
  ])('is tried again after %s', async (_what, answer) => {
    fake.script(() => answer);
    const { embeddings } = await clock.run(open().embed(texts('a'), document));
    expect(embeddings.map(({ ok }) => ok)).toEqual([true]);
    expect(fake.received.length).toBe(2);
  });

  it.each([
    ['AccessDeniedException', 403, /sagemaker:InvokeEndpoint/],
    ['ValidationError', 400, /check endpointName and region/],
    ['ExpiredTokenException', 403, /session has expired/],
  ])('explains %s and is not tried again', async (name, status, text) => {
    fake.script(() => awsError(status, name));
    await expect(clock.run(open().embed(texts('a', 'b'), document))).rejects.toMatchObject({
      code: 'embedder',
      message: expect.stringMatching(text),
      details: { status, retryable: false },
    });
    expect(fake.received.length).toBe(1);
  });

  it('throws no error that holds the request, its signature or a key', async () => {
    fake.script(() => awsError(403, 'AccessDeniedException'));
    const error: unknown = await open()
      .embed(texts('a'), document)
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'embedder', cause: { name: 'AccessDeniedException' } });
    const text = inspect(error, { depth: 20, showHidden: true, maxStringLength: null });
    for (const secret of [secretAccessKey, 'AKIDEXAMPLE', 'Signature=']) {
      expect(text).not.toContain(secret);
    }
  });

  it('isolates a content that the container refuses', async () => {
    const { embeddings } = await clock.run(open().embed(texts('a', 'POISON', 'b'), document));
    expect(embeddings.map(({ ok }) => ok)).toEqual([true, false, true]);
    expect(embeddings[1]).toMatchObject({
      error: { message: expect.stringMatching(/^contents\[1\]/) },
    });
  });

  it('is not trusted with an answer of another length, which has no indices to go by', async () => {
    fake.script(({ answer }) => {
      // The fake's own body.
      const body = JSON.parse(answer.body) as { data: unknown[] };
      return { ...answer, body: JSON.stringify({ ...body, data: body.data.slice(1) }) };
    });
    await expect(clock.run(open().embed(texts('a', 'b'), document))).rejects.toThrow(
      /1 embeddings for 2 inputs; check shape \(clip-v2\)/,
    );
  });

  it('times out, and is tried again', async () => {
    fake.script(() => 'hang');
    const told: string[] = [];
    const embedder = open({ timeoutMs: 1500, onRetry: ({ error }) => told.push(error.message) });
    await clock.run(embedder.embed(texts('a'), document));
    expect(told).toEqual([expect.stringMatching(/no answer within 1500 ms/)]);
  });

  it('ends when the signal fires', async () => {
    const controller = new AbortController();
    fake.script(() => {
      controller.abort();
      return 'hang';
    });
    const { signal } = controller;
    await expect(open().embed(texts('a'), { ...document, signal })).rejects.toMatchObject({
      code: 'aborted',
    });
  });

  it('leaves a client of the caller open', async () => {
    const embedder = open();
    await embedder.embed(texts('a'), document);
    await embedder.close();
    await open().embed(texts('b'), document);
    expect(fake.received.length).toBe(2);
  });

  it.each([
    [{ endpointName: '' }, 'sagemaker.endpointName'],
    [{ shape: 'clip-v3' }, 'sagemaker.shape'],
    [{ client: {} }, 'sagemaker.client'],
  ])('refuses options that are wrong: %j', (options, field) => {
    // What a caller without types may pass.
    const wrong = options as Partial<SageMakerOptions>;
    expect(() => open(wrong)).toThrow(expect.objectContaining({ details: { field } }));
  });
});

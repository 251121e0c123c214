import { describe, expect, it } from 'vitest';
import { readResponse } from './response.ts';

const item = (index: number, embedding: unknown = [3, 4]): object => ({ index, embedding });
const read = (body: unknown, inputs = 2): ReturnType<typeof readResponse> =>
  readResponse(typeof body === 'string' ? body : JSON.stringify(body), inputs, 'float', 2);
const usage = { total_tokens: 7, prompt_tokens: 7 };
const good = { decoded: { ok: true, vector: Float32Array.of(0.6, 0.8) } };

describe('an answer', () => {
  it('is placed by index, not by the order of its list', () => {
    const other = { decoded: { ok: true, vector: Float32Array.of(1, 0) } };
    expect(read({ usage, data: [item(1), item(0, [1, 0])] })).toEqual({
      results: [other, good],
      tokens: 7,
    });
  });

  it('may leave out an index, whose place is then empty', () => {
    expect(read({ usage, data: [item(1)] })).toEqual({ results: [undefined, good], tokens: 7 });
  });

  it('may leave out its usage, or have unknown fields', () => {
    expect(read({ data: [item(0), { ...item(1), object: 'embedding' }], extra: 1 })).toEqual({
      results: [good, good],
      tokens: undefined,
    });
  });

  it('that leaves one out is not trusted where its numbers may have been given anew', () => {
    const problem =
      /^has 2 embeddings for 3 inputs, numbered from 0 on, so which is whose is not known$/;
    expect(read({ usage, data: [item(0), item(1)] }, 3)).toMatch(problem);
    expect(read({ usage, data: [item(1), item(0)] }, 3)).toMatch(problem);
    expect(read({ usage, data: [item(0), item(2)] }, 3)).toMatchObject({
      results: [good, undefined, good],
    });
    expect(read({ usage, data: [] }, 2)).toEqual({ results: [undefined, undefined], tokens: 7 });
  });

  it.each(['openai', 'infinity'] as const)('of %s has as many as there are inputs', (dialect) => {
    const body = JSON.stringify({ data: [item(0), item(2)] });
    expect(readResponse(body, 3, 'float', 2, dialect)).toBe('has 2 embeddings for 3 inputs');
  });

  it('keeps an embedding that is broken to its own place', () => {
    expect(read({ usage, data: [item(0, [1]), item(1)] })).toEqual({
      results: [{ decoded: { ok: false, problem: 'has 1 numbers where 2 are expected' } }, good],
      tokens: 7,
    });
  });

  it.each([
    [
      'two embeddings for one input',
      { usage, data: [item(0), item(0)] },
      /two embeddings for input 0/,
    ],
    ['an index that was not asked for', { usage, data: [item(2)] }, /for input 2 of 2/],
    ['no list', { usage, data: {} }, /not a list of embeddings/],
    ['an error’s body', { detail: 'no' }, /not a list of embeddings/],
    ['a web page', '<!DOCTYPE html><html>', /web page/],
    ['half an answer', '{"data":[{"ind', /not JSON/],
    ['nothing', '', /not JSON/],
  ])('with %s is not trusted', (_what, body, problem) => {
    expect(read(body)).toMatch(problem);
  });
});

import { describe, expect, it } from 'vitest';
import { externalDataPaths } from './external-data.ts';
import { formatBytes } from './format-bytes.ts';
import { createProgress, type PullProgress } from './progress.ts';
import { retryAfterMs } from '../async/retry-after.ts';

describe('the wait that an answer asks for', () => {
  const now = (): number => Date.parse('2026-01-01T00:00:00Z');
  it.each([
    [{ 'retry-after': '7' }, 7000],
    [{ 'retry-after': ' 0 ' }, 0],
    [{ 'retry-after': 'Thu, 01 Jan 2026 00:00:30 GMT' }, 30_000],
    [{ 'retry-after': 'Wed, 31 Dec 2025 23:59:00 GMT' }, 0],
    [{ 'retry-after': 'soon' }, undefined],
    [{ ratelimit: '"api";r=0;t=55' }, 55_000],
    [{ ratelimit: '"api"; r=0; t=5' }, 5000],
    [{ ratelimit: '"api";r=12;t=55' }, undefined],
    [{ 'retry-after': '3', ratelimit: '"api";r=0;t=55' }, 3000],
    [{}, undefined],
  ])('in %j is %j', (headers, expected) => {
    expect(retryAfterMs(new Headers(Object.entries(headers)), now)).toBe(expected);
  });
});

describe('external data announced by config.json', () => {
  const config = (announced: unknown): string =>
    JSON.stringify({ 'transformers.js_config': { use_external_data_format: announced } });
  it.each([
    [config({ 'model.onnx': true }), 'model.onnx', ['onnx/model.onnx_data']],
    [config({ 'model.onnx': true }), 'model_q4.onnx', []],
    [
      config({ model: 2 }),
      'model_q4.onnx',
      ['onnx/model_q4.onnx_data', 'onnx/model_q4.onnx_data_1'],
    ],
    [config({ text_model: 1 }), 'text_model_q4.onnx', ['onnx/text_model_q4.onnx_data']],
    [config({ text_model: 1 }), 'vision_model_q4.onnx', []],
    [config(true), 'model_fp16.onnx', ['onnx/model_fp16.onnx_data']],
    [config(false), 'model_fp16.onnx', []],
    [config('yes'), 'model_fp16.onnx', []],
    ['{}', 'model.onnx', []],
    ['not JSON', 'model.onnx', []],
  ])('%s is read for %s', (text, graph, expected) => {
    expect(externalDataPaths(text, `onnx/${graph}`)).toEqual(expected);
  });
});

it.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1000, '1.0 kB'],
  [874_350_932, '874.4 MB'],
  [3_460_000_000, '3.5 GB'],
])('writes %i bytes as %s', (bytes, expected) => {
  expect(formatBytes(bytes)).toBe(expected);
});

it('shows no step back where a download begins anew', () => {
  let time = 0;
  const seen: PullProgress[] = [];
  const first = { path: 'a', bytes: 100, oid: '' };
  const second = { path: 'b', bytes: 100, oid: '' };
  const report = (progress: PullProgress): void => void seen.push(progress);
  const progress = createProgress([first, second], report, () => (time += 1000));
  for (const bytes of [60, 0, 10, 90]) progress.at(first, 'downloading', bytes);
  progress.at(second, 'ready', 100);
  expect(seen.map(({ fileBytes }) => fileBytes)).toEqual([60, 60, 60, 90, 100]);
  expect(seen.map(({ bytes }) => bytes)).toEqual([60, 60, 60, 90, 190]);
});

describe('the rate of a pull', () => {
  it('is that of the last five seconds, and reports come at most ten a second', () => {
    let time = 0;
    const seen: PullProgress[] = [];
    const file = { path: 'a', bytes: 1_000_000, oid: '' };
    const report = (progress: PullProgress): void => void seen.push(progress);
    const progress = createProgress([file], report, () => time);
    for (let bytes = 0; time < 20_000; time += 50) {
      // 100 bytes each 50 ms for ten seconds, then 1,000.
      const count = time < 10_000 ? 100 : 1000;
      bytes += count;
      progress.received(count);
      progress.at(file, 'downloading', bytes);
    }
    expect(seen.length).toBe(200);
    expect(seen[90]?.bytesPerSecond).toBeCloseTo(2000, -2);
    expect(seen.at(-1)?.bytesPerSecond).toBeCloseTo(20_000, -3);
  });

  it('is nothing where the network brought nothing', () => {
    const seen: PullProgress[] = [];
    const file = { path: 'a', bytes: 10, oid: '' };
    createProgress(
      [file],
      (progress) => void seen.push(progress),
      () => 0,
    ).at(file, 'ready', 10);
    expect(seen).toMatchObject([{ bytesPerSecond: 0, bytes: 10, totalBytes: 10 }]);
  });
});

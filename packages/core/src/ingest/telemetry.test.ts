import { metrics, trace } from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { afterEach, describe, expect, it } from 'vitest';
import { openTelemetry } from './telemetry.ts';
import type { IngestProgress } from './types.ts';

afterEach(() => {
  trace.disable();
  metrics.disable();
});

const attributes = { 'db.system.name': 'memory', 'db.collection.name': 'things' };
const progress = (written: number, tokens: number): IngestProgress => ({
  read: written,
  written,
  failed: 0,
  unchanged: 0,
  resumed: 0,
  pruned: 0,
  spared: 0,
  repeated: 0,
  overwritten: 0,
  embedded: written,
  reused: 0,
  truncated: 0,
  usage: { tokens, requests: 1 },
  cost: undefined,
  elapsedMs: 1,
  remainingMs: undefined,
});

describe('telemetry', () => {
  it('gives a span to each piece of work, with its failure', async () => {
    const exporter = new InMemorySpanExporter();
    trace.setGlobalTracerProvider(
      new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }),
    );
    const { span } = await openTelemetry(attributes);
    expect(await span('nestvec.embed', { 'nestvec.contents': 3 }, async () => 7)).toBe(7);
    const failing = span('nestvec.upsert', {}, () => Promise.reject(new Error('down')));
    await expect(failing).rejects.toThrow('down');
    expect(exporter.getFinishedSpans()).toMatchObject([
      { name: 'nestvec.embed', attributes: { ...attributes, 'nestvec.contents': 3 } },
      { name: 'nestvec.upsert', status: { code: 2, message: 'down' } },
    ]);
  });

  it('adds what is new to its counters', async () => {
    const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
    const reader = new PeriodicExportingMetricReader({ exporter });
    metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }));
    const { count } = await openTelemetry(attributes);
    count(progress(10, 100));
    count(progress(25, 240));
    await reader.forceFlush();
    const values = exporter
      .getMetrics()
      .flatMap(({ scopeMetrics }) => scopeMetrics)
      .flatMap((scope) => scope.metrics)
      .map(({ descriptor, dataPoints }) => [descriptor.name, dataPoints[0]?.value]);
    expect(Object.fromEntries(values)).toEqual({
      'nestvec.ingest.items.read': 25,
      'nestvec.ingest.items.written': 25,
      'nestvec.ingest.contents.embedded': 25,
      'nestvec.ingest.tokens': 240,
    });
    await reader.shutdown();
  });

  it('is silent without a listener', async () => {
    const { span, count } = await openTelemetry(attributes);
    count(progress(1, 1));
    expect(await span('nestvec.embed', {}, async () => 'done')).toBe('done');
  });
});

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
import { expect, it, onTestFinished } from 'vitest';
import { useRedis } from './__fixtures__/test-redis.ts';
import { texts } from './__fixtures__/texts.ts';
import { createWorkplace } from './__fixtures__/workplace.ts';

const urlOf = useRedis();

it('gives each job the spans of an ingest, and counts what an ingest counts', async ({ skip }) => {
  const spans = new InMemorySpanExporter();
  const counts = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter: counts });
  trace.setGlobalTracerProvider(
    new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] }),
  );
  metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }));
  onTestFinished(async () => {
    trace.disable();
    metrics.disable();
    await reader.shutdown();
  });
  const at = await createWorkplace(urlOf(skip));
  const index = await at.index();
  await at.worker(index);
  const producer = await at.producer(index, { itemsPerJob: 5 });
  await producer.run(texts(15));
  await reader.forceFlush();
  const found = spans.getFinishedSpans();
  const jobs = found.filter(({ name }) => name === 'nestvec.ingest');
  const attributes = { 'db.collection.name': 'docs', 'db.system.name': 'memory' };
  expect(jobs).toMatchObject([{ attributes }, { attributes }, { attributes }]);
  for (const name of ['nestvec.embed', 'nestvec.upsert'])
    expect(
      found.filter((span) => span.name === name),
      name,
    ).toHaveLength(jobs.length);
  const values = counts
    .getMetrics()
    .flatMap(({ scopeMetrics }) => scopeMetrics)
    .flatMap((scope) => scope.metrics)
    .map(({ descriptor, dataPoints }) => [descriptor.name, dataPoints[0]?.value]);
  expect(Object.fromEntries(values)).toMatchObject({
    'nestvec.ingest.items.written': 15,
    'nestvec.ingest.tokens': 60,
  });
});
